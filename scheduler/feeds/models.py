"""Feeds, their secret addresses, and the rendered VEVENT of each engagement."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.core.db import Base, UTCDateTime, choice
from scheduler.feeds.rules import Detail, Scope


class Feed(Base):
    """A named feed. `revision` rises in the transaction that changes anything it shows."""

    __tablename__ = "feed"
    __table_args__ = (Index("ix_feed_scope_scope_id", "scope", "scope_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    scope: Mapped[Scope] = mapped_column(choice(Scope))
    scope_id: Mapped[int | None]
    """Key of the principal, organisation, body, post or summit; none for the whole office."""
    detail: Mapped[Detail] = mapped_column(choice(Detail))
    revision: Mapped[int] = mapped_column(default=1)
    revised_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by: Mapped[str] = mapped_column(String(200), default="")
    addresses: Mapped[list["FeedAddress"]] = relationship(
        back_populates="feed", cascade="all, delete-orphan", order_by="FeedAddress.id.desc()"
    )


class FeedAddress(Base):
    """One secret address of a feed; rotating adds one and lets the old one live 24 hours more."""

    __tablename__ = "feed_address"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    feed_id: Mapped[int] = mapped_column(ForeignKey("feed.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """From then on it answers 410; set when revoked (now) or rotated (in 24 hours)."""
    last_fetched_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_agent: Mapped[str] = mapped_column(String(200), default="")
    feed: Mapped[Feed] = relationship(back_populates="addresses")


class FeedFragment(Base):
    """The VEVENT of one engagement at one level of detail, rendered in the transaction that changed it."""

    __tablename__ = "feed_fragment"

    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id", ondelete="CASCADE"), primary_key=True)
    detail: Mapped[Detail] = mapped_column(choice(Detail), primary_key=True)
    ics: Mapped[bytes] = mapped_column(LargeBinary)

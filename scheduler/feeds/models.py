"""Feeds, their secret addresses, the rendered VEVENT of each engagement, and which scopes hold it."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.core.db import Base, UTCDateTime, choice
from scheduler.engagements.rules import Detail
from scheduler.feeds.rules import Scope


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


class FeedDay(Base):
    """A principal's local day beside its engagements: VEVENTs of the times held and of the roads.

    Joined into that principal's own feeds at full detail, and into no other.
    """

    __tablename__ = "feed_day"

    principal_id: Mapped[int] = mapped_column(ForeignKey("principal.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    ics: Mapped[bytes] = mapped_column(LargeBinary)


class FeedEntry(Base):
    """That a scope holds an engagement, with its place in the order and its days: a feed is joined without asking more.

    An OFFICIAL-SENSITIVE engagement has an entry in the office's scope only, and a fragment at full detail only.
    """

    __tablename__ = "feed_entry"
    __table_args__ = (
        Index(
            "ix_feed_entry_order", "scope", "scope_id", "starts_at", "uid", "shown_from_on", "shown_until_on",
            "engagement_id", unique=True,
        ),
    )  # fmt: skip

    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id", ondelete="CASCADE"), primary_key=True)
    scope: Mapped[Scope] = mapped_column(choice(Scope), primary_key=True)
    scope_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """As in `Feed`, but 0 for the whole office: a key cannot be empty."""
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    """For whole days the first midnight."""
    uid: Mapped[str] = mapped_column(String(120))
    shown_from_on: Mapped[date]
    shown_until_on: Mapped[date]
    """The last day on which feeds show it."""

"""Undertakings and their evidence."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.actions.models import Action
from scheduler.core.db import Base, UTCDateTime, choice
from scheduler.engagements.models import Engagement, Principal
from scheduler.stakeholders.models import Body
from scheduler.undertakings.rules.vocabulary import UndertakingKind, UndertakingState
from scheduler.uploads.models import Upload


class Undertaking(Base):
    """A promise with its source, its owner and the meeting at which it is due."""

    __tablename__ = "undertaking"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[UndertakingKind] = mapped_column(choice(UndertakingKind))
    words: Mapped[str] = mapped_column(Text)
    """As they were said or minuted."""
    source: Mapped[str] = mapped_column(String(200))
    """The meeting or paper: “Police and Crime Panel”."""
    source_on: Mapped[date]
    source_reference: Mapped[str] = mapped_column(String(120), default="")
    """Minute, resolution or paragraph."""
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"))
    """To whom it was given, when that is a body of our list."""
    principal_id: Mapped[int | None] = mapped_column(ForeignKey("principal.id"))
    """Who of ours answers for it."""
    due_on: Mapped[date | None] = mapped_column(index=True)
    due_engagement_id: Mapped[int | None] = mapped_column(ForeignKey("engagement.id", ondelete="SET NULL"), index=True)
    """The meeting at which it is due; its day counts, should it move."""
    review_on: Mapped[date | None] = mapped_column(index=True)
    """When to look at it again, however it stands."""
    state: Mapped[UndertakingState] = mapped_column(choice(UndertakingState), default=UndertakingState.OPEN)
    closed_on: Mapped[date | None]
    closing_words: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    body: Mapped[Body | None] = relationship()
    principal: Mapped[Principal | None] = relationship()
    due_engagement: Mapped[Engagement | None] = relationship()
    evidence: Mapped[list["Evidence"]] = relationship(
        back_populates="undertaking", cascade="all, delete-orphan", order_by="Evidence.id"
    )

    __mapper_args__ = {"version_id_col": version}


class Evidence(Base):
    """What shows that an undertaking was kept: an engagement, an action, a file, or words alone."""

    __tablename__ = "evidence"
    __table_args__ = (
        UniqueConstraint("undertaking_id", "engagement_id"),
        UniqueConstraint("undertaking_id", "action_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    undertaking_id: Mapped[int] = mapped_column(ForeignKey("undertaking.id", ondelete="CASCADE"))
    engagement_id: Mapped[int | None] = mapped_column(ForeignKey("engagement.id", ondelete="CASCADE"), index=True)
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id", ondelete="CASCADE"))
    upload_id: Mapped[int | None] = mapped_column(ForeignKey("upload.id"))
    words: Mapped[str] = mapped_column(String(500), default="")
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)
    undertaking: Mapped[Undertaking] = relationship(back_populates="evidence")
    engagement: Mapped[Engagement | None] = relationship()
    action: Mapped[Action | None] = relationship()
    upload: Mapped[Upload | None] = relationship()

"""Actions, whose owner is ours or a partner's role, and what was told of each."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.actions.rules import ActionState
from scheduler.core.db import Base, UTCDateTime, choice
from scheduler.engagements.models import Engagement, Principal
from scheduler.stakeholders.models import Body, Organisation


class Action(Base):
    """Agreed at an engagement. Its owner is one of ours, or a role at an organisation or body."""

    __tablename__ = "action"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN principal_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN body_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_owner",
        ),
        UniqueConstraint("token_hash"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id", ondelete="CASCADE"), index=True)
    words: Mapped[str] = mapped_column(Text)
    principal_id: Mapped[int | None] = mapped_column(ForeignKey("principal.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), index=True)
    role: Mapped[str] = mapped_column(String(200), default="")
    """Of the owner there: “Head of Community Safety”."""
    contact_name: Mapped[str] = mapped_column(String(200), default="")
    contact_address: Mapped[str] = mapped_column(String(254), default="")
    """Who updates it by link; empty: nobody is written to."""
    due_on: Mapped[date | None] = mapped_column(index=True)
    state: Mapped[ActionState] = mapped_column(choice(ActionState), default=ActionState.OPEN)
    heading: Mapped[str] = mapped_column(String(200), default="")
    """Under what it stands in a list: a workshop's title."""
    generation: Mapped[int] = mapped_column(default=1)
    token_hash: Mapped[str] = mapped_column(String(64))
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the owner was first written to."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    engagement: Mapped[Engagement] = relationship()
    principal: Mapped[Principal | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    body: Mapped[Body | None] = relationship()
    updates: Mapped[list["ActionUpdate"]] = relationship(
        back_populates="action", cascade="all, delete-orphan", order_by="ActionUpdate.id"
    )

    __mapper_args__ = {"version_id_col": version}


class ActionUpdate(Base):
    """What its owner, or the office for them, told of an action."""

    __tablename__ = "action_update"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_label: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[ActionState] = mapped_column(choice(ActionState))
    words: Mapped[str] = mapped_column(Text, default="")
    action: Mapped[Action] = relationship(back_populates="updates")

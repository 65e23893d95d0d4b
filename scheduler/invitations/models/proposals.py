"""Another time: what a partner proposed instead of the time that they were invited to, and what became of it."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.core.db import Base, UTCDateTime, choice, partial_unique
from scheduler.invitations.models.invitations import Invitation, InvitationLink
from scheduler.invitations.rules import Answerer, ProposalState, ReplySource


class CounterProposal(Base):
    """Up to three other times from one invitee, by link or as a COUNTER of their calendar: it moves nothing by itself.

    An invitation has at most one open; a newer one overtakes it.
    """

    __tablename__ = "counter_proposal"
    __table_args__ = (partial_unique("uq_counter_proposal_open", "invitation_id", where="state = 'open'"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    source: Mapped[ReplySource] = mapped_column(choice(ReplySource))
    answered_by: Mapped[Answerer] = mapped_column(choice(Answerer), default=Answerer.INVITEE)
    link_id: Mapped[int | None] = mapped_column(ForeignKey("invitation_link.id"))
    """Whose address it came from, when that is known; a DECLINECOUNTER goes there."""
    from_address: Mapped[str | None] = mapped_column(String(254))
    recorded_by: Mapped[str] = mapped_column(String(200), default="")
    message: Mapped[str] = mapped_column(Text, default="")
    sequence: Mapped[int]
    """SEQUENCE of the engagement that it would change; a later one overtakes the proposal."""
    state: Mapped[ProposalState] = mapped_column(choice(ProposalState), default=ProposalState.OPEN)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by: Mapped[str] = mapped_column(String(200), default="")
    words: Mapped[str] = mapped_column(Text, default="")
    """What the office wrote when it declined."""
    invitation: Mapped[Invitation] = relationship()
    link: Mapped[InvitationLink | None] = relationship()
    times: Mapped[list["ProposedTime"]] = relationship(
        back_populates="proposal", cascade="all, delete-orphan", order_by="ProposedTime.starts_at"
    )


class ProposedTime(Base):
    """One of the times, with what spoke against it when it came; it is checked anew whenever it is shown."""

    __tablename__ = "proposed_time"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("counter_proposal.id", ondelete="CASCADE"), index=True)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    obstacles: Mapped[list[str]] = mapped_column(JSON, default=list)
    is_taken: Mapped[bool] = mapped_column(default=False)
    """The one that the office accepted."""
    proposal: Mapped[CounterProposal] = relationship(back_populates="times")

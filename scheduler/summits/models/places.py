"""Who wants a place, who has one, who comes with them, and what they need; needs lie apart (design, rule 10)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.core.db import Base, UTCDateTime, choice
from scheduler.invitations.models import Invitation
from scheduler.invitations.rules import Authority
from scheduler.summits.models.summit import Agency, Summit
from scheduler.summits.rules.vocabulary import AttendeeKind, PlaceState


class Party(Base):
    """One invitation's claim on places: for its invitee and their companions. A walk-in or a host has no invitation."""

    __tablename__ = "summit_party"
    __table_args__ = (
        UniqueConstraint("invitation_id"),
        UniqueConstraint("summit_id", "waiting_number"),
        CheckConstraint("size >= 1", name="size"),
        CheckConstraint("(state = 'waiting') = (waiting_number IS NOT NULL)", name="waiting"),
        CheckConstraint("(state = 'offered') = (offer_until_at IS NOT NULL)", name="offered"),
        Index("ix_summit_party_summit_id_state", "summit_id", "state"),
        Index("ix_summit_party_offer_until_at", "offer_until_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id", ondelete="CASCADE"))
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id", ondelete="CASCADE"))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("summit_agency.id"), index=True)
    """None: a person invited without a post, or from nowhere that we know."""
    state: Mapped[PlaceState] = mapped_column(choice(PlaceState), default=PlaceState.NOT_WANTED)
    size: Mapped[int] = mapped_column(default=1)
    """Places: the invitee and each companion, support not counted. Whoever waits, waits for one."""
    waiting_number: Mapped[int | None]
    """Order of coming on the waiting list; given once per wait."""
    waiting_since_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    offer_until_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    offers: Mapped[int] = mapped_column(default=0)
    """How many it has had; the present one's number."""
    version: Mapped[int] = mapped_column(default=1)
    summit: Mapped[Summit] = relationship()
    agency: Mapped[Agency | None] = relationship()
    invitation: Mapped[Invitation | None] = relationship()
    attendees: Mapped[list["Attendee"]] = relationship(
        back_populates="party", cascade="all, delete-orphan", order_by="Attendee.position, Attendee.id"
    )

    __mapper_args__ = {"version_id_col": version}


class Attendee(Base):
    """One human in the room, as lists and badges print them. A substitute takes the row, without its wishes."""

    __tablename__ = "summit_attendee"
    __table_args__ = (
        CheckConstraint("band IS NULL OR band BETWEEN 1 AND 5", name="band"),
        UniqueConstraint("made_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("summit_party.id", ondelete="CASCADE"), index=True)
    kind: Mapped[AttendeeKind] = mapped_column(choice(AttendeeKind))
    name: Mapped[str] = mapped_column(String(250))
    """Empty while a seat's holder is unknown."""
    role: Mapped[str] = mapped_column(String(250), default="")
    organisation_name: Mapped[str] = mapped_column(String(200), default="")
    band: Mapped[int | None]
    authority: Mapped[Authority | None] = mapped_column(choice(Authority))
    is_substitute: Mapped[bool] = mapped_column(default=False)
    on_printed_list: Mapped[bool] = mapped_column(default=False)
    """They agreed to stand on the list that everybody in the room gets."""
    wants_parking: Mapped[bool] = mapped_column(default=False)
    vehicle: Mapped[str] = mapped_column(String(20), default="")
    position: Mapped[int] = mapped_column(default=0)
    made_by: Mapped[str | None] = mapped_column(String(36))
    """Of a walk-in: the check-in event that made it."""
    human_key: Mapped[str] = mapped_column(String(300), default="", server_default="")
    """Whose row it is now: `person:17`, `post:4`, `substitute:jo merrick`, `principal:2`."""
    party: Mapped[Party] = relationship(back_populates="attendees")


class AttendeeNeeds(Base):
    """Access and dietary needs of one attendee. Read by who has the right for it, deleted by itself.

    `Attendee` does not lead here: whoever may read needs asks for them by name.
    """

    __tablename__ = "summit_needs"

    attendee_id: Mapped[int] = mapped_column(ForeignKey("summit_attendee.id", ondelete="CASCADE"), primary_key=True)
    access: Mapped[str] = mapped_column(Text, default="")
    dietary: Mapped[str] = mapped_column(Text, default="")
    given_at: Mapped[datetime] = mapped_column(UTCDateTime)
    delete_on: Mapped[date] = mapped_column(index=True)
    attendee: Mapped[Attendee] = relationship()


class NeedsRight(Base):
    """Which member of staff may read needs; an administrator gives and takes it, which is audited."""

    __tablename__ = "summit_needs_right"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id", ondelete="CASCADE"), primary_key=True)
    given_at: Mapped[datetime] = mapped_column(UTCDateTime)
    given_by: Mapped[str] = mapped_column(String(200), default="")

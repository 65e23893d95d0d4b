"""The summit itself: hosts, former names and dates, the venue's rooms, agencies, what is done and what is late."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.core.db import Base, UTCDateTime, choice
from scheduler.engagements.models import Engagement, Hold, Principal
from scheduler.stakeholders.models import Area, Body, Organisation
from scheduler.summits.rules.needs import USUAL_DAYS_KEPT
from scheduler.summits.rules.vocabulary import Timeline


class Summit(Base):
    """What a summit is beyond its engagement, whose principals are the hosts and whose place is the venue."""

    __tablename__ = "summit"
    __table_args__ = (
        UniqueConstraint("engagement_id"),
        CheckConstraint("offer_hours > 0", name="offer_hours"),
        CheckConstraint("needs_days BETWEEN 0 AND 365", name="needs_days"),
        CheckConstraint("wanted_band BETWEEN 1 AND 5", name="wanted_band"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id", ondelete="CASCADE"))
    outcomes: Mapped[str] = mapped_column(Text, default="")
    """What the day is to bring about, in the hosts' words."""
    timeline: Mapped[Timeline] = mapped_column(choice(Timeline), default=Timeline.STANDARD)
    access_facts: Mapped[str] = mapped_column(Text, default="")
    """Of the venue: step-free way, hearing loop, parking."""
    answers_until_on: Mapped[date | None]
    assessments_due_on: Mapped[date | None]
    offer_hours: Mapped[int] = mapped_column(default=16)
    """Working hours for which an offered place is kept."""
    needs_days: Mapped[int] = mapped_column(default=USUAL_DAYS_KEPT)
    """Days after the summit when access and dietary needs are deleted."""
    wanted_band: Mapped[int] = mapped_column(default=2)
    """The seniority asked for; an area whose seats are on average below it is warned of."""
    wants_authority: Mapped[bool] = mapped_column(default=True)
    takes_companions: Mapped[bool] = mapped_column(default=True)
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("summit.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the office ended the day: whoever is not checked in by then was absent."""
    version: Mapped[int] = mapped_column(default=1)
    engagement: Mapped[Engagement] = relationship()
    places: Mapped["SummitPlaces"] = relationship(back_populates="summit", cascade="all, delete-orphan")
    chapters: Mapped[list["SummitChapter"]] = relationship(
        back_populates="summit", cascade="all, delete-orphan", order_by="SummitChapter.known_on, SummitChapter.id"
    )
    rooms: Mapped[list["SummitRoom"]] = relationship(
        back_populates="summit", cascade="all, delete-orphan", order_by="SummitRoom.position, SummitRoom.id"
    )
    agencies: Mapped[list["Agency"]] = relationship(
        back_populates="summit", cascade="all, delete-orphan", order_by="Agency.name, Agency.id"
    )

    __mapper_args__ = {"version_id_col": version}


class SummitPlaces(Base):
    """How many places there are and how many are taken: the row that whoever gives or takes one locks.

    `ceiling` is the larger of the places and of what was taken when they were lowered: nobody is removed silently, and
    no place is given until it is below the number again. None: no limit is set yet.
    """

    __tablename__ = "summit_places"
    __table_args__ = (
        CheckConstraint("taken >= 0", name="taken"),
        CheckConstraint("(places IS NULL) = (ceiling IS NULL)", name="both_or_neither"),
        CheckConstraint("ceiling IS NULL OR taken <= ceiling", name="within"),
        CheckConstraint("ceiling IS NULL OR ceiling >= places", name="ceiling"),
        CheckConstraint("places IS NULL OR places >= 0", name="places"),
        CheckConstraint("quota IS NULL OR quota >= 1", name="quota"),
    )

    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id", ondelete="CASCADE"), primary_key=True)
    places: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)
    ceiling: Mapped[int | None]
    quota: Mapped[int | None]
    """Places of an organisation that has no number of its own; None: as many as it likes."""
    last_number: Mapped[int] = mapped_column(default=0)
    """Of the waiting list, given in order of coming."""
    summit: Mapped[Summit] = relationship(back_populates="places")


class Agency(Base):
    """An organisation or body as the summit sees it: who is asked, with how many places, for what homework."""

    __tablename__ = "summit_agency"
    __table_args__ = (
        CheckConstraint("(organisation_id IS NULL) <> (body_id IS NULL)", name="one_home"),
        CheckConstraint("taken >= 0", name="taken"),
        CheckConstraint("(quota IS NULL) = (ceiling IS NULL)", name="both_or_neither"),
        CheckConstraint("ceiling IS NULL OR taken <= ceiling", name="within"),
        CheckConstraint("ceiling IS NULL OR ceiling >= quota", name="ceiling"),
        UniqueConstraint("summit_id", "organisation_id"),
        UniqueConstraint("summit_id", "body_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id", ondelete="CASCADE"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    quota: Mapped[int | None]
    """The number in force, its own or the summit's, held here so that the database can check it; None: no limit."""
    has_own_quota: Mapped[bool] = mapped_column(default=False)
    taken: Mapped[int] = mapped_column(default=0)
    """Places of its parties, with companions and without support."""
    ceiling: Mapped[int | None]
    contact_name: Mapped[str] = mapped_column(String(200), default="")
    contact_address: Mapped[str] = mapped_column(String(254), default="")
    """Who is asked for the homework and the signature; empty: its first invitee."""
    summit: Mapped[Summit] = relationship(back_populates="agencies")
    organisation: Mapped[Organisation | None] = relationship()
    body: Mapped[Body | None] = relationship()
    area: Mapped[Area | None] = relationship()


class AgencyLink(Base):
    """One address that may act for an agency (homework, comments, signature) at `/s/<token>`; the token is derived."""

    __tablename__ = "summit_agency_link"
    __table_args__ = (UniqueConstraint("token_hash"), UniqueConstraint("agency_id", "address"))

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("summit_agency.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(254))
    generation: Mapped[int] = mapped_column(default=1)
    token_hash: Mapped[str] = mapped_column(String(64))
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    agency: Mapped[Agency] = relationship()


class SummitChapter(Base):
    """What the summit was called and when it was to be, as known from a day on, and why that changed."""

    __tablename__ = "summit_chapter"

    id: Mapped[int] = mapped_column(primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id", ondelete="CASCADE"), index=True)
    known_on: Mapped[date]
    title: Mapped[str] = mapped_column(String(200))
    date_words: Mapped[str] = mapped_column(String(120), default="")
    """“early October 2014”: a date was often not one day yet."""
    reason: Mapped[str] = mapped_column(String(500), default="")
    summit: Mapped[Summit] = relationship(back_populates="chapters")


class SummitRoom(Base):
    """A room of the venue."""

    __tablename__ = "summit_room"
    __table_args__ = (CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    capacity: Mapped[int | None]
    is_step_free: Mapped[bool] = mapped_column(default=False)
    has_hearing_loop: Mapped[bool] = mapped_column(default=False)
    notes: Mapped[str] = mapped_column(String(500), default="")
    position: Mapped[int] = mapped_column(default=0)
    summit: Mapped[Summit] = relationship(back_populates="rooms")


class HostApproval(Base):
    """One host's yes to one held date; the summit is fixed on the first hold that every host approves."""

    __tablename__ = "summit_host_approval"

    hold_id: Mapped[int] = mapped_column(ForeignKey("hold.id", ondelete="CASCADE"), primary_key=True)
    principal_id: Mapped[int] = mapped_column(ForeignKey("principal.id"), primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    recorded_by: Mapped[str] = mapped_column(String(200), default="")
    hold: Mapped[Hold] = relationship()
    principal: Mapped[Principal] = relationship()


class StepTick(Base):
    """A step of the checklist that no record can prove: done, or not needed, by hand."""

    __tablename__ = "summit_step_tick"

    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id", ondelete="CASCADE"), primary_key=True)
    step: Mapped[str] = mapped_column(String(40), primary_key=True)
    done_on: Mapped[date]
    is_needed: Mapped[bool] = mapped_column(default=True)
    by_label: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(500), default="")

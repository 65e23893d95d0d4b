"""Principals, engagements and who takes part from both sides."""

from datetime import date, datetime, time

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.almanac.models import Layer
from scheduler.core.db import Base, UTCDateTime, choice
from scheduler.engagements.rules import (
    EngagementKind,
    EngagementStatus,
    Handling,
    HoldEnd,
    PlaceKind,
    PrincipalKind,
    SeriesUnit,
)
from scheduler.stakeholders.models import Place, Post


class Principal(Base):
    """One of ours whose diary we keep."""

    __tablename__ = "principal"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[PrincipalKind] = mapped_column(choice(PrincipalKind))
    email: Mapped[str] = mapped_column(String(254), default="")
    position: Mapped[int] = mapped_column(default=0)
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    diary: Mapped["PrincipalDiary | None"] = relationship(cascade="all, delete-orphan")
    """None: the defaults of a new row."""
    hours: Mapped[list["PrincipalHours"]] = relationship(
        cascade="all, delete-orphan", order_by="PrincipalHours.weekday"
    )
    absences: Mapped[list["Absence"]] = relationship(
        back_populates="principal", cascade="all, delete-orphan", order_by="Absence.first_on"
    )
    layers: Mapped[list[Layer]] = relationship(secondary="principal_layer", order_by=Layer.name)


class PrincipalDiary(Base):
    """What may be put into a principal's diary, and where their days begin; changed under Settings."""

    __tablename__ = "principal_diary"
    __table_args__ = (
        CheckConstraint("buffer_minutes BETWEEN 0 AND 240", name="buffer"),
        CheckConstraint("day_limit >= 1 AND week_limit >= 1 AND evening_limit >= 0", name="limits"),
    )

    principal_id: Mapped[int] = mapped_column(ForeignKey("principal.id", ondelete="CASCADE"), primary_key=True)
    base_place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    """Where a working day begins and ends; travel is counted from there."""
    buffer_minutes: Mapped[int] = mapped_column(default=15)
    """Kept free before and after an engagement, beside the travel."""
    day_limit: Mapped[int] = mapped_column(default=3)
    """Most engagements that the proposer leaves on one day; a week and evenings a week alike."""
    week_limit: Mapped[int] = mapped_column(default=8)
    evening_limit: Mapped[int] = mapped_column(default=1)
    base_place: Mapped[Place | None] = relationship()


class PrincipalHours(Base):
    """From when until when a principal works on a weekday (0 is Monday); a weekday without a row is free of work.

    A principal without any row keeps the office's hours, Monday to Friday.
    """

    __tablename__ = "principal_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("ends > starts", name="in_order"),
    )

    principal_id: Mapped[int] = mapped_column(ForeignKey("principal.id", ondelete="CASCADE"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    starts: Mapped[time]
    ends: Mapped[time]


class Absence(Base):
    """Days on which a principal takes part in nothing, both included; the reason stays in the office."""

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("last_on >= first_on", name="in_order"),
        Index("ix_absence_principal_id_days", "principal_id", "first_on", "last_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    principal_id: Mapped[int] = mapped_column(ForeignKey("principal.id", ondelete="CASCADE"))
    first_on: Mapped[date]
    last_on: Mapped[date]
    words: Mapped[str] = mapped_column(String(120), default="")
    principal: Mapped[Principal] = relationship(back_populates="absences")


class PrincipalLayer(Base):
    """A busy calendar that counts for one principal only."""

    __tablename__ = "principal_layer"

    principal_id: Mapped[int] = mapped_column(ForeignKey("principal.id", ondelete="CASCADE"), primary_key=True)
    layer_id: Mapped[int] = mapped_column(ForeignKey("layer.id", ondelete="CASCADE"), primary_key=True)


class Engagement(Base):
    """A dated thing. UID lives for ever; SEQUENCE rises when time, place or status changes (RFC 5546 2.1.4).

    Timed: `starts_at` and `ends_at`. All day: `starts_on` and `ends_on`, both days included. Not dated yet: neither.
    """

    __tablename__ = "engagement"
    __table_args__ = (
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="both_instants"),
        CheckConstraint("(starts_on IS NULL) = (ends_on IS NULL)", name="both_days"),
        CheckConstraint("starts_at IS NULL OR starts_on IS NULL", name="timed_or_all_day"),
        CheckConstraint("ends_at > starts_at", name="instants_in_order"),
        CheckConstraint("ends_on >= starts_on", name="days_in_order"),
        Index("ix_engagement_starts_at", "starts_at"),
        Index("ix_engagement_starts_on", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(120), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revised_at: Mapped[datetime] = mapped_column(UTCDateTime)
    """Becomes DTSTAMP and LAST-MODIFIED; whole seconds."""
    kind: Mapped[EngagementKind] = mapped_column(choice(EngagementKind))
    status: Mapped[EngagementStatus] = mapped_column(choice(EngagementStatus))
    title: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(Text, default="")
    handling: Mapped[Handling] = mapped_column(choice(Handling), default=Handling.OFFICIAL)
    starts_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    place_kind: Mapped[PlaceKind] = mapped_column(choice(PlaceKind), default=PlaceKind.PARTNER)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    place_text: Mapped[str] = mapped_column(String(300), default="")
    """A room, or the whole place when it is not in our list."""
    online_url: Mapped[str] = mapped_column(String(500), default="")
    reply_by_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    minutes: Mapped[int] = mapped_column(default=60, server_default="60")
    """How long it lasts while it has no date yet."""
    clash_reason: Mapped[str] = mapped_column(String(500), default="")
    """Why the office went on although a principal was already busy, on the road, or the period speaks against it."""
    outcome_reason: Mapped[str] = mapped_column(String(500), default="")
    """Why it was postponed, cancelled or declined."""
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("engagement.id"))
    place: Mapped[Place | None] = relationship()
    principals: Mapped[list[Principal]] = relationship(
        secondary="engagement_principal", order_by=(Principal.position, Principal.id)
    )
    posts: Mapped[list[Post]] = relationship(secondary="engagement_post", order_by=Post.id)
    holds: Mapped[list["Hold"]] = relationship(
        back_populates="engagement", cascade="all, delete-orphan", order_by="Hold.starts_at"
    )

    __mapper_args__ = {"version_id_col": version}


class EngagementPrincipal(Base):
    """Which of ours take part."""

    __tablename__ = "engagement_principal"

    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id", ondelete="CASCADE"), primary_key=True)
    principal_id: Mapped[int] = mapped_column(ForeignKey("principal.id"), primary_key=True, index=True)


class EngagementPost(Base):
    """With which partner posts it is."""

    __tablename__ = "engagement_post"

    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id", ondelete="CASCADE"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True, index=True)


class Hold(Base):
    """A time kept free for an engagement that has no agreed one yet, in the diaries of its principals."""

    __tablename__ = "hold"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="in_order"),
        UniqueConstraint("uid"),
        Index("ix_hold_starts_at", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(120))
    """Of its entry in the principals' own feeds; not the engagement's, which keeps its UID for the agreed time."""
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id", ondelete="CASCADE"), index=True)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    released_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Set when it is chosen, lost, given up or expired; a released hold takes nobody's time."""
    end: Mapped[HoldEnd | None] = mapped_column(choice(HoldEnd))
    reasons: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Why this time, in words, as it was proposed."""
    engagement: Mapped[Engagement] = relationship(back_populates="holds")


class EngagementSeries(Base):
    """Engagements that were planned as one series. Each has its own UID, unless the series is one repeating entry."""

    __tablename__ = "engagement_series"
    __table_args__ = (UniqueConstraint("uid"), CheckConstraint("every >= 1", name="every"))

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(120))
    """Of the repeating entry, for life; unused while occurrences stand alone.

    The first meeting's own, as when a calendar program makes a meeting repeat; another one where somebody had been told
    of that meeting before: then it stays an entry of its own in every calendar.
    """
    unit: Mapped[SeriesUnit] = mapped_column(choice(SeriesUnit))
    every: Mapped[int] = mapped_column(default=1)
    as_one_entry: Mapped[bool] = mapped_column(default=False)
    """Partners get one entry with an RRULE in TZID, and exceptions by RECURRENCE-ID."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    occurrences: Mapped[list["SeriesOccurrence"]] = relationship(
        back_populates="series", cascade="all, delete-orphan", order_by="SeriesOccurrence.recurs_at"
    )


class SeriesOccurrence(Base):
    """One engagement's place in its series: the start that the rule gave it (RECURRENCE-ID), however it moved since."""

    __tablename__ = "series_occurrence"
    __table_args__ = (UniqueConstraint("series_id", "recurs_at"),)

    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id", ondelete="CASCADE"), primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("engagement_series.id", ondelete="CASCADE"))
    recurs_at: Mapped[datetime] = mapped_column(UTCDateTime)
    series: Mapped[EngagementSeries] = relationship(back_populates="occurrences")
    engagement: Mapped[Engagement] = relationship()

    @property
    def is_in_entry(self) -> bool:
        """Whether calendars know it by the series' UID and its RECURRENCE-ID."""
        is_first = self.series.occurrences[0].engagement_id == self.engagement_id
        return self.series.as_one_entry and (not is_first or self.engagement.uid == self.series.uid)


class Postponement(Base):
    """A day that was given up, and by whom: what we put off ourselves counts against us on the board."""

    __tablename__ = "postponement"

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_us: Mapped[bool] = mapped_column(default=True)
    was_on: Mapped[date]
    """The local day that it should have been."""
    reason: Mapped[str] = mapped_column(String(500), default="")

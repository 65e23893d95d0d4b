"""Bank holidays that the office changed, layers of days, the towns of the area and the roads between them."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.almanac.rules import LayerKind, LayerSource
from scheduler.core.db import Base, UTCDateTime, choice
from scheduler.stakeholders.models import Organisation


class BankHoliday(Base):
    """A change to the list that ships: a day added at weeks' notice, or one struck out."""

    __tablename__ = "bank_holiday"

    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    is_struck: Mapped[bool] = mapped_column(default=False)
    """True: the list has it, the office says that it is a working day."""


class Layer(Base):
    """Days that speak for or against a meeting: school holidays, council evenings, a calendar of somebody's."""

    __tablename__ = "layer"
    __table_args__ = (CheckConstraint("weight BETWEEN 1 AND 10", name="weight"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[LayerKind] = mapped_column(choice(LayerKind))
    is_hard: Mapped[bool] = mapped_column(default=False)
    """True: nothing is proposed there. False: it costs `weight`, and the reason is said."""
    weight: Mapped[int] = mapped_column(default=3)
    is_on: Mapped[bool] = mapped_column(default=True)
    source: Mapped[LayerSource] = mapped_column(choice(LayerSource), default=LayerSource.HAND)
    source_words: Mapped[str] = mapped_column(String(300), default="")
    """Where the days come from, in words: “Leicestershire County Council's term dates, read 3 March 2026”."""
    deadline_working_days: Mapped[int | None]
    """Papers are due so many working days before each of its days (the Panel)."""
    address: Mapped[str] = mapped_column(String(500), default="")
    """Of a subscribed calendar; fetched from public addresses only."""
    keeps_titles: Mapped[bool] = mapped_column(default=False)
    """Of a calendar that is read in: unless the office asks for its titles, only “busy” is kept."""
    counts_free: Mapped[bool] = mapped_column(default=False)
    """Entries marked “free” count too: many calendars of term dates are marked so."""
    fetched_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    fetch_problem: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column(default=1)
    organisations: Mapped[list[Organisation]] = relationship(secondary="layer_organisation", order_by=Organisation.name)
    """Whom its days concern (the county's term dates hold in seven districts too); none: everybody."""
    entries: Mapped[list["LayerEntry"]] = relationship(
        back_populates="layer", cascade="all, delete-orphan", order_by="LayerEntry.first_on"
    )

    __mapper_args__ = {"version_id_col": version}


class LayerOrganisation(Base):
    """An organisation that a layer concerns."""

    __tablename__ = "layer_organisation"

    layer_id: Mapped[int] = mapped_column(ForeignKey("layer.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class LayerEntry(Base):
    """From a day until a day, both included; with times, the same hours of the local clock on each of them."""

    __tablename__ = "layer_entry"
    __table_args__ = (
        CheckConstraint("last_on >= first_on", name="days_in_order"),
        CheckConstraint("(starts IS NULL) = (ends IS NULL)", name="both_times"),
        Index("ix_layer_entry_days", "layer_id", "first_on", "last_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    layer_id: Mapped[int] = mapped_column(ForeignKey("layer.id", ondelete="CASCADE"))
    first_on: Mapped[date]
    last_on: Mapped[date]
    starts: Mapped[time | None]
    ends: Mapped[time | None]
    words: Mapped[str] = mapped_column(String(200), default="")
    layer: Mapped[Layer] = relationship(back_populates="entries")


class Town(Base):
    """A town of the area; `direction` groups towns that one trip can join (“east”: Melton Mowbray and Oakham)."""

    __tablename__ = "town"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    direction: Mapped[str] = mapped_column(String(40), default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class TravelTime(Base):
    """Minutes from door to door by car, the same both ways: the first town has the smaller key."""

    __tablename__ = "travel_time"
    __table_args__ = (
        UniqueConstraint("first_town_id", "second_town_id"),
        CheckConstraint("first_town_id < second_town_id", name="one_row_a_pair"),
        CheckConstraint("minutes BETWEEN 0 AND 600", name="minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    first_town_id: Mapped[int] = mapped_column(ForeignKey("town.id", ondelete="CASCADE"))
    second_town_id: Mapped[int] = mapped_column(ForeignKey("town.id", ondelete="CASCADE"), index=True)
    minutes: Mapped[int]
    is_estimate: Mapped[bool] = mapped_column(default=False)
    """A planning estimate that nobody of the office has checked."""

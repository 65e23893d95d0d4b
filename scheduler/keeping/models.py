"""Retention rules that the office changed, holds, what was disposed of, and erasures."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scheduler.core.db import Base, UTCDateTime, choice
from scheduler.engagements.models import Engagement
from scheduler.keeping.rules.vocabulary import AtTheEnd, CountedFrom, RecordClass
from scheduler.stakeholders.models import Body, Organisation, Person


class RetentionRule(Base):
    """The office's own time for one class of records; without a row the default holds."""

    __tablename__ = "retention_rule"
    __table_args__ = (CheckConstraint("months BETWEEN 0 AND 1200", name="months"),)

    record_class: Mapped[RecordClass] = mapped_column(choice(RecordClass), primary_key=True)
    months: Mapped[int]
    counted_from: Mapped[CountedFrom] = mapped_column(choice(CountedFrom))
    at_the_end: Mapped[AtTheEnd] = mapped_column(choice(AtTheEnd))
    basis: Mapped[str] = mapped_column(String(300), default="")
    """Why so long: the decision or the law."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class DisposalHold(Base):
    """While it stands nothing that it covers is disposed of or erased (a request under FOI, a claim, an inquiry).

    It covers what all of its named parts cover together: a period, a partner, one engagement, a person; no part named
    covers everything.
    """

    __tablename__ = "disposal_hold"
    __table_args__ = (CheckConstraint("until_on IS NULL OR from_on IS NULL OR until_on >= from_on", name="in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text, default="")
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    """Days of the engagements that it covers, both included."""
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"))
    engagement_id: Mapped[int | None] = mapped_column(ForeignKey("engagement.id", ondelete="SET NULL"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    answer_due_on: Mapped[date | None]
    """Of a request: 20 working days after it came."""
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_by: Mapped[str] = mapped_column(String(200), default="")
    released_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    released_by: Mapped[str] = mapped_column(String(200), default="")
    version: Mapped[int] = mapped_column(default=1)
    organisation: Mapped[Organisation | None] = relationship()
    body: Mapped[Body | None] = relationship()
    engagement: Mapped[Engagement | None] = relationship()
    person: Mapped[Person | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class Disposal(Base):
    """One line of the disposal log: what was disposed of, under which rule, how much; no contents."""

    __tablename__ = "disposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    record_class: Mapped[RecordClass] = mapped_column(choice(RecordClass))
    at_the_end: Mapped[AtTheEnd] = mapped_column(choice(AtTheEnd))
    count: Mapped[int]
    held_back: Mapped[int] = mapped_column(default=0)
    """Due as well, but under a hold."""
    oldest_on: Mapped[date | None]
    newest_on: Mapped[date | None]
    rule_words: Mapped[str] = mapped_column(String(300))
    """The rule as it stood."""
    by_label: Mapped[str] = mapped_column(String(200), default="")


class Erasure(Base):
    """A person was erased: when, why, and how many traces of each sort; never who."""

    __tablename__ = "erasure"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_label: Mapped[str] = mapped_column(String(200), default="")
    reason: Mapped[str] = mapped_column(String(300), default="")
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    swept_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When free pages and logs were cleaned after it; None: still to come."""

"""What the overview, the list and the pages about the date say; a fixed number of statements each."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.almanac.queries import bank_holidays
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.calendar import when_of, when_words
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import OFF_THE_DIARY, EngagementStatus
from scheduler.engagements.rules.spans import days_of_time
from scheduler.invitations.models import Invitation
from scheduler.invitations.rules import PartStat, is_about_earlier_time
from scheduler.summits.models import Summit
from scheduler.summits.queries.checklist import checklist_of, day_of
from scheduler.summits.queries.coverage import Meter, meter
from scheduler.summits.queries.places import places_of
from scheduler.summits.rules.checklist import CheckedStep, Standing, settled_steps
from scheduler.summits.rules.places import Allowance
from scheduler.summits.rules.standing import (
    Answers,
    Chapter,
    chapters_in_order,
    compressed_words,
    timeline_words,
    where_we_stand,
)
from scheduler.summits.rules.timeline import Step, StepRule, late_steps
from scheduler.summits.rules.vocabulary import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything on the overview that is the summit's own."""

    steps: Sequence[CheckedStep]
    stands: str
    timeline_words: str
    proposes_compressed: bool
    answers: Answers
    chapters: Sequence[Chapter]
    """The latest first."""
    meter: Meter
    places: Allowance

    @property
    def missing(self) -> list[str]:
        """The agencies that were asked and have no place, by area."""
        return [agency.name for area in self.meter.areas for agency in area.missing]

    @property
    def late(self) -> list[CheckedStep]:
        """What should be done already."""
        return [each for each in self.steps if each.standing is Standing.LATE]


@dataclass(frozen=True, slots=True)
class ListedSummit:
    """One row of the list."""

    summit: Summit
    when: str
    invited: int
    answered: int


def overview_of(summit: Summit, *, now: datetime) -> Overview:
    """Where the summit stands now."""
    steps = checklist_of(summit, now=now)
    day, today = day_of(summit), local_day(now)
    words, proposes = _timeline(summit, day, steps, today)
    stands = where_we_stand(
        steps,
        when_words(summit.engagement),
        has_day=day is not None,
        is_over=day is not None and _is_past(summit, today),
    )
    return Overview(
        steps=steps,
        stands=stands,
        timeline_words=words,
        proposes_compressed=proposes,
        answers=answers_of(summit.engagement),
        chapters=chapters_of(summit)[::-1],
        meter=meter(summit, now),
        places=places_of(summit),
    )


def answers_of(engagement: Engagement) -> Answers:
    """Live invitations, counted by what they answered to which plan."""
    query = (
        select(Invitation.partstat, Invitation.answered_sequence, func.count())
        .where(Invitation.engagement_id == engagement.id, Invitation.withdrawn_at.is_(None))
        .group_by(Invitation.partstat, Invitation.answered_sequence)
    )
    now: dict[PartStat, int] = {}
    earlier: dict[PartStat, int] = {}
    for partstat, sequence, count in db.session.execute(query):
        kept = earlier if is_about_earlier_time(partstat, sequence, engagement.sequence) else now
        kept[partstat] = kept.get(partstat, 0) + count
    return Answers(now, earlier)


def chapters_of(summit: Summit) -> list[Chapter]:
    """Former names and dates and the present one, in order."""
    rows = [(each.id, each.title, each.date_words, each.known_on, each.reason) for each in summit.chapters]
    return chapters_in_order(rows)


def listed_summits(today: date) -> tuple[list[ListedSummit], list[ListedSummit]]:
    """Those to come, the nearest first and the undated before them; those that are over or off, the latest first."""
    query = select(Summit).options(
        joinedload(Summit.engagement).joinedload(Engagement.place),
        joinedload(Summit.engagement).selectinload(Engagement.principals),
        selectinload(Summit.chapters),
    )
    summits = list(db.session.scalars(query.order_by(Summit.id)))
    counts = _answered(summits)
    rows = [_listed(summit, counts) for summit in summits]
    coming = [row for row in rows if not _is_past(row.summit, today)]
    past = [row for row in rows if _is_past(row.summit, today)]
    return (
        sorted(coming, key=lambda row: _first_on(row.summit) or date.min),
        sorted(past, key=lambda row: _first_on(row.summit) or date.min, reverse=True),
    )


def _timeline(summit: Summit, day: date | None, steps: Sequence[CheckedStep], today: date) -> tuple[str, bool]:
    """What is late on either timeline, and whether the compressed one would help; nothing once the day has come."""
    if day is None or day <= today:
        return "", False
    settled, holidays = settled_steps(steps), bank_holidays()
    compressed = _before(late_steps(day, Timeline.COMPRESSED, settled, today, holidays))
    if summit.timeline is Timeline.COMPRESSED:
        return compressed_words(compressed), False
    standard = _before(late_steps(day, Timeline.STANDARD, settled, today, holidays))
    return timeline_words(standard, compressed), len(compressed) < len(standard)


def _before(late: Sequence[StepRule]) -> list[StepRule]:
    """Without what an office's own deadline decides."""
    own = {Step.REPLY_DEADLINE, Step.ASSESSMENTS_DUE}
    return [rule for rule in late if rule.step not in own]


def _answered(summits: Sequence[Summit]) -> Mapping[int, tuple[int, int]]:
    """Invited and answered by engagement."""
    ids = [summit.engagement_id for summit in summits]
    query = (
        select(Invitation.engagement_id, Invitation.partstat, func.count())
        .where(Invitation.engagement_id.in_(ids), Invitation.withdrawn_at.is_(None))
        .group_by(Invitation.engagement_id, Invitation.partstat)
    )
    found: dict[int, tuple[int, int]] = {}
    for engagement_id, partstat, count in db.session.execute(query):
        invited, answered = found.get(engagement_id, (0, 0))
        found[engagement_id] = (invited + count, answered + (count if partstat is not PartStat.NEEDS_ACTION else 0))
    return found


def _listed(summit: Summit, counts: Mapping[int, tuple[int, int]]) -> ListedSummit:
    last = summit.chapters[-1].date_words if summit.chapters else ""
    is_open = day_of(summit) is None and last
    when = f"No day yet, meant for {last}" if is_open else when_words(summit.engagement)
    return ListedSummit(summit, when, *counts.get(summit.engagement_id, (0, 0)))


def _first_on(summit: Summit) -> date | None:
    when = when_of(summit.engagement)
    return days_of_time(when)[0] if when is not None else None


def _is_past(summit: Summit, today: date) -> bool:
    """Over, or cancelled for good; one that is postponed is still to come."""
    engagement = summit.engagement
    if engagement.status in OFF_THE_DIARY:
        return engagement.status is not EngagementStatus.POSTPONED
    when = when_of(engagement)
    return when is not None and days_of_time(when)[1] < today

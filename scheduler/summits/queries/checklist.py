"""What the records prove of a summit's steps: one statement counts everything, four more read what has words."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, select
from sqlalchemy.orm import joinedload

from scheduler.actions.models import Action
from scheduler.almanac.queries import bank_holidays
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.engagements.calendar import NO_PLACE, place_words, when_of, when_words
from scheduler.engagements.models import Engagement, Hold
from scheduler.engagements.rules import OFF_THE_DIARY
from scheduler.engagements.rules.spans import days_of_time
from scheduler.invitations.models import Chaser, Invitation, Reply, Substitution, Wave, WaveMember
from scheduler.invitations.rules import Authority, ChaserState, PartStat
from scheduler.summits.models import (
    Agency,
    AssessmentFile,
    AssessmentRequest,
    Attendee,
    CheckIn,
    FeedbackAsk,
    HostApproval,
    Party,
    PlannedWave,
    ProgrammeRelease,
    Session,
    SignOff,
    StepTick,
    StrategyVersion,
    Summit,
    SummitRoom,
    SummitTable,
    TableSeat,
    Workshop,
    WorkshopSeat,
)
from scheduler.summits.rules.checklist import CheckedStep, Tick, checked_steps
from scheduler.summits.rules.evidence import Records, Sending
from scheduler.summits.rules.timeline import Step, due_days
from scheduler.summits.rules.vocabulary import (
    AttendeeKind,
    CheckInKind,
    PlaceState,
    SignOffState,
    WaveKind,
)

IN_THE_ROOM = (CheckInKind.ARRIVED, CheckInKind.WALK_IN, CheckInKind.SUBSTITUTE)
DECIDED = (SignOffState.SIGNED, SignOffState.WITH_RESERVATION, SignOffState.NOT_SIGNED)
REACHED = (ChaserState.POSTED, ChaserState.CALLED)


def day_of(summit: Summit) -> date | None:
    """The day on which it is; None without one, and when that day was given up."""
    engagement = summit.engagement
    when = when_of(engagement)
    return None if when is None or engagement.status in OFF_THE_DIARY else days_of_time(when)[0]


def checklist_of(summit: Summit, *, now: datetime) -> list[CheckedStep]:
    """Every step with what proves it and when it is due, on the summit's own timeline."""
    today, holidays = local_day(now), bank_holidays()
    return checked_steps(records_of(summit, today), _ticks(summit), due_of(summit), holidays)


def due_of(summit: Summit) -> dict[Step, date]:
    """When each step is due; the deadlines that the office set count instead of the timeline's. Empty without a day."""
    day = day_of(summit)
    if day is None:
        return {}
    due = due_days(day, summit.timeline, bank_holidays())
    own = {Step.REPLY_DEADLINE: summit.answers_until_on, Step.ASSESSMENTS_DUE: summit.assessments_due_on}
    return due | {step: on for step, on in own.items() if on is not None}


def records_of(summit: Summit, today: date) -> Records:
    """What is recorded of the summit, counted."""
    engagement, counts = summit.engagement, _counts(summit)
    is_agreed = engagement.status not in OFF_THE_DIARY and when_of(engagement) is not None
    approved, words = _approvals(summit)
    released_at, strategy_at = counts.pop("released_at"), counts.pop("strategy_at")
    return Records(
        today=today,
        has_purpose=bool(engagement.purpose),
        has_outcomes=bool(summit.outcomes),
        hosts=tuple(each.title for each in engagement.principals),
        is_agreed=is_agreed,
        day_words=when_words(engagement),
        approved_by=approved,
        approved_words=words,
        has_place=place_words(engagement) != NO_PLACE,
        place_words=place_words(engagement),
        saves=_saves(summit),
        waves=_waves(engagement),
        reply_by_on=_reply_by(summit),
        released_on=_day(released_at),
        closed_on=_day(summit.closed_at),
        strategy_on=_day(strategy_at),
        **counts,
    )


def _counts(summit: Summit) -> dict[str, Any]:
    """Every number in one statement."""
    engagement_id = summit.engagement_id
    live = and_(Invitation.engagement_id == engagement_id, Invitation.withdrawn_at.is_(None))
    columns = _invited(live) | _homework(summit) | _seating(summit) | _afterwards(summit)
    columns |= {
        "held_now": _count(Hold.engagement_id == engagement_id, Hold.released_at.is_(None)),
        "held_ever": _count(Hold.engagement_id == engagement_id),
        "rooms": _count(SummitRoom.summit_id == summit.id),
        "actions": _count(Action.engagement_id == engagement_id),
    }
    row = db.session.execute(select(*[column.label(name) for name, column in columns.items()])).one()
    return dict(zip(columns, row, strict=True))


def _invited(live: ColumnElement[bool]) -> dict[str, ScalarSelect[Any]]:
    chasing = Chaser.invitation_id.in_(select(Invitation.id).where(live))
    newest = (
        select(func.max(Reply.id)).where(Reply.invitation_id == Invitation.id).correlate(Invitation).scalar_subquery()
    )
    stand_ins = (
        select(func.count())
        .select_from(Invitation)
        .join(Reply, Reply.id == newest.scalar_subquery())
        .join(Substitution, Substitution.id == Reply.substitution_id)
        .where(live, Invitation.partstat == PartStat.DELEGATED)
    )
    return {
        "invited": _count(live),
        "silent": _count(live, Invitation.partstat == PartStat.NEEDS_ACTION),
        "chased": _count(chasing, Chaser.rung.like("chase:%"), Chaser.state.in_(REACHED)),
        "called": _count(chasing, Chaser.state == ChaserState.CALLED),
        "to_call": _count(chasing, Chaser.state == ChaserState.TO_CALL),
        "substitutes": stand_ins.scalar_subquery(),
        "substitutes_without_authority": stand_ins.where(Substitution.authority == Authority.NONE).scalar_subquery(),
    }


def _homework(summit: Summit) -> dict[str, ScalarSelect[Any]]:
    agencies = select(Agency.id).where(Agency.summit_id == summit.id)
    wanted = (AssessmentRequest.agency_id.in_(agencies), AssessmentRequest.is_needed.is_(True))
    received = exists().where(AssessmentFile.request_id == AssessmentRequest.id)
    return {
        "assessments_wanted": _count(*wanted),
        "assessments_asked": _count(*wanted, AssessmentRequest.asked_at.is_not(None)),
        "assessments_received": _count(*wanted, received),
        "assessments_shared": _count(*wanted, AssessmentRequest.shared_at.is_not(None)),
    }


def _seating(summit: Summit) -> dict[str, ScalarSelect[Any]]:
    coming = (
        select(Attendee.id)
        .join(Party)
        .where(
            Party.summit_id == summit.id,
            Party.state == PlaceState.CONFIRMED,
            Attendee.kind.in_((AttendeeKind.INVITEE, AttendeeKind.COMPANION)),
        )
    )
    in_session = (
        select(func.count(func.distinct(WorkshopSeat.attendee_id)))
        .join(Session, Session.id == WorkshopSeat.session_id)
        .where(Session.summit_id == summit.id, WorkshopSeat.attendee_id.in_(coming))
    )
    of_summit = Workshop.session_id.in_(select(Session.id).where(Session.summit_id == summit.id))
    return {
        "expected": select(func.count()).select_from(coming.subquery()).scalar_subquery(),
        "tables": _count(SummitTable.summit_id == summit.id),
        "workshops": _count(of_summit),
        "seated": _count(TableSeat.attendee_id.in_(coming)),
        "allocated": in_session.scalar_subquery(),
        "releases": _count(ProgrammeRelease.summit_id == summit.id),
        "released_at": select(func.max(ProgrammeRelease.at))
        .where(ProgrammeRelease.summit_id == summit.id)
        .scalar_subquery(),
    }


def _afterwards(summit: Summit) -> dict[str, ScalarSelect[Any]]:
    agencies = select(Agency.id).where(Agency.summit_id == summit.id)
    released = (StrategyVersion.summit_id == summit.id, StrategyVersion.released_at.is_not(None))
    arrived = select(func.count(func.distinct(CheckIn.attendee_id))).where(
        CheckIn.summit_id == summit.id, CheckIn.kind.in_(IN_THE_ROOM)
    )
    signing = (SignOff.agency_id.in_(agencies), SignOff.state != SignOffState.NOT_ASKED)
    return {
        "arrived": arrived.scalar_subquery(),
        "thanked": _count(FeedbackAsk.summit_id == summit.id),
        "strategies": _count(*released),
        "strategy_at": select(func.max(StrategyVersion.released_at)).where(*released).scalar_subquery(),
        "signing": _count(*signing),
        "decided": _count(SignOff.agency_id.in_(agencies), SignOff.state.in_(DECIDED)),
    }


def _count(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).where(*conditions).scalar_subquery()


def _approvals(summit: Summit) -> tuple[tuple[str, ...], str]:
    """Who approved the day that is agreed, or of the times held the one with most approvals; and which time that is."""
    query = (
        select(HostApproval)
        .where(HostApproval.summit_id == summit.id)
        .options(joinedload(HostApproval.hold), joinedload(HostApproval.principal))
        .order_by(HostApproval.at, HostApproval.principal_id)
    )
    by_hold: dict[Hold, list[str]] = {}
    for each in db.session.scalars(query):
        if _counts_still(each.hold, summit.engagement):
            by_hold.setdefault(each.hold, []).append(each.principal.title)
    if not by_hold:
        return (), ""
    hold, titles = max(by_hold.items(), key=lambda pair: len(pair[1]))
    return tuple(titles), day_phrase(hold)


def day_phrase(hold: Hold) -> str:
    """“21 October 2026”."""
    day = local_day(hold.starts_at)
    return f"{day.day} {day:%B} {day.year}"


def _counts_still(hold: Hold, engagement: Engagement) -> bool:
    """A live hold, or the time that is agreed."""
    is_agreed = (engagement.starts_at, engagement.ends_at) == (hold.starts_at, hold.ends_at)
    return hold.released_at is None or (is_agreed and engagement.status not in OFF_THE_DIARY)


def _saves(summit: Summit) -> tuple[Sending, ...]:
    query = select(PlannedWave.sent_at).where(
        PlannedWave.summit_id == summit.id,
        PlannedWave.kind == WaveKind.SAVE_THE_DATE,
        PlannedWave.sent_at.is_not(None),
    )
    return tuple(Sending(sent_on=local_day(at)) for at in db.session.scalars(query.order_by(PlannedWave.sent_at)) if at)


def _waves(engagement: Engagement) -> tuple[Sending, ...]:
    """Invitations that left and were not undone, whoever planned them."""
    query = (
        select(Wave.sent_at, func.count(WaveMember.invitation_id))
        .outerjoin(WaveMember)
        .where(Wave.engagement_id == engagement.id, Wave.undone_at.is_(None))
        .group_by(Wave.id, Wave.number, Wave.sent_at)
        .order_by(Wave.number)
    )
    return tuple(Sending(sent_on=local_day(at), invited=count) for at, count in db.session.execute(query))


def _ticks(summit: Summit) -> Mapping[str, Tick]:
    ticks = db.session.scalars(select(StepTick).where(StepTick.summit_id == summit.id).order_by(StepTick.step))
    return {each.step: Tick(each.done_on, each.is_needed, each.by_label, each.note) for each in ticks}


def _reply_by(summit: Summit) -> date | None:
    if summit.answers_until_on is not None:
        return summit.answers_until_on
    return _day(summit.engagement.reply_by_at)


def _day(at: datetime | None) -> date | None:
    return None if at is None else local_day(at)

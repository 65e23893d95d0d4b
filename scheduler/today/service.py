"""Somebody of ours is away: what becomes of the day's engagements, and who is told, in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from scheduler.audit.service import record
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.text import clean_line
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, day_words
from scheduler.engagements.calendar import draft_of, when_of, when_words
from scheduler.engagements.models import Engagement, Principal
from scheduler.engagements.queries import principals_for_update
from scheduler.engagements.rules import EngagementStatus, Telling
from scheduler.engagements.rules.spans import days_of_time
from scheduler.engagements.service import (
    Swap,
    add_absence,
    cancel_engagement,
    count_postponement,
    edit_engagement,
    postpone_engagement,
    require_version,
    send_in_place,
)
from scheduler.outbox.models import Notice
from scheduler.today.queries.away import fresh_engagements, is_away, is_soon
from scheduler.today.queries.messages import Message, messages_of
from scheduler.today.queries.sent import AWAY, CALL, last_notice_id, notices_since
from scheduler.today.rules.away import Course, DayOff, Decision, sentence


class DecisionRefused(RuleBroken):
    """One of the decisions cannot be carried out; nothing was."""

    def __init__(self, engagement: Engagement, cause: RuleBroken | VersionConflict) -> None:
        if isinstance(cause, RuleBroken):
            super().__init__(cause.message, cause.field)
        else:
            super().__init__(f"Somebody else changed “{engagement.title}” meanwhile. Look again.", "course")
        self.engagement_id = engagement.id
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done now, and the mails that tell of it; what had been done before is in neither."""

    done: Sequence[Decision]
    notices: Sequence[Notice]


def call_off(day_off: DayOff, *, now: datetime) -> Outcome:
    """Carry out every decision, or none. What is as wanted already stays, so a second press tells nobody again.

    Raises RuleBroken, and DecisionRefused naming the engagement that somebody changed meanwhile or that clashes.
    """
    _check(day_off, now)
    acting = [each for each in day_off.decisions if each.course is not Course.LEAVE]
    principals = _lock(day_off, acting)
    absent = principals[day_off.principal_id]
    engagements = fresh_engagements([each.engagement_id for each in acting])
    before = last_notice_id()
    done = [each for each in acting if _is_news(each, engagements, absent, principals)]
    facts = [_fact(each, engagements[each.engagement_id], now) for each in done]
    for decision in done:
        _carry_out(decision, engagements[decision.engagement_id], day_off, principals, now)
    if day_off.blocks_day and not is_away(absent, day_off.on):
        add_absence(absent, day_off.on, day_off.on, day_off.private)
    notices = notices_since(before, [each.engagement_id for each in done])
    if done:
        _note(absent, day_off, facts, notices)
    return Outcome(done, notices)


def rehearse(day_off: DayOff, *, now: datetime) -> list[Message]:
    """The very mails that `call_off` would send, written by who writes them; then everything is as it was."""
    try:
        return messages_of(call_off(day_off, now=now).notices)
    finally:
        db.session.rollback()


def _check(day_off: DayOff, now: datetime) -> None:
    if not clean_line(day_off.words):
        raise RuleBroken("Enter what partners will read, for example “The Commissioner is ill today”.", "words")
    if day_off.on < local_day(now):
        raise RuleBroken("That day is past.", "on")


def _lock(day_off: DayOff, acting: Sequence[Decision]) -> Mapping[int, Principal]:
    """Everybody concerned in one go and in order of ids: two managers take turns, and never wait for one another."""
    wanted = {day_off.principal_id} | {each.stand_in_id for each in acting if each.stand_in_id is not None}
    for engagement in fresh_engagements([each.engagement_id for each in acting]).values():
        wanted |= {each.id for each in engagement.principals}
    found = {each.id: each for each in principals_for_update(wanted)}
    if day_off.principal_id not in found:
        raise RuleBroken("Choose who is away.", "principal")
    return found


def _is_news(
    decision: Decision, engagements: Mapping[int, Engagement], absent: Principal, ours: Mapping[int, Principal]
) -> bool:
    """Whether it is not so already; raises DecisionRefused when it is otherwise than its page had shown."""
    engagement = engagements.get(decision.engagement_id)
    if engagement is None:
        return False
    if _is_so(decision, engagement, absent, ours):
        return False
    try:
        require_version(engagement, decision.version)
    except VersionConflict as conflict:
        raise DecisionRefused(engagement, conflict) from conflict
    return True


def _is_so(decision: Decision, engagement: Engagement, absent: Principal, ours: Mapping[int, Principal]) -> bool:
    if decision.course is Course.CANCEL:
        return engagement.status is EngagementStatus.CANCELLED
    if decision.course is Course.POSTPONE:
        return engagement.status is EngagementStatus.POSTPONED
    if decision.course is Course.MOVE:
        return engagement.status is EngagementStatus.AGREED and when_of(engagement) == decision.when
    stand_in = ours.get(decision.stand_in_id or 0)
    return absent not in engagement.principals and (stand_in is None or stand_in in engagement.principals)


def _carry_out(
    decision: Decision, engagement: Engagement, day_off: DayOff, ours: Mapping[int, Principal], now: datetime
) -> None:
    words = sentence(day_off.words)
    telling = Telling(words, is_urgent=True)  # somebody is about to set out
    absent = ours[day_off.principal_id]
    courses: dict[Course, Callable[[], None]] = {
        Course.CANCEL: lambda: cancel_engagement(engagement, words, now=now, telling=telling),
        Course.POSTPONE: lambda: postpone_engagement(engagement, words, now=now, telling=telling),
        Course.MOVE: lambda: _move(engagement, decision, telling, now),
        Course.IN_PLACE: lambda: send_in_place(
            engagement,
            Swap(absent, ours.get(decision.stand_in_id or 0)),
            words,
            now=now,
            clash_reason=decision.clash_reason,
            telling=telling,
        ),
    }
    try:
        courses[decision.course]()
    except RuleBroken as refused:
        raise DecisionRefused(engagement, refused) from refused


def _move(engagement: Engagement, decision: Decision, telling: Telling, now: datetime) -> None:
    """To another day that is known already; the day that was given up counts against us."""
    was = when_of(engagement)
    assert was is not None
    draft = replace(draft_of(engagement), when=decision.when, clash_reason=decision.clash_reason)
    edit_engagement(engagement, draft, now=now, telling=telling)
    if decision.when is not None and days_of_time(decision.when)[0] != days_of_time(was)[0]:
        count_postponement(engagement, telling.words, by_us=True, now=now, was=was)


def _fact(decision: Decision, engagement: Engagement, now: datetime) -> dict[str, object]:
    """What the log keeps of one decision; taken before it is carried out, since the time may change."""
    return {
        "engagement_id": decision.engagement_id,
        "course": str(decision.course),
        "stand_in_id": decision.stand_in_id,
        "was": when_words(engagement),
        "was_soon": is_soon(engagement, now),
    }


def _note(absent: Principal, day_off: DayOff, facts: Sequence[Mapping[str, object]], notices: Sequence[Notice]) -> None:
    """The private reason stays out of the log, which is kept for longer than illness is of interest."""
    summary = f"Away: {absent.title}, {day_words(day_off.on)}, {count_words(len(facts), 'engagement')} changed"
    details = {
        "on": day_off.on.isoformat(),
        "words": sentence(day_off.words),
        "done": facts,
        "notices": [each.id for each in notices],
    }
    record(AWAY, "principal", absent.id, summary, details=details)


def note_call(engagement: Engagement, key: str, label: str, on: date) -> None:
    """Somebody of the office has telephoned; the history of the engagement says so."""
    details = {"contact": key, "on": on.isoformat()}
    record(CALL, "engagement", engagement.id, f"Telephoned: {label}, about {engagement.title}", details=details)

"""Who is chased, called or reminded at an instant, and who is left alone and why; pure.

Days are counted in working days back from the day on which the answer is due; without one, from the engagement's.
"""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import field, replace
from datetime import date, datetime

from scheduler.almanac.rules.working_days import add_working_days
from scheduler.core.clock import local_day
from scheduler.core.values import dataclass
from scheduler.invitations.rules.answers import is_about_earlier_time
from scheduler.invitations.rules.ladders import QUIET_DAYS, Ladder, Rung, Step, rungs_of
from scheduler.invitations.rules.vocabulary import PartStat

LATER_ONE = "A later one was due as well"
LATER_SOON = "The next one follows within days"
TOO_LATE = "The time to answer had ended"
COMES = frozenset({PartStat.ACCEPTED, PartStat.DELEGATED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """All that decides whether one invitee hears of an engagement again."""

    invitation_id: int
    ladder: Ladder
    begins_at: datetime
    reply_by_at: datetime | None = None
    partstat: PartStat = PartStat.NEEDS_ACTION
    answered_sequence: int | None = None
    sequence: int = 0
    is_off: bool = False
    """Postponed, cancelled, declined, or marked as held."""
    is_withdrawn: bool = False
    is_vacant: bool = False
    has_proposed: bool = False
    """They asked for another time, and it is we who owe an answer."""
    mailboxes: frozenset[str] = frozenset()
    """Address keys that a mail may go to: live, deliverable, and nobody there asked for quiet."""
    is_unreachable: bool = False
    """No mail can arrive at all; telephones still ring."""
    asked_on: date | None = None
    """When an invitation, update or chaser last left; None while the first one waits."""
    done: frozenset[tuple[str, date]] = field(default=frozenset())
    """Rungs that were posted or left out, with the day that they were counted to."""

    @property
    def is_silent(self) -> bool:
        """No answer, or one about an earlier time."""
        is_stale = is_about_earlier_time(self.partstat, self.answered_sequence, self.sequence)
        return self.partstat is PartStat.NEEDS_ACTION or is_stale

    @property
    def comes(self) -> bool:
        """Comes to the present time, or sends somebody."""
        return self.partstat in COMES and not self.is_silent

    def counted_to_on(self, step: Step) -> date:
        """The day that the step's working days are counted back from."""
        until = self.begins_at if step is Step.REMIND else self.reply_by_at or self.begins_at
        return local_day(until)


@dataclass(frozen=True, slots=True)
class Decision:
    """What happens to one invitation's rungs of one step now: at most one goes; some are left out for a reason."""

    goes: Rung | None = None
    left_out: tuple[tuple[Rung, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """One invitation with what is decided about it."""

    standing: Standing
    decision: Decision


NOTHING = Decision()


def reason_against(standing: Standing, step: Step, now: datetime) -> str | None:
    """Why this step would be wrong now, in words; None when nothing speaks against it."""
    concerned = standing.comes if step is Step.REMIND else standing.is_silent
    checks = (
        (standing.is_withdrawn, "The invitation was withdrawn"),
        (standing.is_off, "The engagement is not in the diary"),
        (now >= standing.begins_at, "It has begun"),
        (standing.is_vacant, "The post is vacant"),
        (standing.has_proposed, "They proposed another time, and wait for our answer"),
        (not concerned, "They do not come" if step is Step.REMIND else "They have answered"),
        (step is not Step.CALL and not standing.mailboxes, "No address is left that a mail may go to"),
        (step is Step.CHASE and _is_closed(standing, now), TOO_LATE),
        (step is Step.CHASE and local_day(now) >= local_day(standing.begins_at), "It is today; telephone instead"),
    )
    return next((words for holds, words in checks if holds), None)


def open_rungs(standing: Standing, step: Step, holidays: AbstractSet[date]) -> list[Rung]:
    """The step's rungs of which nothing has become yet, the earliest first."""
    days = standing.ladder.days_of(step)
    rungs = rungs_of(days, step, standing.counted_to_on(step), holidays)
    return [rung for rung in rungs if (rung.key, rung.counted_to_on) not in standing.done]


def decide(standing: Standing, step: Step, now: datetime, holidays: AbstractSet[date]) -> Decision:
    """At most one rung: the latest that is due. After an outage or a late invitation the earlier ones are left out."""
    today, rungs = local_day(now), open_rungs(standing, step, holidays)
    due = [rung for rung in rungs if rung.due_on <= today]
    if not due:
        return NOTHING
    reason = reason_against(standing, step, now)
    if reason is not None:
        return Decision(None, tuple((rung, reason) for rung in due) if reason == TOO_LATE else ())
    if _is_resting(standing, step, today, holidays):
        return NOTHING
    missed = tuple((rung, LATER_ONE) for rung in due[:-1])
    following = next((rung for rung in rungs if rung.due_on > today), None)
    if following is not None and following.due_on < add_working_days(today, QUIET_DAYS, holidays):
        return Decision(None, (*missed, (due[-1], LATER_SOON)))
    return Decision(due[-1], missed)


def due_now(standings: Sequence[Standing], step: Step, now: datetime, holidays: AbstractSet[date]) -> list[Due]:
    """Whoever something happens to; mails that would go to the same mailbox within days go along at once."""
    decided = [Due(each, decide(each, step, now, holidays)) for each in standings]
    found = [each for each in decided if each.decision != NOTHING]
    if step is Step.CALL:
        return found
    boxes = {box for each in found if each.decision.goes for box in each.standing.mailboxes}
    left = [each.standing for each in decided if each.decision == NOTHING and boxes & each.standing.mailboxes]
    return found + [Due(each, Decision(rung)) for each in left if (rung := _goes_along(each, step, now, holidays))]


def forecast(
    standings: Iterable[Standing], step: Step, moments: Sequence[datetime], holidays: AbstractSet[date]
) -> Iterator[tuple[datetime, Standing, Rung]]:
    """What will go at each of these moments if nobody answers meanwhile, in order; what waits counts as sent first."""
    now_standing = {each.invitation_id: _as_if_told(each, moments) for each in standings}
    for moment in moments:
        for due in due_now(list(now_standing.values()), step, moment, holidays):
            if due.decision.goes is not None:
                yield moment, due.standing, due.decision.goes
            after = _afterwards(due, moment)
            now_standing[after.invitation_id] = after


def next_mail_on(standing: Standing, now: datetime, holidays: AbstractSet[date]) -> date | None:
    """The working day on which this invitation is chased next, if they stay silent; None: no more."""
    if reason_against(standing, Step.CHASE, now) is not None:
        return None
    today = local_day(now)
    rested = add_working_days(standing.asked_on or today, QUIET_DAYS, holidays)
    earliest, rungs = max(today, rested), open_rungs(standing, Step.CHASE, holidays)
    late = [rung for rung in rungs if rung.due_on <= earliest]
    coming = [rung.due_on for rung in rungs if rung.due_on > earliest]
    if late and not (coming and coming[0] < add_working_days(earliest, QUIET_DAYS, holidays)):
        coming = [earliest]
    last, begins_on = standing.counted_to_on(Step.CHASE), local_day(standing.begins_at)
    return next((day for day in coming if day <= last and day < begins_on), None)


def _is_closed(standing: Standing, now: datetime) -> bool:
    return standing.reply_by_at is not None and now > standing.reply_by_at


def _is_resting(standing: Standing, step: Step, today: date, holidays: AbstractSet[date]) -> bool:
    """Too soon after the last mail; somebody whose mail cannot arrive is called without delay."""
    if step is Step.CALL and standing.is_unreachable:
        return False
    if standing.asked_on is None:
        return True
    quiet = 1 if step is Step.CALL else QUIET_DAYS
    return today < add_working_days(standing.asked_on, quiet, holidays)


def _goes_along(standing: Standing, step: Step, now: datetime, holidays: AbstractSet[date]) -> Rung | None:
    """The next rung, when it is due within days and nothing speaks against a mail today."""
    today = local_day(now)
    if reason_against(standing, step, now) is not None or _is_resting(standing, step, today, holidays):
        return None
    rung = next(iter(open_rungs(standing, step, holidays)), None)
    is_near = rung is not None and rung.due_on <= add_working_days(today, QUIET_DAYS, holidays)
    return rung if is_near else None


def _as_if_told(standing: Standing, moments: Sequence[datetime]) -> Standing:
    if standing.asked_on is not None or not moments:
        return standing
    return replace(standing, asked_on=local_day(moments[0]))


def _afterwards(due: Due, moment: datetime) -> Standing:
    """The same invitation once that has happened."""
    decision = due.decision
    rungs = [rung for rung, _ in decision.left_out] + ([decision.goes] if decision.goes else [])
    done = due.standing.done | {(rung.key, rung.counted_to_on) for rung in rungs}
    asked_on = local_day(moment) if decision.goes else due.standing.asked_on
    return replace(due.standing, done=done, asked_on=asked_on)

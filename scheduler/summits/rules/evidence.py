"""What the records prove of each step of the checklist, in words; and what no record can prove."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, day_words
from scheduler.summits.rules.timeline import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A wave that left."""

    sent_on: date
    invited: int = 0

    def words(self) -> str:
        """“Sent on 3 September 2026 to 40 invitees”."""
        to = f" to {count_words(self.invited, 'invitee')}" if self.invited else ""
        return f"Sent on {day_words(self.sent_on)}{to}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """What the records say of a summit, counted; every number is a fact that a step can be proved with."""

    today: date
    has_purpose: bool = False
    has_outcomes: bool = False
    hosts: tuple[str, ...] = ()
    is_agreed: bool = False
    day_words: str = ""
    held_now: int = 0
    held_ever: int = 0
    approved_by: tuple[str, ...] = ()
    """Of the agreed day, or of the hold that has the most approvals."""
    approved_words: str = ""
    has_place: bool = False
    place_words: str = ""
    rooms: int = 0
    saves: tuple[Sending, ...] = ()
    waves: tuple[Sending, ...] = ()
    invited: int = 0
    silent: int = 0
    chased: int = 0
    called: int = 0
    to_call: int = 0
    reply_by_on: date | None = None
    substitutes: int = 0
    substitutes_without_authority: int = 0
    assessments_wanted: int = 0
    assessments_asked: int = 0
    assessments_received: int = 0
    assessments_shared: int = 0
    tables: int = 0
    workshops: int = 0
    expected: int = 0
    seated: int = 0
    allocated: int = 0
    released_on: date | None = None
    releases: int = 0
    arrived: int = 0
    closed_on: date | None = None
    thanked: int = 0
    actions: int = 0
    strategies: int = 0
    strategy_on: date | None = None
    signing: int = 0
    decided: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the records prove of one step; `endpoint`: the page on which it is to be seen."""

    is_done: bool
    words: str
    endpoint: str = "summits.overview"


def _hosts_agree(records: Records) -> Evidence:
    missing = [
        words
        for words, is_there in (
            ("the hosts", bool(records.hosts)),
            ("the purpose", records.has_purpose),
            ("the outcomes", records.has_outcomes),
        )
        if not is_there
    ]
    if missing:
        return Evidence(False, f"Not written down yet: {', '.join(missing)}", "summits.settings")
    return Evidence(True, "Hosts, purpose and outcomes are written down", "summits.settings")


def _dates_held(records: Records) -> Evidence:
    if records.is_agreed:
        return Evidence(True, f"The day is fixed: {records.day_words}", "summits.date")
    held = count_words(records.held_now, "time is", "times are")
    gone = f"; {records.held_ever - records.held_now} ended" if records.held_ever > records.held_now else ""
    return Evidence(records.held_now >= 2, f"{held} held{gone}".capitalize(), "summits.date")


def _hosts_approve(records: Records) -> Evidence:
    missing = [host for host in records.hosts if host not in records.approved_by]
    of_what = f" {records.approved_words}" if records.approved_words else ""
    if not missing and records.approved_by:
        return Evidence(records.is_agreed, f"Every host approved{of_what}", "summits.date")
    if not records.approved_by:
        return Evidence(False, "No host’s approval is recorded", "summits.date")
    return Evidence(False, f"Missing{of_what}: {', '.join(missing)}", "summits.date")


def _venue(records: Records) -> Evidence:
    if not records.has_place:
        return Evidence(False, "No venue is set", "summits.settings")
    rooms = count_words(records.rooms, "room")
    return Evidence(records.rooms > 0, f"{records.place_words}; {rooms} listed", "summits.settings")


def _sent(sendings: Sequence[Sending], number: int, none: str) -> Evidence:
    if len(sendings) < number:
        return Evidence(False, none, "summits.waves")
    return Evidence(True, sendings[number - 1].words(), "summits.waves")


def _asked(records: Records) -> Evidence:
    if not records.assessments_wanted:
        return Evidence(False, "No organisation is asked yet", "summits.assessments")
    words = f"{records.assessments_asked} of {records.assessments_wanted} organisations asked"
    return Evidence(records.assessments_asked >= records.assessments_wanted, words, "summits.assessments")


def _chaser(records: Records) -> Evidence:
    if records.chased:
        return Evidence(True, f"{count_words(records.chased, 'chaser')} sent", "summits.coming")
    if records.invited and not records.silent:
        return Evidence(True, "Everybody has answered", "summits.coming")
    return Evidence(False, "None sent; they go by themselves to whoever is silent", "summits.coming")


def _reply_deadline(records: Records) -> Evidence:
    if records.reply_by_on is None:
        return Evidence(False, "No day is set until which answers are awaited", "summits.settings")
    answered = f"{records.invited - records.silent} of {records.invited} have answered"
    is_over = records.today > records.reply_by_on or (records.invited > 0 and not records.silent)
    return Evidence(is_over, f"Answers until {day_words(records.reply_by_on)}; {answered}", "summits.coming")


def _call_list(records: Records) -> Evidence:
    if records.invited and not records.silent:
        return Evidence(True, "Everybody has answered", "summits.coming")
    words = f"{records.called} called, {records.to_call} to call, {records.silent} silent"
    return Evidence(bool(records.called) and not records.to_call, words, "summits.coming")


def _substitutes(records: Records) -> Evidence:
    is_over = records.reply_by_on is not None and records.today > records.reply_by_on
    count = count_words(records.substitutes, "substitute").capitalize()
    if records.substitutes_without_authority:
        words = f"{count}, {records.substitutes_without_authority} of them cannot commit their organisation"
        return Evidence(False, words, "summits.coming")
    words = f"{count}, all able to commit their organisation" if records.substitutes else f"{count} so far"
    return Evidence(is_over and records.invited > 0, words, "summits.coming")


def _assessments_due(records: Records) -> Evidence:
    words = f"{records.assessments_received} of {records.assessments_wanted} received"
    is_done = records.assessments_wanted > 0 and records.assessments_received >= records.assessments_wanted
    return Evidence(is_done, words, "summits.assessments")


def _digest(records: Records) -> Evidence:
    words = f"{records.assessments_shared} of {records.assessments_received} shared"
    is_done = 0 < records.assessments_received <= records.assessments_shared
    return Evidence(is_done, words, "summits.assessments")


def _numbers(records: Records) -> Evidence:
    expected = f"{count_words(records.expected, 'person is', 'people are')} expected".capitalize()
    return Evidence(False, f"{expected}; tick it when the venue has the numbers", "summits.attendees")


def _table_plan(records: Records) -> Evidence:
    parts = []
    if records.tables:
        parts.append((f"{records.seated} of {records.expected} seated", records.seated >= records.expected > 0))
    if records.workshops:
        in_words = f"{records.allocated} of {records.expected} in a workshop"
        parts.append((in_words, records.allocated >= records.expected > 0))
    if not parts:
        return Evidence(False, "No tables and no workshops yet", "summits.programme")
    return Evidence(
        all(done for _words, done in parts), ", ".join(words for words, _done in parts), "summits.programme"
    )


def _joining(records: Records) -> Evidence:
    if records.released_on is None:
        return Evidence(False, "The programme is not released yet", "summits.programme")
    words = f"Version {records.releases} of the programme released on {day_words(records.released_on)}"
    return Evidence(True, words, "summits.programme")


def _check_in(records: Records) -> Evidence:
    return Evidence(records.arrived > 0, f"{records.arrived} of {records.expected} checked in", "summits.day")


def _attendance(records: Records) -> Evidence:
    if records.closed_on is None:
        return Evidence(False, "The day is not closed", "summits.day")
    return Evidence(True, f"Closed on {day_words(records.closed_on)}", "summits.day")


def _thank_you(records: Records) -> Evidence:
    if not records.thanked:
        return Evidence(False, "Nobody has been asked for feedback", "summits.after")
    return Evidence(True, f"Sent to {count_words(records.thanked, 'person', 'people')}", "summits.after")


def _actions(records: Records) -> Evidence:
    return Evidence(
        records.actions > 0, f"{count_words(records.actions, 'action')} agreed".capitalize(), "summits.after"
    )


def _strategy(records: Records) -> Evidence:
    if records.strategy_on is None:
        return Evidence(False, "No draft is released", "summits.after")
    return Evidence(True, f"Version {records.strategies} released on {day_words(records.strategy_on)}", "summits.after")


def _sign_off(records: Records) -> Evidence:
    words = f"{records.decided} of {records.signing} organisations asked have decided"
    return Evidence(0 < records.signing <= records.decided, words, "summits.after")


EVIDENCE: Mapping[Step, Callable[[Records], Evidence]] = {
    Step.HOSTS_AGREE: _hosts_agree,
    Step.DATES_HELD: _dates_held,
    Step.HOSTS_APPROVE: _hosts_approve,
    Step.VENUE: _venue,
    Step.SAVE_THE_DATE: lambda records: _sent(records.saves, 1, "No save-the-date has left"),
    Step.WAVE_1: lambda records: _sent(records.waves, 1, "Nobody is invited yet"),
    Step.ASSESSMENTS_ASKED: _asked,
    Step.WAVE_2: lambda records: _sent(records.waves, 2, "No second wave has left"),
    Step.CHASER: _chaser,
    Step.REPLY_DEADLINE: _reply_deadline,
    Step.CALL_LIST: _call_list,
    Step.SUBSTITUTES: _substitutes,
    Step.ASSESSMENTS_DUE: _assessments_due,
    Step.DIGEST: _digest,
    Step.NUMBERS: _numbers,
    Step.TABLE_PLAN: _table_plan,
    Step.JOINING: _joining,
    Step.CHECK_IN: _check_in,
    Step.ATTENDANCE: _attendance,
    Step.THANK_YOU: _thank_you,
    Step.ACTIONS: _actions,
    Step.STRATEGY: _strategy,
    Step.SIGN_OFF: _sign_off,
}

"""Kinds, statuses and what may follow what; when calendars must be told; what the office means to plan."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from scheduler.core.clock import is_clear_wall_time, to_local
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.values import dataclass
from scheduler.core.wording import day_words
from scheduler.ical.event import AllDay, Status, Timed


class EngagementKind(StrEnum):
    """What sort of engagement it is."""

    MEETING = "meeting"
    VISIT = "visit"
    BOARD = "board meeting"
    CALL = "call"
    SUMMIT = "summit"


class EngagementStatus(StrEnum):
    """The ladder, then the ways off it."""

    TO_ARRANGE = "to_arrange"
    OFFERING_DATES = "offering_dates"
    AGREED = "agreed"
    HELD = "held"
    WRITTEN_UP = "written_up"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    DECLINED = "declined"


class PlaceKind(StrEnum):
    """Whose place it is."""

    PARTNER = "partner"
    OURS = "ours"
    ONLINE = "online"
    ELSEWHERE = "elsewhere"


class Handling(StrEnum):
    """Government security classification; the second never leaves the office's own full feed."""

    OFFICIAL = "OFFICIAL"
    OFFICIAL_SENSITIVE = "OFFICIAL-SENSITIVE"


class PrincipalKind(StrEnum):
    """Which of ours; titles are data, kinds are for rules."""

    COMMISSIONER = "commissioner"
    DEPUTY = "deputy commissioner"
    CHIEF_EXECUTIVE = "chief executive"
    CHIEF_CONSTABLE = "chief constable"
    OFFICER = "officer"


class SeriesUnit(StrEnum):
    """What a series counts in; a monthly one keeps its weekday (the second Tuesday)."""

    WEEK = "week"
    MONTH = "month"


class HoldEnd(StrEnum):
    """Why a held time is free again."""

    CHOSEN = "chosen"
    LOST = "lost to another date"
    TAKEN = "taken by another engagement"
    EXPIRED = "expired"
    GIVEN_UP = "given up"


class Detail(StrEnum):
    """How much of an engagement a calendar shows."""

    FULL = "full"
    TITLE = "title and place"
    BUSY = "busy only"


class ChangeKind(StrEnum):
    """What happened to an engagement; subscribers choose their words by it."""

    PLANNED = "planned"
    EDITED = "edited"
    MOVED = "moved"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    HELD = "held"
    WRITTEN_UP = "written_up"


_OPEN = {EngagementStatus.TO_ARRANGE, EngagementStatus.OFFERING_DATES, EngagementStatus.AGREED}
_OFF = {EngagementStatus.POSTPONED, EngagementStatus.CANCELLED, EngagementStatus.DECLINED}

PLANNABLE = frozenset(_OPEN)
"""What the planning form may choose; every other status is reached by its own button."""

OFF_THE_DIARY = frozenset(_OFF)
"""Takes nobody's time any more; calendars show it as cancelled."""

MAY_BE_HELD = frozenset({EngagementStatus.TO_ARRANGE, EngagementStatus.OFFERING_DATES, EngagementStatus.POSTPONED})
"""Looks for a date: times may be held for it, and one of them agreed."""

OVER = frozenset({EngagementStatus.HELD, EngagementStatus.WRITTEN_UP})

FOLLOWS: Mapping[EngagementStatus, frozenset[EngagementStatus]] = {
    EngagementStatus.TO_ARRANGE: frozenset(_OPEN | _OFF),
    EngagementStatus.OFFERING_DATES: frozenset(_OPEN | _OFF),
    EngagementStatus.AGREED: frozenset(_OPEN | _OFF | {EngagementStatus.HELD}),
    EngagementStatus.HELD: frozenset({EngagementStatus.HELD, EngagementStatus.WRITTEN_UP, EngagementStatus.AGREED}),
    EngagementStatus.WRITTEN_UP: frozenset({EngagementStatus.WRITTEN_UP, EngagementStatus.HELD}),
    EngagementStatus.POSTPONED: frozenset(_OPEN | _OFF),
    EngagementStatus.DECLINED: frozenset(_OPEN | {EngagementStatus.DECLINED}),
    # A cancelled entry may be gone from calendars for ever: what is planned afresh is a new one (copy it).
    EngagementStatus.CANCELLED: frozenset(),
}
"""Which status may follow which; staying is named too, so that a table row says whether facts may still be edited."""

STATUS_WORDS: Mapping[EngagementStatus, str] = {
    EngagementStatus.TO_ARRANGE: "To arrange",
    EngagementStatus.OFFERING_DATES: "Refining dates",
    EngagementStatus.AGREED: "In the diary",
    EngagementStatus.HELD: "Held",
    EngagementStatus.WRITTEN_UP: "Written up",
    EngagementStatus.POSTPONED: "Postponed",
    EngagementStatus.CANCELLED: "Cancelled",
    EngagementStatus.DECLINED: "Declined",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EngagementDraft:
    """An engagement as the office means it; ids of ours, theirs and the place. `status` None: by the rules."""

    kind: EngagementKind
    title: str
    principal_ids: tuple[int, ...] = ()
    post_ids: tuple[int, ...] = ()
    when: Timed | AllDay | None = None
    status: EngagementStatus | None = None
    purpose: str = ""
    handling: Handling = Handling.OFFICIAL
    place_kind: PlaceKind = PlaceKind.PARTNER
    place_id: int | None = None
    place_text: str = ""
    online_url: str = ""
    reply_by_at: datetime | None = None
    clash_reason: str = ""
    clashes_seen: frozenset[str] | None = None
    """Keys of the obstacles that the office saw before giving its reason; a new one is shown again. None: any."""
    is_without_principals: bool = False
    """Somebody of ours goes whose diary we do not keep."""


@dataclass(frozen=True, slots=True)
class CalendarFace:
    """What makes people look again when it changes: time, place and status as calendars see them."""

    when: Timed | AllDay | None
    place: str
    online_url: str
    status: Status


@dataclass(frozen=True, slots=True)
class Telling:
    """How partners hear of a change: the office's own words for them, and whether the mail waits for opening hours."""

    words: str = ""
    is_urgent: bool = False
    is_by_habit: bool = False
    """Nobody was asked: it is urgent when the day is near."""


USUAL_TELLING = Telling(is_by_habit=True)


@dataclass(frozen=True, slots=True)
class EngagementChange:
    """Travels with `engagement_changed`; `needs_telling`: SEQUENCE rose for something not over yet."""

    kind: ChangeKind
    needs_telling: bool
    before: CalendarFace | None
    """None for a new engagement."""
    telling: Telling = USUAL_TELLING
    is_shown: bool = False
    """A partner's calendar shows something else than before, though SEQUENCE may have stayed."""
    is_withheld: bool = False
    """It has become OFFICIAL-SENSITIVE: whoever may not know of those hears nothing more of it."""


def calendar_status(status: EngagementStatus) -> Status:
    """STATUS of the VEVENT; a postponed one is cancelled until it has its new day."""
    if status in OFF_THE_DIARY:
        return Status.CANCELLED
    if status in {EngagementStatus.TO_ARRANGE, EngagementStatus.OFFERING_DATES}:
        return Status.TENTATIVE
    return Status.CONFIRMED


def check_follows(before: EngagementStatus, after: EngagementStatus) -> None:
    """Raises RuleBroken when `after` may not follow `before`."""
    if after in FOLLOWS[before]:
        return
    if before is EngagementStatus.CANCELLED:
        raise RuleBroken("It was cancelled, so it stays as it is. Copy it to plan it again.")
    message = f"It cannot become “{STATUS_WORDS[after].lower()}”: it is “{STATUS_WORDS[before].lower()}”."
    raise RuleBroken(message, "status")


def status_after_edit(current: EngagementStatus, draft: EngagementDraft, *, moved: bool) -> EngagementStatus:
    """The wanted status; else a postponed one with a new day is agreed again, and anything else stays as it is."""
    if draft.status is not None:
        return draft.status
    return EngagementStatus.AGREED if current is EngagementStatus.POSTPONED and moved else current


def status_when_planned(draft: EngagementDraft) -> EngagementStatus:
    """The wanted status; else agreed when it has a day, to arrange when not."""
    return draft.status or (EngagementStatus.TO_ARRANGE if draft.when is None else EngagementStatus.AGREED)


def check_dated(status: EngagementStatus, when: Timed | AllDay | None) -> None:
    """Raises RuleBroken for an agreed or held engagement without a day."""
    if when is None and status in {EngagementStatus.AGREED, *OVER}:
        raise RuleBroken("Enter the day: what is in the diary has one.", "day")


def check_may_be_held(status: EngagementStatus, times: Sequence[Timed], *, expires_at: datetime, now: datetime) -> None:
    """Raises RuleBroken for an engagement that looks for no date, and for times or a deadline that are past."""
    if status not in MAY_BE_HELD:
        raise RuleBroken(f"No time can be held for it: it is “{STATUS_WORDS[status].lower()}”.", "status")
    if not times:
        raise RuleBroken("Choose at least one time to hold.", "times")
    if any(when.starts_at <= now for when in times):
        raise RuleBroken("A time to hold is past. Choose a later one.", "times")
    if expires_at <= now:
        raise RuleBroken("The hold would end before it begins. Choose a later day.", "expires_at")
    for when in times:
        check_clear_times(when)


def check_draft(draft: EngagementDraft) -> None:
    """Raises RuleBroken for a draft without a title or principal, or at a wall time that the clocks skip or repeat."""
    if not clean_line(draft.title):
        raise RuleBroken("Enter what it is, for example “Visit to Melton”.", "title")
    if not draft.principal_ids and not draft.is_without_principals:
        raise RuleBroken("Choose who of ours goes.", "principals")
    if isinstance(draft.when, Timed):
        check_clear_times(draft.when)


def check_clear_times(when: Timed) -> None:
    """Raises RuleBroken for times between 1am and 2am on the two days on which the clocks change."""
    for instant in (when.starts_at, when.ends_at):
        local = to_local(instant)
        if not is_clear_wall_time(local.date(), local.time()):
            raise RuleBroken(unclear_time_words(local), "times")


def unclear_time_words(local: datetime) -> str:
    """Why a wall time on a day of clock change cannot be used."""
    happens = "do not exist" if local.month < 7 else "happen twice"
    return (
        f"The clocks change on {day_words(local.date())}: times from 1am to 2am {happens} that day, "
        "and calendars disagree about them. Choose a time before 1am, or 2am or later."
    )


def next_revision(previous: datetime, now: datetime) -> datetime:
    """Whole seconds and later than the last revision, however quickly two changes follow."""
    return max(now.replace(microsecond=0), previous + timedelta(seconds=1))


def deadline_after(reply_by_at: datetime | None, *, moved: bool, now: datetime) -> datetime | None:
    """A deadline that passed before the move would keep everybody from answering about the new time: it goes."""
    return None if moved and reply_by_at is not None and reply_by_at <= now else reply_by_at


def next_steps(status: EngagementStatus, *, is_begun: bool) -> frozenset[str]:
    """The names of the buttons that an engagement may show."""
    follows = FOLLOWS[status]
    steps = {
        "edit": status in follows,
        "move": status in follows and status not in OVER,
        "held": EngagementStatus.HELD in follows and status is EngagementStatus.AGREED and is_begun,
        "written-up": status is EngagementStatus.HELD,
        "postpone": EngagementStatus.POSTPONED in follows and status is not EngagementStatus.POSTPONED,
        "decline": EngagementStatus.DECLINED in follows and status is not EngagementStatus.DECLINED,
        "cancel": EngagementStatus.CANCELLED in follows,
    }
    return frozenset(name for name, is_open in steps.items() if is_open)

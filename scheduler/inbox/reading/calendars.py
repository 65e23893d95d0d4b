"""The scheduling messages in a mail: wherever they lie, however they are encoded, each once."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from scheduler.core.values import dataclass
from scheduler.ical.calendar import PRODID
from scheduler.ical.itip import Method
from scheduler.ical.replies import MOST_EVENTS, ItipEvent, read_itip
from scheduler.inbox.reading.parts import Parsed, Part

MOST_CALENDARS = 20
TYPES = frozenset({"text/calendar", "application/ics", "text/x-vcalendar", "application/calendar"})
ANSWERS = frozenset({Method.REPLY, Method.COUNTER, Method.REFRESH})
SENT = frozenset({Method.REQUEST, Method.CANCEL, Method.PUBLISH, Method.ADD, Method.DECLINECOUNTER})

TOO_MANY_CALENDARS = f"The mail has more than {MOST_CALENDARS} calendar files; the others were left out."
TOO_MANY_EVENTS = f"The mail speaks of more than {MOST_EVENTS} meetings; the others were left out."
EMPTY = "A calendar file in the mail holds no meeting that can be read."


@dataclass(frozen=True, slots=True)
class Found:
    """What calendar programs said: in the mail itself, and inside mails that it forwards."""

    direct: tuple[ItipEvent, ...] = ()
    forwarded: tuple[ItipEvent, ...] = ()
    is_ours: bool = False
    """A calendar in the mail itself was written by this product."""
    passes_ours_on: bool = False
    """One in a mail that it forwards was."""
    problems: tuple[str, ...] = ()

    def answers(self) -> tuple[ItipEvent, ...]:
        """What answers us."""
        return _of_methods(self.direct, ANSWERS)

    def invitations(self) -> tuple[ItipEvent, ...]:
        """What somebody else sends out."""
        return () if self.is_ours else _of_methods(self.direct, SENT)

    def forwarded_answers(self) -> tuple[ItipEvent, ...]:
        """What answers us in a mail that was passed on by hand."""
        return _of_methods(self.forwarded, ANSWERS)

    def forwarded_invitations(self) -> tuple[ItipEvent, ...]:
        """What somebody else sent out, passed on by hand; and files that do not say whether they ask or answer."""
        if self.is_ours or self.passes_ours_on:
            return ()
        unsaid = tuple(each for each in (*self.direct, *self.forwarded) if not each.method and each.uid and each.when)
        return _of_methods(self.forwarded, SENT) or unsaid


def calendars_of(parsed: Parsed) -> Found:
    """Everything of interest; the same file twice, as part and as attachment, counts once."""
    calendars = [each for each in parsed.parts if is_calendar(each)]
    problems = [TOO_MANY_CALENDARS] if len(calendars) > MOST_CALENDARS else []
    direct: dict[ItipEvent, None] = {}
    forwarded: dict[ItipEvent, None] = {}
    seen: set[bytes] = set()
    is_ours = passes_ours_on = False
    for part in calendars[:MOST_CALENDARS]:
        data = _utf8(part)
        if data in seen:
            continue
        seen.add(data)
        events = list(_events(part, data))
        problems += [] if events else [EMPTY]
        (forwarded if part.is_inside else direct).update(dict.fromkeys(events))
        by_us = PRODID.encode() in data
        is_ours, passes_ours_on = (
            is_ours or (by_us and not part.is_inside),
            passes_ours_on or (by_us and part.is_inside),
        )
    if len(direct) > MOST_EVENTS:
        problems.append(TOO_MANY_EVENTS)
    return Found(
        tuple(direct)[:MOST_EVENTS],
        tuple(forwarded)[:MOST_EVENTS],
        is_ours,
        passes_ours_on,
        tuple(dict.fromkeys(problems)),
    )


def is_calendar(part: Part) -> bool:
    """By its type, its name, or what a text begins with."""
    if part.type in TYPES or part.name.lower().endswith((".ics", ".ical", ".vcs")):
        return True
    return part.type == "text/plain" and part.data().lstrip()[:15].upper() == b"BEGIN:VCALENDAR"


def _utf8(part: Part) -> bytes:
    data = part.data()
    return part.text().encode(errors="replace") if part.parameter("charset") else data


def _events(part: Part, data: bytes) -> Iterator[ItipEvent]:
    """METHOD in the file wins; the parameter of Content-Type is asked only where the file names none."""
    said = part.parameter("method").strip().upper()[:20]
    for event in read_itip(data):
        yield event if event.method or not said.isalpha() else replace(event, method=said)


def _of_methods(events: Iterable[ItipEvent], methods: frozenset[Method]) -> tuple[ItipEvent, ...]:
    return tuple(each for each in events if each.method in methods)

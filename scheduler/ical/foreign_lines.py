"""Content lines of strangers' calendars as a tree of blocks: damaged ones too, within bounds, nothing expanded."""

import re
from collections.abc import Iterator
from dataclasses import field

from scheduler.core.values import dataclass

MOST_BYTES = 1_000_000
MOST_LINES = 20_000
MOST_BLOCKS = 500
MOST_PROPERTIES = 300
DEEPEST = 6
LONGEST_LINE = 8_000

WANTED = frozenset(
    {
        *("METHOD", "UID", "RECURRENCE-ID", "SEQUENCE", "DTSTAMP", "ORGANIZER", "ATTENDEE", "DTSTART", "DTEND"),
        *("DURATION", "SUMMARY", "LOCATION", "COMMENT", "RRULE", "RDATE", "TZID", "TZOFFSETFROM", "TZOFFSETTO"),
        *("DESCRIPTION", "STATUS", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-GOOGLE-CONFERENCE"),
    }
)
_NAME = re.compile(r"\s*([A-Za-z0-9-]{1,40})\s*[:;]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_ADDRESS = re.compile("mailto:", re.IGNORECASE)
_PARAMETER = re.compile(r';\s*([A-Za-z-]{1,40})\s*=\s*("[^"]*"?|[^;]*)')


@dataclass(frozen=True, slots=True)
class Property:
    """A content line; names of property and parameters in capitals, the value as it came."""

    name: str
    value: str
    parameters: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def parameter(self, name: str) -> str:
        """The first value of a parameter, empty without one."""
        return next(iter(self.parameters.get(name, ())), "")


@dataclass(slots=True)
class Block:
    """A component with the wanted properties that stand directly in it; `is_whole` once its END was found."""

    name: str
    properties: list[Property] = field(default_factory=list)
    blocks: list["Block"] = field(default_factory=list)
    is_whole: bool = False

    def all(self, name: str) -> list[Property]:
        """Every property of a name, in order."""
        return [each for each in self.properties if each.name == name]

    def first(self, name: str) -> Property | None:
        """The first property of a name."""
        return next(iter(self.all(name)), None)


def calendars(data: bytes) -> list[Block]:
    """Every VCALENDAR, whole or broken off; what stands outside of one is left alone."""
    root = Block("")
    stack = [root]
    count = 0
    for line in _lines(data):
        name, value = _name_of(line)
        if name == "BEGIN":
            count += 1
            if count > MOST_BLOCKS:
                break
            _begin(stack, value)
        elif name == "END":
            _end(stack, value)
        elif name in WANTED and len(stack[-1].properties) < MOST_PROPERTIES:
            stack[-1].properties.append(_property(name, line))
    return [each for each in root.blocks if each.name == "VCALENDAR"]


def unescape(value: str) -> str:
    r"""TEXT as it was meant (RFC 5545 3.3.11): `\n` is a break, any other escaped character is itself."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def _begin(stack: list[Block], value: str) -> None:
    name = value.strip().upper()[:40]
    if name == stack[-1].name and name in {"VEVENT", "VCALENDAR"}:
        stack.pop()  # the one before was never ended
    block = Block(name)
    stack[-1].blocks.append(block)
    if len(stack) <= DEEPEST:
        stack.append(block)


def _end(stack: list[Block], value: str) -> None:
    name = value.strip().upper()[:40]
    for depth in range(len(stack) - 1, 0, -1):
        if stack[depth].name == name:
            stack[depth].is_whole = True
            del stack[depth:]
            return


def _name_of(line: str) -> tuple[str, str]:
    found = _NAME.match(line)
    return (found[1].upper(), line[found.end() :]) if found else ("", "")


def _property(name: str, line: str) -> Property:
    """The line by the library's rules, and one that breaks them as far as it can be guessed."""
    from icalendar.parser import Contentline  # 40 ms, for the first calendar that a process reads

    try:
        # The library's own constructor has no types.
        _, parameters, value = Contentline(line).raw_parts()  # type: ignore[no-untyped-call]
    except (ValueError, AssertionError, IndexError):
        return _guessed(name, line)
    texts = {str(key).upper(): _several(given) for key, given in parameters.items()}
    return Property(name, str(value), texts)


def _guessed(name: str, line: str) -> Property:
    """What the library refuses: the value begins at an address, else at the first colon outside of quotes."""
    address = _ADDRESS.search(line)
    colon = re.match(r'(?:[^":]|"[^"]*"?)*', line)
    end = address.start() if address and '"' not in line[address.end() :] else colon.end() if colon else 0
    texts: dict[str, tuple[str, ...]] = {
        key.upper(): (value.strip('"'),) for key, value in _PARAMETER.findall(line[:end].rstrip(":"))
    }
    return Property(name, line[end:].lstrip(":"), texts)


def _several(given: object) -> tuple[str, ...]:
    values = given if isinstance(given, list | tuple) else [given]
    return tuple(str(each) for each in values[:20])


def _lines(data: bytes) -> Iterator[str]:
    """Unfolded lines, control characters out, over-long ones cut."""
    pieces: list[str] = []
    for number, line in enumerate(re.split("\r\n|\r|\n", _text_of(data[:MOST_BYTES]))):
        if number > MOST_LINES:
            return
        if line[:1] in {" ", "\t"} and pieces:
            pieces.append(line[1:])
            continue
        yield _joined(pieces)
        pieces = [line]
    yield _joined(pieces)


def _joined(pieces: list[str]) -> str:
    return _CONTROLS.sub("", "".join(pieces)[:LONGEST_LINE])


def _text_of(data: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with one, else what Western programs write."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")

"""The year planner as values: which columns a zoom shows, and what stands in each partner's cells."""

from bisect import bisect_right
from calendar import monthrange
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum

from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, day_words

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
QUARTER_WEEKS = 13
MONTHS = 12


class Zoom(StrEnum):
    """How much of the year one page shows."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"


class Sign(StrEnum):
    """What stands in a cell; the value is the key of the state's shape and word."""

    HELD = "held"
    IN_DIARY = "in_diary"
    REFINING = "refining"
    PROPOSED = "proposed"
    SUMMIT = "summit"


@dataclass(frozen=True, slots=True)
class Column:
    """A week (Monday to Sunday) or a day, with its heading; `month` is set where a new month begins."""

    first_on: date
    last_on: date
    heading: str
    month: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """The columns of one page, its heading, and a day on the pages before and after."""

    zoom: Zoom
    columns: tuple[Column, ...]
    heading: str
    previous_on: date
    next_on: date

    @property
    def first_on(self) -> date:
        """The first day shown."""
        return self.columns[0].first_on

    @property
    def last_on(self) -> date:
        """The last day shown."""
        return self.columns[-1].last_on

    @property
    def months(self) -> list[tuple[str, int]]:
        """The headings above the columns, each with how many columns it spans."""
        begins = [number for number, column in enumerate(self.columns) if column.month]
        ends = [*begins[1:], len(self.columns)]
        return [(self.columns[first].month, last - first) for first, last in zip(begins, ends, strict=True)]


PartnerKey = tuple[str, int]
"""Kind ("organisation", "body" or "none") and key."""


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One engagement, held time or proposed meeting on its first day; `subject_id` is an engagement's or proposal's."""

    on: date
    times: str
    """“2pm to 3pm”; empty for a whole day."""
    sign: Sign
    title: str
    subject_id: int

    @property
    def words(self) -> str:
        """“Visit to Melton, Tuesday 3 March 2026, 2pm to 3pm”."""
        return ", ".join(part for part in (self.title, day_words(self.on, weekday=True), self.times) if part)


@dataclass(frozen=True, slots=True)
class Partner:
    """A line of the planner; `is_promised`: somebody pledged to meet them, so an empty line is shouted.

    `is_being_arranged`, `has_declined`: such an engagement stands nowhere on the page, and they are not forgotten.
    """

    key: PartnerKey
    name: str
    is_promised: bool
    is_being_arranged: bool = False
    has_declined: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One partner across the columns."""

    partner: Partner
    cells: tuple[tuple[Entry, ...], ...]

    @property
    def is_forgotten(self) -> bool:
        """Promised, and nothing is held, dated or being arranged: a proposal alone is no entry."""
        asked = self.partner.is_being_arranged or self.partner.has_declined
        return self.partner.is_promised and not asked and self._is_empty

    @property
    def note(self) -> str:
        """What stands below the name when no dated entry speaks for itself."""
        if self.is_forgotten:
            return "no entry"
        if self.partner.is_being_arranged:
            return "being arranged, no date yet"
        return "declined" if self.partner.has_declined and self._is_empty else ""

    @property
    def note_state(self) -> str:
        """The shape beside the note: a key of the state's shape and word."""
        keys = {"no entry": "no_entry", "declined": "declined"}
        return keys.get(self.note, "refining")

    @property
    def _is_empty(self) -> bool:
        return all(entry.sign is Sign.PROPOSED for entry in self.entries)

    @property
    def entries(self) -> list[Entry]:
        """All of them in the order of the days."""
        return [entry for cell in self.cells for entry in cell]


@dataclass(frozen=True, slots=True)
class Strip:
    """A kind of layer across the columns: what it says in each, empty where it says nothing."""

    kind: str
    cells: tuple[tuple[str, ...], ...]

    @property
    def letter(self) -> str:
        """What its cells show: no colour is needed to read it, and no two kinds share one."""
        return _LETTERS.get(self.kind, self.kind[0].upper())


@dataclass(frozen=True, slots=True)
class Planner:
    """Everything on one page."""

    period: Period
    lines: tuple[Line, ...]
    strips: tuple[Strip, ...]

    @property
    def summary(self) -> str:
        """“61 engagements, 2 refining dates, 1 partner without an entry”."""
        signs = [entry.sign for line in self.lines for entry in line.entries]
        # An engagement with two partners stands on two lines and is one engagement.
        dated = {entry.subject_id for line in self.lines for entry in line.entries if entry.sign in _DATED}
        parts = [count_words(len(dated), "engagement")]
        if refining := signs.count(Sign.REFINING):
            parts.append(f"{count_words(refining, 'date')} held while refining")
        if proposed := signs.count(Sign.PROPOSED):
            parts.append(f"{proposed} proposed")
        if self.forgotten:
            parts.append(f"{count_words(len(self.forgotten), 'promised partner')} without an entry")
        return ", ".join(parts)

    @property
    def shades(self) -> tuple[str, ...]:
        """A pattern for each column behind all lines: pre-election before school holidays, else nothing."""
        said = {strip.kind: strip.cells for strip in self.strips if strip.kind in _SHADED}
        return tuple(
            next((shade for kind, shade in _SHADED.items() if kind in said and said[kind][number]), "")
            for number in range(len(self.period.columns))
        )

    @property
    def forgotten(self) -> list[str]:
        """Names of promised partners with an empty line."""
        return [line.partner.name for line in self.lines if line.is_forgotten]


_DATED = frozenset({Sign.HELD, Sign.IN_DIARY, Sign.SUMMIT})
_LETTERS = {"pre-election period": "E", "civic days": "D"}
_SHADED = {"pre-election period": "election", "school holidays": "holidays"}


def period_of(zoom: Zoom, on: date) -> Period:
    """Twelve months from the month of `on`, thirteen weeks from its week, or its month day by day."""
    if zoom is Zoom.MONTH:
        return _month(on)
    if zoom is Zoom.QUARTER:
        first = on - on.weekday() * DAY
        last = first + QUARTER_WEEKS * WEEK - DAY
        heading = f"{day_words(first)} to {day_words(last)}"
        return Period(zoom, _weeks(first, last), heading, first - QUARTER_WEEKS * WEEK, last + DAY)
    first = on.replace(day=1)
    last = month_later(first, MONTHS) - DAY
    columns = _weeks(first - first.weekday() * DAY, last)
    heading = f"{first:%B} {first.year} to {last:%B} {last.year}"
    return Period(zoom, columns, heading, month_later(first, -MONTHS), month_later(first, MONTHS))


def lay_out(
    period: Period, partners: Sequence[Partner], entries: Mapping[PartnerKey, Collection[Entry]]
) -> tuple[Line, ...]:
    """A line for each partner in their order, each entry in the column of its day."""
    starts = [column.first_on for column in period.columns]
    return tuple(Line(partner, _cells(starts, period, entries.get(partner.key, ()))) for partner in partners)


def strips_of(period: Period, notes: Iterable[tuple[str, date, str]]) -> tuple[Strip, ...]:
    """One strip for each kind among the notes (kind, day, words), alphabetically, each word once a column."""
    starts = [column.first_on for column in period.columns]
    found: dict[str, dict[int, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for kind, day, said in notes:
        if period.first_on <= day <= period.last_on:
            found[kind][bisect_right(starts, day) - 1][said] = None
    return tuple(
        Strip(kind, tuple(tuple(found[kind].get(number, ())) for number in range(len(starts))))
        for kind in sorted(found)
    )


def _cells(starts: Sequence[date], period: Period, entries: Collection[Entry]) -> tuple[tuple[Entry, ...], ...]:
    cells: dict[int, list[Entry]] = defaultdict(list)
    for entry in sorted(entries):
        if period.first_on <= entry.on <= period.last_on:
            cells[bisect_right(starts, entry.on) - 1].append(entry)
    return tuple(tuple(cells.get(number, ())) for number in range(len(starts)))


def _weeks(first: date, last: date) -> tuple[Column, ...]:
    """From a Monday on; the month stands where its first Monday is, and above the first column."""
    mondays = [first + number * WEEK for number in range((last - first).days // 7 + 1)]
    return tuple(
        Column(monday, monday + WEEK - DAY, str(monday.day), _month_name(monday) if new else "")
        for monday, new in zip(mondays, _begins_month(mondays), strict=True)
    )


def _begins_month(days: Sequence[date]) -> list[bool]:
    return [number == 0 or day.month != days[number - 1].month for number, day in enumerate(days)]


def _month_name(day: date) -> str:
    return f"{day:%b} {day.year}" if day.month == 1 else f"{day:%b}"


def _month(on: date) -> Period:
    first = on.replace(day=1)
    last = on.replace(day=monthrange(on.year, on.month)[1])
    days = [first + number * DAY for number in range(last.day)]
    columns = tuple(Column(day, day, str(day.day), f"{day:%a}"[:2]) for day in days)
    return Period(Zoom.MONTH, columns, f"{first:%B} {first.year}", first - DAY, last + DAY)


def month_later(first: date, months: int) -> date:
    """The first day of the month so many months after (before, when negative) that of `first`."""
    total = first.year * MONTHS + first.month - 1 + months
    return date(total // MONTHS, total % MONTHS + 1, 1)

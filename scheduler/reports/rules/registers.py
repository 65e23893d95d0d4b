"""Registers for others than the office: a period, columns, rows by role, and how many names were taken out."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from scheduler.core.clock import financial_year
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, day_words

DAY = timedelta(days=1)


class RegisterKind(StrEnum):
    """Which register; the value stands in the address."""

    MEETINGS = "meetings"
    GIFTS = "gifts"


REGISTER_TITLES = {
    RegisterKind.MEETINGS: "Meetings with others",
    RegisterKind.GIFTS: "Gifts and hospitality offered",
}
ONE_AND_MANY = {RegisterKind.MEETINGS: ("meeting", "meetings"), RegisterKind.GIFTS: ("offer", "offers")}


@dataclass(frozen=True, slots=True)
class RegisterPeriod:
    """Days, both included."""

    from_on: date
    until_on: date

    @property
    def words(self) -> str:
        """“1 April 2014 to 29 September 2014”."""
        return f"{day_words(self.from_on)} to {day_words(self.until_on)}"

    @property
    def file_part(self) -> str:
        """“2014-04-01-to-2014-09-29”."""
        return f"{self.from_on.isoformat()}-to-{self.until_on.isoformat()}"


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """`cells` as they are published; `key` leads the office to the record; `removed` names were taken out."""

    key: int
    on: date
    cells: tuple[str, ...]
    removed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The day stands in the first column of every register, then come `columns`."""

    kind: RegisterKind
    period: RegisterPeriod
    columns: tuple[str, ...]
    rows: tuple[RegisterRow, ...]

    @property
    def title(self) -> str:
        """Above the table and in the file."""
        return REGISTER_TITLES[self.kind]

    @property
    def headings(self) -> tuple[str, ...]:
        """Of every column."""
        return ("Date", *self.columns)

    @property
    def removed(self) -> int:
        """Names, addresses and numbers that were taken out of all rows."""
        return sum(row.removed for row in self.rows)

    @property
    def count_words(self) -> str:
        """“177 meetings”."""
        return count_words(len(self.rows), *ONE_AND_MANY[self.kind])

    def stamp(self, made_on: date) -> str:
        """“1 April 2014 to 29 September 2014: 177 meetings. Made from the records on 30 September 2014.”."""
        return f"{self.period.words}: {self.count_words}. Made from the records on {day_words(made_on)}."

    def plain_rows(self) -> Iterator[tuple[str, ...]]:
        """For spreadsheets, days as 2014-09-29 so that they sort."""
        return ((row.on.isoformat(), *row.cells) for row in self.rows)


def register_year(on: date) -> RegisterPeriod:
    """The financial year around a day, by which the published registers count."""
    return RegisterPeriod(*financial_year(on))


def usual_period(today: date) -> RegisterPeriod:
    """This financial year up to today."""
    return RegisterPeriod(register_year(today).from_on, today)


def usual_periods(today: date) -> tuple[tuple[str, RegisterPeriod], ...]:
    """What is asked for most, by name."""
    this_year = register_year(today)
    last_year = register_year(this_year.from_on - DAY)
    quarter = _quarter_before(today)
    return (
        ("This financial year", usual_period(today)),
        ("Last quarter", quarter),
        ("Last financial year", last_year),
        ("Both years", RegisterPeriod(last_year.from_on, today)),
    )


def _quarter_before(today: date) -> RegisterPeriod:
    begins = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    last = begins - DAY
    return RegisterPeriod(date(last.year, last.month - 2, 1), last)

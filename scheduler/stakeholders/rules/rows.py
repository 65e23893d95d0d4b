"""One row of a spreadsheet as values, or what is wrong with it in plain words. A blank cell asks nothing."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from scheduler.core.addresses import clean_address
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.values import dataclass
from scheduler.stakeholders.rules import BodyKind, OrganisationKind, RoleKind
from scheduler.stakeholders.rules.columns import Column
from scheduler.stakeholders.rules.days import parse_day
from scheduler.stakeholders.rules.search import fold
from scheduler.stakeholders.rules.spreadsheet import plain_cell

VACANT = "vacant"
SEPARATOR = "|"
"""Between several councils or several codes in one cell."""
LIMITS = {
    Column.SHORT_NAME: 60,
    Column.GSS: 40,
    Column.HONORIFIC: 40,
    Column.HONOURS: 40,
    Column.TELEPHONE: 40,
    Column.ADDRESS: 400,
    Column.TOWN: 80,
    Column.POSTCODE: 10,
    Column.AREA: 80,
    Column.COVERS: 4_000,
    Column.CODES: 4_000,
}
USUAL_LIMIT = 200
_SHORT_FORMS = {"csp": "communitysafetypartnership", "vcs": "voluntarycommunityandfaith", "nhs": "health"}
# The first that stands in a title tells what the post does; titles of civic heads contain those of political ones.
_TITLES = (
    (RoleKind.PORTFOLIO_HOLDER, ("deputy leader", "deputy city mayor")),
    (RoleKind.CHIEF_OFFICER, ("deputy chief", "assistant chief")),
    (RoleKind.MEMBER, ("vice chair", "deputy chair", "deputy mayor")),
    (RoleKind.CIVIC_HEAD, ("lord mayor",)),
    (RoleKind.POLITICAL_HEAD, ("leader", "city mayor", "elected mayor")),
    (RoleKind.CIVIC_HEAD, ("mayor",)),
    (RoleKind.OFFICER_HEAD, ("chief executive", "chief operating officer", "head of paid service")),
    (RoleKind.CHAIR, ("chair",)),
    (RoleKind.PORTFOLIO_HOLDER, ("cabinet", "portfolio")),
    (RoleKind.CHIEF_OFFICER, ("director", "chief")),
)
USUAL_BANDS = {
    RoleKind.POLITICAL_HEAD: 1,
    RoleKind.OFFICER_HEAD: 1,
    RoleKind.CIVIC_HEAD: 2,
    RoleKind.PORTFOLIO_HOLDER: 2,
    RoleKind.CHAIR: 2,
    RoleKind.CHIEF_OFFICER: 2,
    RoleKind.OFFICER: 4,
    RoleKind.MEMBER: 4,
}

Value = TypeVar("Value")
Kind = TypeVar("Kind", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """What a row says; texts are cleaned, `cells` holds those that need no more reading."""

    number: int
    cells: Mapping[Column, str]
    kind: OrganisationKind | None
    body_kind: BodyKind | None
    role_kind: RoleKind | None
    band: int | None
    from_on: date | None
    covers: tuple[str, ...]
    codes: tuple[tuple[str, str], ...]
    """Register and code, beside the GSS code."""

    def __getitem__(self, column: Column) -> str:
        return self.cells.get(column, "")

    @property
    def names_holder(self) -> bool:
        """Whether the row says who holds the post."""
        return bool(self[Column.NAME]) and not self.empties_post

    @property
    def empties_post(self) -> bool:
        """Whether the row says that nobody holds the post."""
        return fold(self[Column.NAME]) == VACANT


class _Reader:
    """Reads cells and collects what is wrong instead of stopping at the first."""

    def __init__(self, cells: Mapping[Column, str]) -> None:
        self.cells = {column: clean_line(plain_cell(cell)) for column, cell in cells.items()}
        self.errors: list[str] = []

    def read(self, column: Column, parse: Callable[[str], Value]) -> Value | None:
        """A cell's value; None when it is blank or wrong."""
        text = self.cells.get(column, "")
        if not text:
            return None
        try:
            return parse(text)
        except RuleBroken as error:
            self.errors.append(f"{column.value}: {error.message}")
            return None

    def check(self, *, holds: bool, message: str) -> None:
        """Something that must be so."""
        if not holds:
            self.errors.append(message)


def read_row(number: int, cells: Mapping[Column, str]) -> tuple[PartnerRow, list[str]]:
    """The row's values with everything that is wrong with it."""
    reader = _Reader(cells)
    row = PartnerRow(
        number=number,
        cells=reader.cells,
        kind=reader.read(Column.KIND, lambda text: match_kind(OrganisationKind, text)),
        body_kind=reader.read(Column.BODY_KIND, lambda text: match_kind(BodyKind, text)),
        role_kind=reader.read(Column.ROLE_KIND, lambda text: match_kind(RoleKind, text)),
        band=reader.read(Column.BAND, _band),
        from_on=reader.read(Column.FROM_ON, parse_day),
        covers=_parts(reader.cells.get(Column.COVERS, "")),
        codes=reader.read(Column.CODES, _codes) or (),
    )
    for column in (Column.EMAIL, Column.HOLDER_EMAIL, Column.PA_EMAIL, Column.SECRETARIAT_EMAIL):
        address = reader.read(column, clean_address)
        if address:
            reader.cells[column] = address
    for column, text in reader.cells.items():
        limit = LIMITS.get(column, USUAL_LIMIT)
        reader.check(holds=len(text) <= limit, message=f"{column.value}: use {limit} characters or fewer.")
    _check_whole(reader, row)
    return row, reader.errors


def _check_whole(reader: _Reader, row: PartnerRow) -> None:
    has_home = bool(row[Column.ORGANISATION] or row[Column.BODY])
    reader.check(holds=has_home, message="There is neither an organisation nor a body. Enter one of them.")
    of_body = (Column.PARENT, Column.SECRETARIAT, Column.SECRETARIAT_EMAIL)
    told = next((column for column in of_body if row[column] and not row[Column.BODY]), None)
    if told is not None:
        reader.errors.append(f"{told.value} is filled in but the body is empty. Enter the body.")
    of_post = (Column.NAME, Column.EMAIL, Column.PA_EMAIL, Column.PA_NAME, Column.ROLE_KIND)
    named = next((column for column in of_post if row[column]), None)
    if named is not None and not row[Column.POST]:
        reader.errors.append(f"{named.value} is filled in but the post title is empty. Enter the post, such as Leader.")


def match_kind(kinds: type[Kind], text: str) -> Kind:
    """The member that a cell means: its words, or enough of them to be clear. Raises RuleBroken with the choices."""
    typed = fold(text).replace(" ", "")
    typed = _SHORT_FORMS.get(typed, typed)
    by_key = {fold(kind.value).replace(" ", ""): kind for kind in kinds}
    near = [kind for key, kind in by_key.items() if key.startswith(typed) or typed.startswith(key)]
    if typed in by_key:
        return by_key[typed]
    if len(near) == 1:
        return near[0]
    choices = ", ".join(kind.value for kind in kinds)
    raise RuleBroken(f"“{text[:60]}” is not one of: {choices}.")


def usual_role(title: str) -> RoleKind:
    """What a post with this title usually does."""
    folded = fold(title).replace(" ", "")
    named = (kind for kind, titles in _TITLES if any(words.replace(" ", "") in folded for words in titles))
    return next(named, RoleKind.OFFICER)


def _band(text: str) -> int:
    if text not in {"1", "2", "3", "4", "5"}:
        raise RuleBroken(f"“{text[:40]}” is not a number from 1 to 5.")
    return int(text)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(SEPARATOR) if part.strip())


def _codes(text: str) -> tuple[tuple[str, str], ...]:
    pairs = [part.split(None, 1) for part in _parts(text)]
    if any(len(pair) == 1 or len(pair[0]) > 20 or len(pair[1]) > 40 for pair in pairs):
        raise RuleBroken(
            f"“{text[:60]}” needs a register and a code, such as ODS RX1, with {SEPARATOR} between several."
        )
    return tuple((pair[0].upper(), pair[1].strip()) for pair in pairs)

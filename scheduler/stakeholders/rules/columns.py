"""The spreadsheet's columns, and how the headers that offices write are matched to them."""

from collections.abc import Sequence
from enum import StrEnum

from scheduler.stakeholders.rules.search import fold


class Column(StrEnum):
    """A column of the import and the export, by the header that we write; in the export's order."""

    ORGANISATION = "Organisation"
    SHORT_NAME = "Short name"
    KIND = "Kind"
    GSS = "GSS code"
    CODES = "Other codes"
    BODY = "Body"
    BODY_KIND = "Body kind"
    COVERS = "Body covers"
    PARENT = "Parent body"
    SECRETARIAT = "Secretariat"
    SECRETARIAT_EMAIL = "Secretariat e-mail"
    AREA = "Area"
    POST = "Post title"
    ROLE_KIND = "Role kind"
    BAND = "Band"
    HONORIFIC = "Honorific"
    NAME = "Name"
    HONOURS = "Honours"
    FROM_ON = "From date"
    EMAIL = "E-mail"
    HOLDER_EMAIL = "Holder e-mail"
    PA_NAME = "PA name"
    PA_EMAIL = "PA e-mail"
    TELEPHONE = "Telephone"
    PLACE = "Place"
    ADDRESS = "Address"
    TOWN = "Town"
    POSTCODE = "Postcode"


_ALIASES: dict[Column, str] = {
    Column.ORGANISATION: "organisation name, organization, organization name, council, authority, partner, agency",
    Column.SHORT_NAME: "abbreviation, known as",
    Column.KIND: "type, organisation kind, organisation type, council type",
    Column.GSS: "gss, ons code, gsscode",
    Column.CODES: "codes, register codes, identifiers",
    Column.BODY: "board, partnership, body name, board name, forum, csp",
    Column.BODY_KIND: "body type, board type",
    Column.COVERS: "covers",
    Column.PARENT: "parent, reports to, parent board",
    Column.SECRETARIAT: "secretariat name, clerk",
    Column.SECRETARIAT_EMAIL: "secretariat mail, secretariat email address, clerk email",
    Column.AREA: "partnership area, sector",
    Column.POST: "post, role, position, job title, seat",
    Column.ROLE_KIND: "role type, kind of role",
    Column.BAND: "seniority, seniority band, grade",
    Column.HONORIFIC: "style, salutation, prefix, mr mrs, holder honorific",
    Column.NAME: "holder, holder name, full name, contact, contact name, person, post holder, name of holder",
    Column.HONOURS: "post nominals, suffix, holder honours, letters",
    Column.FROM_ON: "from, since, start, start date, in post from, appointed, date appointed",
    Column.EMAIL: "mail, email address, mail address, post email, email of post",
    Column.HOLDER_EMAIL: "own email, personal email, email of holder",
    Column.PA_NAME: "pa, assistant, personal assistant, secretary, diary contact",
    Column.PA_EMAIL: "assistant email, pa mail, pa email address, personal assistant email, secretary email",
    Column.TELEPHONE: "phone, tel, telephone number, phone number",
    Column.PLACE: "venue, office, seat of council, meeting place",
    Column.ADDRESS: "street, postal address",
    Column.TOWN: "city, post town",
    Column.POSTCODE: "post code, zip",
}
# Headers that mean one thing or another: the first that nothing else has claimed.
_UNCLEAR = {"name": (Column.ORGANISATION, Column.NAME), "title": (Column.POST, Column.HONORIFIC)}


def _header_key(text: str) -> str:
    return fold(text).replace(" ", "")


_BY_HEADER = {
    _header_key(header): column
    for column in Column
    for header in (column.value, *_ALIASES[column].split(", "))
    if _header_key(header) not in _UNCLEAR
}


def _has_home(column: Column, matched: Sequence[Column | None]) -> bool:
    """Beside a column of bodies, “Name” is a person's."""
    return column is Column.ORGANISATION and Column.BODY in matched


def match_columns(headers: Sequence[str]) -> list[Column | None]:
    """For each header the column it stands for, or None; no column is given twice."""
    keys = [_header_key(header) for header in headers]
    matched: list[Column | None] = [None] * len(keys)
    for index, key in enumerate(keys):
        column = _BY_HEADER.get(key)
        matched[index] = column if column not in matched else None
    for index, key in enumerate(keys):
        free = (column for column in _UNCLEAR.get(key, ()) if column not in matched and not _has_home(column, matched))
        matched[index] = matched[index] or next(free, None)
    return matched

"""The partners as rows of the import's columns, in a fixed number of queries; ended ones when asked for."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.db import db
from scheduler.stakeholders.models import Body, ImportRun, Organisation, Post
from scheduler.stakeholders.queries import records
from scheduler.stakeholders.queries.directory import Seat, seats_of
from scheduler.stakeholders.queries.posts import live_on, live_posts
from scheduler.stakeholders.rules.columns import Column
from scheduler.stakeholders.rules.rows import SEPARATOR

Cells = dict[str, str]
ENDED = "Ended on"
"""Told but not taken back: the import leaves it out."""


def export_rows(on: date, *, with_ended: bool = False) -> list[list[str]]:
    """The headers, then a row a live post, and one for each organisation or body without any."""
    homes = _homes(None if with_ended else on)
    by_home: dict[Organisation | Body, list[Seat]] = {home: [] for home in homes}
    for seat in seats_of(records.all_posts() if with_ended else live_posts(on), on):
        by_home[seat.post.home].append(seat)
    rows = (cells for home, seats in by_home.items() for cells in _rows_of(home, seats))
    headers = [*(column.value for column in Column), *([ENDED] if with_ended else [])]
    return [headers, *([cells.get(header, "") for header in headers] for cells in rows)]


def import_runs() -> list[ImportRun]:
    """The imports, the latest first."""
    return list(db.session.scalars(select(ImportRun).order_by(ImportRun.at.desc(), ImportRun.id.desc()).limit(20)))


def import_run(run_id: int) -> ImportRun | None:
    """The import of an id; None when there is none."""
    return db.session.get(ImportRun, run_id)


def _homes(on: date | None) -> list[Organisation | Body]:
    """Those of a day, or all that ever were."""
    organisations = select(Organisation).order_by(Organisation.name, Organisation.id)
    bodies = select(Body).order_by(Body.name, Body.id)
    if on is not None:
        organisations, bodies = organisations.where(live_on(Organisation, on)), bodies.where(live_on(Body, on))
    loaded = (
        joinedload(Organisation.area),
        joinedload(Organisation.place),
        selectinload(Organisation.identifiers),
    )
    with_covers = (joinedload(Body.area), joinedload(Body.place), selectinload(Body.covers))
    found = list(db.session.scalars(bodies.options(*with_covers)))
    found.sort(key=_depth)  # stable: an importer meets each parent before what is below it
    return [*db.session.scalars(organisations.options(*loaded)), *found]


def _depth(body: Body) -> int:
    return 0 if body.parent is None else 1 + _depth(body.parent)


def _rows_of(home: Organisation | Body, seats: list[Seat]) -> Iterator[Cells]:
    about_home = _home_cells(home)
    if not seats:
        yield about_home
    for seat in seats:
        yield about_home | _post_cells(seat.post) | _holder_cells(seat)


def _home_cells(home: Organisation | Body) -> Cells:
    place = home.place
    cells: Cells = {ENDED: home.ended_on.isoformat() if home.ended_on else ""}
    cells |= {Column.SHORT_NAME: home.short_name, Column.AREA: home.area.name if home.area else ""}
    if isinstance(home, Organisation):
        codes = [code.value for code in home.identifiers if code.scheme == "GSS"]
        others = f" {SEPARATOR} ".join(
            f"{code.scheme} {code.value}" for code in home.identifiers if code.scheme != "GSS"
        )
        cells |= {Column.ORGANISATION: home.name, Column.KIND: home.kind.value, Column.GSS: "".join(codes[:1])}
        cells |= {Column.CODES: others}
    else:
        covered = f" {SEPARATOR} ".join(each.name for each in home.covers if each.ended_on is None)
        cells |= {Column.SECRETARIAT: home.secretariat_name, Column.SECRETARIAT_EMAIL: home.secretariat_email}
        cells |= {Column.PARENT: home.parent.name if home.parent and home.parent.ended_on is None else ""}
        cells |= {Column.BODY: home.name, Column.BODY_KIND: home.kind.value, Column.COVERS: covered}
    if place is not None:
        cells |= {Column.PLACE: place.name, Column.ADDRESS: place.address}
        cells |= {Column.TOWN: place.town, Column.POSTCODE: place.postcode}
    return cells


def _post_cells(post: Post) -> Cells:
    ended = {ENDED: post.ended_on.isoformat()} if post.ended_on else {}
    return ended | {
        Column.POST: post.title,
        Column.ROLE_KIND: post.role_kind.value,
        Column.BAND: str(post.band),
        Column.EMAIL: post.email,
        Column.PA_NAME: post.pa_name,
        Column.PA_EMAIL: post.pa_email,
        Column.TELEPHONE: post.telephone,
    }


def _holder_cells(seat: Seat) -> Cells:
    if seat.tenure is None:
        return {}
    person = seat.tenure.person
    return {
        Column.HONORIFIC: person.honorific,
        Column.NAME: person.name,
        Column.HONOURS: person.honours,
        Column.FROM_ON: seat.tenure.from_on.isoformat(),
        Column.HOLDER_EMAIL: person.email,
    }

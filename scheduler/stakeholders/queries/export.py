"""Everything live as rows of the import's columns, in a fixed number of queries."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.db import db
from scheduler.stakeholders.models import Body, ImportRun, Organisation, Post
from scheduler.stakeholders.queries.directory import Seat, seats_of
from scheduler.stakeholders.queries.posts import live_on, live_posts
from scheduler.stakeholders.rules.columns import Column
from scheduler.stakeholders.rules.rows import COVER_SEPARATOR

Cells = dict[Column, str]


def export_rows(on: date) -> list[list[str]]:
    """The headers, then a row a live post, and one for each organisation or body without any."""
    homes = _homes(on)
    by_home: dict[Organisation | Body, list[Seat]] = {home: [] for home in homes}
    for seat in seats_of(live_posts(on), on):
        by_home[seat.post.home].append(seat)
    rows = (cells for home, seats in by_home.items() for cells in _rows_of(home, seats))
    return [[column.value for column in Column], *([cells.get(column, "") for column in Column] for cells in rows)]


def import_runs() -> list[ImportRun]:
    """The imports, the latest first."""
    return list(db.session.scalars(select(ImportRun).order_by(ImportRun.at.desc(), ImportRun.id.desc()).limit(20)))


def import_run(run_id: int) -> ImportRun | None:
    """The import of an id; None when there is none."""
    return db.session.get(ImportRun, run_id)


def _homes(on: date) -> list[Organisation | Body]:
    organisations = select(Organisation).where(live_on(Organisation, on)).order_by(Organisation.name, Organisation.id)
    loaded = (
        joinedload(Organisation.area),
        joinedload(Organisation.place),
        selectinload(Organisation.identifiers),
    )
    bodies = select(Body).where(live_on(Body, on)).order_by(Body.name, Body.id)
    with_covers = (joinedload(Body.area), joinedload(Body.place), selectinload(Body.covers))
    return [*db.session.scalars(organisations.options(*loaded)), *db.session.scalars(bodies.options(*with_covers))]


def _rows_of(home: Organisation | Body, seats: list[Seat]) -> Iterator[Cells]:
    about_home = _home_cells(home)
    if not seats:
        yield about_home
    for seat in seats:
        yield about_home | _post_cells(seat.post) | _holder_cells(seat)


def _home_cells(home: Organisation | Body) -> Cells:
    place = home.place
    cells = {Column.SHORT_NAME: home.short_name, Column.AREA: home.area.name if home.area else ""}
    if isinstance(home, Organisation):
        codes = [code.value for code in home.identifiers if code.scheme == "GSS"]
        cells |= {Column.ORGANISATION: home.name, Column.KIND: home.kind.value, Column.GSS: "".join(codes[:1])}
    else:
        covered = f" {COVER_SEPARATOR} ".join(each.name for each in home.covers if each.ended_on is None)
        cells |= {Column.BODY: home.name, Column.BODY_KIND: home.kind.value, Column.COVERS: covered}
    if place is not None:
        cells |= {Column.PLACE: place.name, Column.ADDRESS: place.address}
        cells |= {Column.TOWN: place.town, Column.POSTCODE: place.postcode}
    return cells


def _post_cells(post: Post) -> Cells:
    return {
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

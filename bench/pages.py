"""The office's busiest pages: their time and their number of statements must not depend on how much is in the diary."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from time import process_time
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from bench.figures import Figure, Target, section
from bench.rounds import ROUNDS
from bench.rows.engagements import THREE_YEARS, Span, load_engagements
from bench.rows.invitations import coming, invite_posts
from bench.rows.partners import load_partners
from bench.site import Site, open_site
from bench.spread import ratio_of, spread_of
from scheduler.accounts.rules import Role
from scheduler.accounts.service.sessions import open_session
from scheduler.accounts.service.staff import add_user
from scheduler.accounts.sessions import TOKEN
from scheduler.core.clock import utc_now
from scheduler.core.db import commit, db
from scheduler.core.tokens import random_token

FEW, MANY = 50, 5_000
ONE_A_DAY = Span(10, 40)
"""Or the pages of the small office would be empty, and an empty list asks no further questions."""
INVITED, INVITED_ELSEWHERE = 40, 3
ENGAGEMENTS_WITH_INVITATIONS = 10
READS = 5
SAME = Target(must=1, aim=1, least=False)
UNCOUNTED = ("BEGIN", "PRAGMA", "SET TRANSACTION")
NOTES = (
    (
        f"CPU time of one page in process, median of {READS} reads a round; both offices have 500 organisations and "
        f"2,000 posts. Value: {MANY:,} engagements over three years; reference: {FEW}, one a day. What must be reached "
        "is the number of statements; the time may grow with what a page has to show."
    ),
)


@dataclass(frozen=True, slots=True)
class Office:
    """One installation and somebody who is signed in to it."""

    app: Flask
    client: FlaskClient
    pages: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one page took: CPU seconds and statements."""

    cpu: float
    statements: int


def run() -> str:
    """The group's table."""
    with open_site() as small, open_site() as large:
        few, many = _office(small, FEW, ONE_A_DAY), _office(large, MANY, THREE_YEARS)
        rows = [figure for name in few.pages for figure in _compare(name, few, many)]
    return section(f"Pages at {MANY:,} and {FEW} engagements", rows, NOTES)


def _office(site: Site, engagements: int, span: Span) -> Office:
    now = utc_now()
    with site.app.app_context():
        posts, places = load_partners(now)
        load_engagements(engagements, posts, places, now=now, span=span)
        commit()
        first, *others = coming(now, ENGAGEMENTS_WITH_INVITATIONS)
        invite_posts([first], INVITED, now=now)
        invite_posts(others, INVITED_ELSEWHERE, now=now)
    pages = {
        "today": "/today",
        "engagements": "/engagements",
        "diary, week": "/engagements/diary",
        "partners": "/partners",
        "engagement with tracking": f"/engagements/{first}",
    }
    return Office(site.app, signed_in(site.app), pages)


def signed_in(app: Flask) -> FlaskClient:
    """A browser with a session that the server knows."""
    token = random_token()
    with app.app_context():
        now = utc_now()
        user = add_user("Robin Ferncastle", "robin@example.org", Role.MANAGER, now=now, password=random_token())
        open_session(user, token, agent="bench", how="bench", now=now)
        commit()
        identity = user.fs_uniquifier
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie.update({"_user_id": identity, "_fresh": True, TOKEN: token})
    return client


def _compare(name: str, few: Office, many: Office) -> tuple[Figure, Figure]:
    """Interleaved rounds of both offices, after one read that fills the caches."""
    for office in (few, many):
        _read(office, office.pages[name])
    rounds = [(_median(few, few.pages[name]), _median(many, many.pages[name])) for _ in range(ROUNDS)]
    small, large = [pair[0] for pair in rounds], [pair[1] for pair in rounds]
    counts = large[0].statements, small[0].statements
    times = [reading.cpu for reading in large], [reading.cpu for reading in small]
    return (
        Figure(
            name=f"{name}, statements",
            value=str(counts[0]),
            reference=str(counts[1]),
            ratio=counts[0] / counts[1],
            target=SAME,
        ),
        Figure(
            name=f"{name}, CPU time",
            value=spread_of(times[0]).scaled(1e3).words("ms"),
            reference=spread_of(times[1]).scaled(1e3).words("ms"),
            ratio=ratio_of(*times),
        ),
    )


def _median(office: Office, path: str) -> Reading:
    readings = [_read(office, path) for _ in range(READS)]
    return Reading(spread_of([reading.cpu for reading in readings]).median, readings[0].statements)


def _read(office: Office, path: str) -> Reading:
    """Raises RuntimeError when the page is not there: an error page is quick."""
    with counted_statements(office.app) as sent:
        before = process_time()
        response = office.client.get(path)
        used = process_time() - before
    if response.status_code != 200:
        message = f"{path} answered {response.status}"
        raise RuntimeError(message)
    return Reading(used, len(sent))


@contextmanager
def counted_statements(app: Flask) -> Iterator[list[str]]:
    """What is sent to the database meanwhile, but for the frame of the transaction."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(UNCOUNTED):
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)

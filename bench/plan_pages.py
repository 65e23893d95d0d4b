"""The forward plan's two large pages over three years of a whole county, against what the office will wait for."""

from collections.abc import Callable
from time import process_time

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bench.figures import Figure, Target, section
from bench.hello import app as hello
from bench.pages import counted_statements, signed_in
from bench.rounds import ROUNDS
from bench.rows.plan import BODIES, ENGAGEMENTS, POSTS_EACH, load_plan
from bench.site import open_site
from bench.spread import Spread, ratio_of, spread_of
from scheduler.core.clock import utc_now
from scheduler.core.db import db
from scheduler.core.starting import for_good
from scheduler.engagements.models import Engagement
from scheduler.forward_plan.queries.changes import commitments_about
from scheduler.forward_plan.rules.board import BoardFilter
from scheduler.forward_plan.service.coverage import note_coverage

PAGES = {"coverage board": "/forward-plan", "year planner": "/forward-plan/year"}
LIMIT_SECONDS, CHANGE_SECONDS = 0.3, 0.02
IN_TIME = Target(must=1, aim=0.5, least=False)
READS, HELLO_READS = 7, 200
STATEMENTS = Target(must=30, aim=20, least=False)
NOTES = (
    (
        f"{BODIES} bodies, {BODIES * POSTS_EACH} posts, {ENGAGEMENTS:,} engagements over three years; CPU time of one "
        f"page in process, median of {READS} reads a round, against the limit of {LIMIT_SECONDS * 1000:.0f} ms. "
        "Against hello world: the same in process, so without the server that both would have."
    ),
)


def run() -> str:
    """The group's table."""
    with open_site() as site:
        with site.app.app_context():
            load_plan(utc_now())
        client = signed_in(site.app)
        with for_good():  # as a server starts; or each full look for garbage visits all that the bench has loaded
            for path in PAGES.values():
                _read(client, path)
        figures = [figure for name, path in PAGES.items() for figure in _page(name, path, client)]
        figures.append(_change(site.app))
    return section("The forward plan's pages", figures, NOTES)


def _page(name: str, path: str, client: FlaskClient) -> tuple[Figure, Figure, Figure]:
    """Interleaved with hello world, after one read that fills the caches."""
    greeter = hello.test_client()
    _read(client, path)
    _read(greeter, "/")
    with counted_statements(client.application) as sent:
        _read(client, path)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        theirs.append(_median(lambda: _read(greeter, "/"), HELLO_READS))
        ours.append(_median(lambda: _read(client, path), READS))
    spread = spread_of(ours)
    return (
        Figure(
            name=f"{name}, CPU time",
            value=spread.scaled(1e3).words("ms"),
            reference=f"{LIMIT_SECONDS * 1e3:.0f} ms",
            ratio=spread.median / LIMIT_SECONDS,
            target=IN_TIME,
        ),
        Figure(
            name=f"{name}, times hello world",
            value=spread.scaled(1e3).words("ms"),
            reference=_microseconds(spread_of(theirs)),
            ratio=ratio_of(ours, theirs),
        ),
        Figure(name=f"{name}, statements", value=str(len(sent)), ratio=len(sent), target=STATEMENTS),
    )


def _change(app: Flask) -> Figure:
    """What each save of an engagement adds: its partners' states are looked at again."""
    with app.app_context():
        some = select(Engagement.id).where(Engagement.starts_at > utc_now()).order_by(Engagement.id).limit(READS)
        keys = db.session.scalars(some).all()
    _look_again(app, keys[0])
    rounds = [spread_of([_look_again(app, key) for key in keys]).median for _ in range(ROUNDS)]
    spread = spread_of(rounds)
    return Figure(
        name="coverage after one engagement's change, CPU time",
        value=spread.scaled(1e3).words("ms"),
        reference=f"{CHANGE_SECONDS * 1e3:.0f} ms",
        ratio=spread.median / CHANGE_SECONDS,
        target=IN_TIME,
    )


def _look_again(app: Flask, engagement_id: int) -> float:
    with app.app_context():
        before = process_time()
        note_coverage(BoardFilter(commitment_ids=commitments_about([engagement_id])), now=utc_now())
        used = process_time() - before
        db.session.rollback()
    return used


def _microseconds(spread: Spread) -> str:
    return spread.scaled(1e6).words("µs")


def _median(read: Callable[[], float], reads: int) -> float:
    return spread_of([read() for _ in range(reads)]).median


def _read(client: FlaskClient, path: str) -> float:
    """CPU seconds. Raises RuntimeError when the page is not there: an error page is quick."""
    before = process_time()
    response = client.get(path)
    used = process_time() - before
    if response.status_code != 200:
        message = f"{path} answered {response.status}"
        raise RuntimeError(message)
    return used

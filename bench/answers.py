"""Answers by link: the page, the POST on both databases, and whether an acknowledged answer can be lost."""

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from sqlalchemy import select

from bench.answering import Outcome, answer_all_at_once
from bench.figures import Figure, Target, section
from bench.processes import children, cpu_seconds, wait_until_idle
from bench.rounds import ROUNDS, Series, compared, interleave
from bench.rows.engagements import load_engagements
from bench.rows.invitations import coming, invite_posts
from bench.rows.partners import load_partners
from bench.servers import Server, plain_application, warm
from bench.site import Site, open_site, postgresql
from bench.spread import percentile, spread_of
from bench.wrk import Candidate, measure
from scheduler.core.clock import utc_now
from scheduler.core.db import commit, db
from scheduler.invitations.models import Reply

CONNECTIONS = 8
SECONDS, STORM_SECONDS = 3, 6
ENGAGEMENTS, INVITED = 10, 40
UNOPENED = 120
"""Engagements whose invitees open their links for the first time."""
PAGE = Target(must=0.1, aim=0.2)
TAIL = Target(must=20, aim=5, least=False)
NONE_LOST = Target(must=0, aim=0, least=False)
NOTES = (
    (
        f"First opening: every link is read once, those of one engagement ({INVITED} invitees who have not answered) "
        "after one another. The first of them in each process draws the page that the others share; it alone costs "
        "four times as much. Opened again: one link, again and again."
    ),
    (
        f"POST: {CONNECTIONS} connections answer as fast as they can, each its own links, on the durable settings "
        "(SQLite WAL with synchronous FULL; PostgreSQL with fsync and synchronous_commit). Ratio: p99 to p50."
    ),
    (
        "Lost: a busy worker is killed with SIGKILL half way; every answer that was acknowledged with 303 is then "
        "looked up in the database. It tests a killed process, not a loss of power."
    ),
)


@dataclass
class Stage:
    """One database with its server, and what was measured on it."""

    name: str
    site: Site
    server: Server
    tokens: Sequence[str]
    outcomes: list[Outcome] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


def run() -> str:
    """The group's table."""
    with ExitStack() as stack:
        on_sqlite = stack.enter_context(_stage("SQLite", None))
        on_postgresql = stack.enter_context(_stage("PostgreSQL", stack.enter_context(postgresql())))
        stages = (on_sqlite, on_postgresql)
        figures = [_first_openings(on_sqlite), _page(on_sqlite)]
        for number in range(ROUNDS):
            for stage in stages:
                _measure(stage, number)
        figures += [_post(stage) for stage in stages]
        figures += [_lost(stage) for stage in stages]
    return section("Answers by link", figures, NOTES)


@contextmanager
def _stage(name: str, database_url: str | None) -> Iterator[Stage]:
    now = utc_now()
    with open_site(database_url) as site:
        with site.app.app_context():
            posts, places = load_partners(now)
            load_engagements(500, posts, places, now=now)
            commit()
            tokens = invite_posts(coming(now, ENGAGEMENTS), INVITED, now=now)
        with site.serving() as server:
            warm(f"{server.url}/a/{tokens[0]}")
            yield Stage(name, site, server, tokens)


def _first_openings(stage: Stage) -> Figure:
    """Links that nobody has opened yet, each read once."""
    now = utc_now()
    with stage.site.app.app_context():
        fresh = [f"/a/{token}" for token in invite_posts(coming(now, UNOPENED, after=ENGAGEMENTS), INVITED, now=now)]
    share = len(fresh) // ROUNDS
    ours, reference = [], []
    with plain_application("bench.hello:app", stage.site.folder) as hello:
        warm(f"{hello.url}/")
        for start in range(0, share * ROUNDS, share):
            unopened = Candidate("first", f"{stage.server.url}/", stage.server.pid, paths=fresh[start : start + share])
            reference.append(measure(Candidate("hello", f"{hello.url}/", hello.pid)))
            ours.append(measure(unopened, seconds=1))
    return compared("answer page, first opening of a link", Series(ours), Series(reference), PAGE)


def _page(stage: Stage) -> Figure:
    page = f"{stage.server.url}/a/{stage.tokens[0]}"
    with plain_application("bench.hello:app", stage.site.folder) as hello:
        warm(f"{hello.url}/")
        candidates = [
            Candidate("hello", f"{hello.url}/", hello.pid),
            Candidate("page", page, stage.server.pid),
        ]
        series = interleave(candidates)
    return compared("answer page, opened again", series["page"], series["hello"], PAGE)


def _measure(stage: Stage, number: int) -> None:
    wait_until_idle(stage.server.pid)
    before = cpu_seconds(stage.server.pid)
    outcome = _storm(stage, f"round {number}", SECONDS, lambda: None)
    stage.cpu.append((cpu_seconds(stage.server.pid) - before) / len(outcome.acknowledged))
    stage.outcomes.append(outcome)


def _storm(stage: Stage, name: str, seconds: float, halfway: Callable[[], None]) -> Outcome:
    return answer_all_at_once(
        stage.server, stage.tokens, name, connections=CONNECTIONS, seconds=seconds, halfway=halfway
    )


def _post(stage: Stage) -> Figure:
    rate = spread_of([outcome.per_second for outcome in stage.outcomes]).words("/s")
    cpu = spread_of(stage.cpu).scaled(1e6).median
    middle = [percentile(outcome.latencies, 0.5) for outcome in stage.outcomes]
    tail = [percentile(outcome.latencies, 0.99) for outcome in stage.outcomes]
    ratios = [high / low for high, low in zip(tail, middle, strict=True)]
    return Figure(
        name=f"answer POST, {stage.name}",
        value=f"{rate}, {cpu:,.0f} µs; p99 {spread_of(tail).scaled(1e3).words('ms')}",
        reference=f"p50 {spread_of(middle).scaled(1e3).words('ms')}",
        ratio=spread_of(ratios).median,
        target=TAIL,
    )


def _lost(stage: Stage) -> Figure:
    wait_until_idle(stage.server.pid)
    outcome = _storm(stage, "storm", STORM_SECONDS, lambda: _kill_busiest(stage.server))
    everything = [outcome, *stage.outcomes]
    acknowledged = {words for each in everything for words in each.acknowledged}
    with stage.site.app.app_context():
        lost = acknowledged - set(db.session.scalars(select(Reply.message)))
    return Figure(
        name=f"acknowledged answers lost, {stage.name}",
        value=f"{len(lost)} of {len(acknowledged):,}",
        reference=f"worker killed, {outcome.unanswered} unanswered",
        ratio=len(lost),
        target=NONE_LOST,
    )


def _kill_busiest(server: Server) -> None:
    """The worker that is working hardest at this moment."""
    workers = children(server.pid)
    before = {pid: cpu_seconds(pid) for pid in workers}
    time.sleep(0.2)
    os.kill(max(workers, key=lambda pid: cpu_seconds(pid) - before[pid]), signal.SIGKILL)

"""Answers to a summit with too few places: every answer gives or frees one, beside the same answers to a meeting."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from bench.answering import Outcome, answer_all_at_once
from bench.figures import Figure, Target, section
from bench.processes import cpu_seconds, wait_until_idle
from bench.rounds import ROUNDS
from bench.rows.engagements import load_engagements
from bench.rows.invitations import coming, invite_posts
from bench.rows.partners import load_partners
from bench.servers import Server, warm
from bench.site import Site, open_site, postgresql
from bench.spread import percentile, spread_of
from scheduler.core.clock import utc_now
from scheduler.core.db import commit, db
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementKind
from scheduler.summits.rules.places import Numbers
from scheduler.summits.service import found_summit
from scheduler.summits.service.capacity import set_numbers

CONNECTIONS, SECONDS = 8, 3
INVITED, PLACES = 400, 150
RATE = Target(must=0.3, aim=0.5)
TAIL = Target(must=20, aim=5, least=False)
NOTES = (
    (
        f"{INVITED} invitees, {PLACES} places, {CONNECTIONS} connections that change their minds as fast as they can: "
        "each answer takes a place or a number on the waiting list, or frees one and offers it on. The reference is "
        "the same storm of answers to meetings without places, in turns in the same run."
    ),
)


@dataclass
class Stage:
    """One database with its server: links to a summit and to meetings, and what each storm saw."""

    name: str
    site: Site
    server: Server
    tokens: dict[str, list[str]]
    outcomes: dict[str, list[Outcome]] = field(default_factory=lambda: {"summit": [], "meeting": []})
    cpu: dict[str, list[float]] = field(default_factory=lambda: {"summit": [], "meeting": []})


def run() -> str:
    """The group's table."""
    figures = []
    with ExitStack() as stack:
        on_sqlite = stack.enter_context(_stage("SQLite", None))
        on_postgresql = stack.enter_context(_stage("PostgreSQL", stack.enter_context(postgresql())))
        for number in range(ROUNDS):
            for stage in (on_sqlite, on_postgresql):
                for kind in ("meeting", "summit"):
                    _storm(stage, kind, number)
        for stage in (on_sqlite, on_postgresql):
            figures += [_rate(stage), _tail(stage)]
    return section("Answers to a summit", figures, NOTES)


@contextmanager
def _stage(name: str, database_url: str | None) -> Iterator[Stage]:
    now = utc_now()
    with open_site(database_url) as site:
        with site.app.app_context():
            posts, places = load_partners(now)
            load_engagements(200, posts, places, now=now)
            commit()
            (summit_id,) = coming(now, 1, after=30)
            engagement = db.session.get_one(Engagement, summit_id)
            engagement.kind = EngagementKind.SUMMIT
            tokens = {"summit": invite_posts([summit_id], INVITED, now=now)}
            set_numbers(found_summit(engagement, now=now), Numbers(PLACES, None), now=now)
            commit()
            tokens["meeting"] = invite_posts(coming(now, 10), INVITED // 10, now=now)
        with site.serving() as server:
            warm(f"{server.url}/a/{tokens['meeting'][0]}")
            yield Stage(name, site, server, tokens)


def _storm(stage: Stage, kind: str, number: int) -> None:
    wait_until_idle(stage.server.pid)
    before = cpu_seconds(stage.server.pid)
    outcome = answer_all_at_once(
        stage.server,
        stage.tokens[kind],
        f"{kind} {number}",
        connections=CONNECTIONS,
        seconds=SECONDS,
        halfway=lambda: None,
    )
    stage.cpu[kind].append((cpu_seconds(stage.server.pid) - before) / len(outcome.acknowledged))
    stage.outcomes[kind].append(outcome)


def _rate(stage: Stage) -> Figure:
    rates = {kind: spread_of([each.per_second for each in found]) for kind, found in stage.outcomes.items()}
    cpu = {kind: spread_of(found).median for kind, found in stage.cpu.items()}
    return Figure(
        name=f"summit answer POST, {stage.name}",
        value=f"{rates['summit'].words('/s')}, {cpu['summit'] * 1e6:,.0f} µs",
        reference=f"meeting {rates['meeting'].words('/s')}",
        ratio=rates["summit"].median / rates["meeting"].median,
        cpu=cpu["meeting"] / cpu["summit"],
        target=RATE,
    )


def _tail(stage: Stage) -> Figure:
    middle = [percentile(each.latencies, 0.5) for each in stage.outcomes["summit"]]
    tail = [percentile(each.latencies, 0.99) for each in stage.outcomes["summit"]]
    return Figure(
        name=f"summit answer POST, p99, {stage.name}",
        value=spread_of(tail).scaled(1e3).words("ms"),
        reference=f"p50 {spread_of(middle).scaled(1e3).words('ms')}",
        ratio=spread_of([high / low for high, low in zip(tail, middle, strict=True)]).median,
        target=TAIL,
    )

"""Feeds: what a subscriber's question costs when nothing changed, when all is sent, and just after a change."""

import gzip
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from time import process_time
from typing import Any
from unittest.mock import patch

from sqlalchemy import select

from bench.figures import Figure, Target, section
from bench.plain_calendar import plain_events
from bench.rounds import ROUNDS, Series, compared, interleave
from bench.rows.engagements import FEW
from bench.rows.feeds import Paths, load_feeds
from bench.servers import Server, nginx, plain_application, status_of, warm
from bench.site import Site, open_site
from bench.spread import ratio_of, spread_of
from bench.wrk import Candidate
from scheduler.core.clock import utc_now
from scheduler.core.db import commit, db
from scheduler.engagements.calendar import calendar_event
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import Detail, EngagementDraft
from scheduler.engagements.service import edit_engagement
from scheduler.feeds import fragments
from scheduler.ical.event import CalendarEvent, Timed
from scheduler.ical.render import render_event

MANY = 5_000
GZIP = {"Accept-Encoding": "gzip"}
UNCHANGED = Target(must=0.9, aim=2)
FLAT = Target(must=1.15, aim=1.05, least=False)
WHOLE = Target(must=0.7, aim=1)
FILE = Target(must=0.6, aim=0.9)
COLD = Target(must=0.5, aim=0.1, least=False)
ONCE = Target(must=1, aim=1, least=False)
NOTES = (
    (
        "Rates: answers a second on 8 connections, then the server's CPU time for each answer. The reference of a rate "
        "is Flask's hello world on the same server unless named. “CPU”: the same ratio from CPU times, which move less."
    ),
    (
        "Cold: the first GET after one meeting was moved, in process. Plain: the same bytes by string building. The "
        "cold answer with gzip is what the server does; without is what SCHEDULER_FEED_GZIP=no does."
    ),
)


def run() -> str:
    """The group's table."""
    with open_site() as site:
        with site.app.app_context():
            paths = load_feeds(MANY, now=utc_now())
        figures = _served(site, paths)
        with site.app.app_context():
            figures += [*_cold(site, paths.many), _rendered_once()]
    return section(f"Feeds of {MANY:,} and {FEW} events", figures, NOTES)


def _served(site: Site, paths: Paths) -> list[Figure]:
    with ExitStack() as stack:
        hello = stack.enter_context(plain_application("bench.hello:app", site.folder))
        server = stack.enter_context(site.serving())
        file = stack.enter_context(_as_file(site.folder, server.url + paths.many))
        series = interleave(_candidates(hello, server, file, paths))
    return _figures(series)


def _candidates(hello: Server, server: Server, file: Candidate, paths: Paths) -> list[Candidate]:
    many, few = server.url + paths.many, server.url + paths.few
    warm(f"{hello.url}/")
    return [
        Candidate("hello", f"{hello.url}/", hello.pid),
        Candidate("304 many", many, server.pid, _conditional(many)),
        Candidate("304 few", few, server.pid, _conditional(few)),
        Candidate("200 many", many, server.pid, GZIP),
        file,
    ]


def _conditional(url: str) -> Mapping[str, str]:
    """What a program sends that has the feed already; refuses a server that does not answer 304 to it."""
    headers = GZIP | {"If-None-Match": warm(url, headers=GZIP)["etag"]}
    warm(url, expected=304, headers=headers)
    return headers


@contextmanager
def _as_file(folder: Path, url: str) -> Iterator[Candidate]:
    """The very bytes of the feed, served by nginx."""
    _status, _headers, packed = status_of(url, GZIP)
    (folder / "feed.ics").write_bytes(gzip.decompress(packed))
    (folder / "feed.ics.gz").write_bytes(packed)
    with nginx(folder) as server:
        address = f"{server.url}/feed.ics"
        headers = warm(address, headers=GZIP)
        if headers.get("content-length") != str(len(packed)):
            raise RuntimeError("nginx does not serve the packed file")
        yield Candidate("nginx", address, server.pid, GZIP)


def _figures(series: Mapping[str, Series]) -> list[Figure]:
    many, few, whole, hello = (series[name] for name in ("304 many", "304 few", "200 many", "hello"))
    flat = ratio_of(many.cpu, few.cpu)
    return [
        compared(f"304, {MANY:,} events", many, hello, UNCHANGED),
        Figure(
            name=f"304, CPU of {MANY:,} to {FEW}", value=many.words(), reference=few.words(), ratio=flat, target=FLAT
        ),
        compared(f"200 gzip, {MANY:,} events", whole, hello, WHOLE),
        compared("200 gzip to nginx gzip_static", whole, series["nginx"], FILE),
    ]


def _cold(site: Site, path: str) -> list[Figure]:
    """Three rounds of: move a meeting, take the CPU time of the first GET, then of the plain builder."""
    packed: list[float] = []
    joined: list[float] = []
    plain: list[float] = []
    client = site.app.test_client()
    gateway = site.app.extensions["scheduler.feed_gateway"]
    for number in range(ROUNDS):
        for pack, times in ((True, packed), (False, joined)):
            gateway._pack = pack  # noqa: SLF001 - what SCHEDULER_FEED_GZIP decides at the start
            _move(_engagement(number + 1))
            times.append(_cpu(lambda: client.get(path, headers=GZIP)))
        plain.append(_plain_cpu(_events(), client.get(path).data))
    commit()
    gateway.fetches.flush()  # or its thread would look for a database that is gone
    reference = spread_of(plain).scaled(1e3).words("ms")
    return [
        Figure(
            name=f"cold GET, {name}",
            value=spread_of(times).scaled(1e3).words("ms"),
            reference=f"plain {reference}",
            ratio=ratio_of(times, plain),
            target=COLD,
        )
        for name, times in (("gzip", packed), ("without gzip", joined))
    ]


def _cpu(act: Callable[[], Any]) -> float:
    before = process_time()
    act()
    return process_time() - before


def _plain_cpu(events: list[CalendarEvent], feed: bytes) -> float:
    """CPU seconds of building the feed's entries. Raises RuntimeError when they are not the very same bytes."""
    before = process_time()
    built = plain_events(events)
    used = process_time() - before
    if built not in feed:
        raise RuntimeError("the plain builder no longer writes what the feed holds")
    return used


def _events() -> list[CalendarEvent]:
    """All entries as values, in the feed's order; reading them is not part of the figure."""
    db.session.expire_all()
    found = db.session.scalars(select(Engagement).order_by(Engagement.starts_at, Engagement.uid))
    return [calendar_event(engagement, Detail.FULL) for engagement in found]


def _engagement(key: int) -> Engagement:
    return db.session.get_one(Engagement, key)


def _move(engagement: Engagement) -> None:
    """An hour later, through the service: entries and revisions follow by its signal."""
    assert engagement.starts_at is not None
    assert engagement.ends_at is not None
    hour = timedelta(hours=1)
    draft = EngagementDraft(
        kind=engagement.kind,
        title=engagement.title,
        principal_ids=tuple(principal.id for principal in engagement.principals),
        post_ids=tuple(post.id for post in engagement.posts),
        when=Timed(engagement.starts_at + hour, engagement.ends_at + hour),
        purpose=engagement.purpose,
        place_kind=engagement.place_kind,
        place_id=engagement.place_id,
        place_text=engagement.place_text,
        clash_reason="Measured",
    )
    edit_engagement(engagement, draft, now=utc_now())
    commit()


def _rendered_once() -> Figure:
    """How often a VEVENT is rendered when one of MANY meetings is moved, for each level of detail."""
    with patch.object(fragments, "render_event", wraps=render_event) as render:
        _move(_engagement(MANY // 2))
    levels = len(Detail)
    return Figure(
        name="VEVENTs rendered, one meeting moved",
        value=f"{render.call_count} for {levels} levels",
        reference="1 a level",
        ratio=render.call_count / levels,
        target=ONCE,
    )

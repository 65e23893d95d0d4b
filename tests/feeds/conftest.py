"""Feeds for the tests: an office with engagements in its diary, and somebody's calendar program."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import Detail
from scheduler.feeds.fragments import keep_in_step
from scheduler.feeds.gateway.layer import FeedGateway
from scheduler.feeds.gateway.wiring import EXTENSION
from scheduler.feeds.models import Feed
from scheduler.feeds.rules import Scope
from scheduler.feeds.service import FeedDraft, create_feed
from tests import factories

NOW = factories.NOW
Fetch = Callable[..., TestResponse]


@pytest.fixture
def at_now() -> Iterator[time_machine.Traveller]:
    """The clock stands at NOW until a test moves it."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def gateway(app: Flask) -> FeedGateway:
    """The layer before Flask, as after a restart."""
    gateway: FeedGateway = app.extensions[EXTENSION]
    gateway.bodies.clear()
    return gateway


@pytest.fixture
def fetch(gateway: FeedGateway, client: FlaskClient) -> Fetch:
    """A calendar program: no cookie, no Accept, only the headers that a test names."""

    def get(token: str, method: str = "GET", **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.open(f"/feeds/{token}.ics", method=method, headers=named)

    return get


def made_feed(
    scope: Scope = Scope.OFFICE, scope_id: int | None = None, detail: Detail = Detail.FULL, name: str = "Forward plan"
) -> tuple[Feed, str]:
    """A stored feed and its token."""
    made = create_feed(FeedDraft(name=name, scope=scope, scope_id=scope_id, detail=detail), now=NOW)
    db.session.commit()
    return made


def rendered(*engagements: Engagement, now: datetime = NOW) -> None:
    """Bring engagements that factories made into the feeds."""
    keep_in_step(engagements, now=now)
    db.session.commit()


def shown_engagement(**changes: object) -> Engagement:
    """One more engagement in the feeds."""
    engagement: Engagement = factories.engagement(**changes)
    rendered(engagement)
    return engagement


def at(moment: datetime, hours: int = 1) -> dict[str, datetime]:
    """The times of an engagement."""
    return {"starts_at": moment, "ends_at": moment + timedelta(hours=hours)}

"""Puts the gateway in front of the application."""

from collections.abc import Mapping

from flask import Flask

from scheduler.config import Settings
from scheduler.core.db import commit, db
from scheduler.core.web import HEADERS, HSTS
from scheduler.feeds.gateway.fetches import Fetch, Fetches
from scheduler.feeds.gateway.layer import FeedGateway
from scheduler.feeds.gateway.store import FeedStore
from scheduler.feeds.service import note_fetches

EXTENSION = "scheduler.feed_gateway"


def wrap(app: Flask, settings: Settings) -> FeedGateway:
    """Answer feed addresses before Flask; the test client goes the same way."""

    def save(latest: Mapping[str, Fetch]) -> None:
        with app.app_context():
            note_fetches(latest)
            commit()

    with app.app_context():
        store = FeedStore(db.engine)
    headers = HEADERS | ({"Strict-Transport-Security": HSTS} if settings.is_secure else {})
    gateway = FeedGateway(app.wsgi_app, store, Fetches(save), headers=headers, pack=settings.feed_gzip)
    app.wsgi_app = gateway  # type: ignore[method-assign]
    app.extensions[EXTENSION] = gateway
    return gateway

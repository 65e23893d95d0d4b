"""The other system that a webhook tells, and what happens that it is told of."""

import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from scheduler.api.models import Webhook
from scheduler.api.rules.vocabulary import WebhookEvent
from scheduler.api.service.webhooks import WebhookDraft, add_webhook
from scheduler.core.clock import utc_now
from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import Handling
from scheduler.engagements.service import mark_held
from tests import factories

ALL = tuple(WebhookEvent)


class Listener(ThreadingHTTPServer):
    """Answers as it is told and remembers what it heard; to be closed."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Ear)
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        threading.Thread(target=self.serve_forever, args=[0.01], daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook?of=us"

    def close(self) -> None:
        self.shutdown()
        self.server_close()


class Ear(BaseHTTPRequestHandler):
    server: Listener

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.server.status)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


def webhook(listener: Listener, events: Iterable[WebhookEvent] = ALL, *, with_sensitive: bool = False) -> Webhook:
    factories.office()
    draft = WebhookDraft(name="Intranet", address=listener.address, events=list(events), with_sensitive=with_sensitive)
    made = add_webhook(draft, now=utc_now())
    db.session.commit()
    return made


def held(handling: Handling = Handling.OFFICIAL) -> Engagement:
    past = utc_now() - timedelta(days=1)
    engagement = factories.engagement(starts_at=past, ends_at=past + timedelta(hours=1), handling=handling)
    mark_held(engagement, now=utc_now())
    db.session.commit()
    return engagement


def coming() -> Engagement:
    starts = utc_now() + timedelta(days=9)
    return factories.engagement(starts_at=starts, ends_at=starts + timedelta(hours=1))


def later(pause: timedelta) -> Callable[[], datetime]:
    return lambda: utc_now() + pause

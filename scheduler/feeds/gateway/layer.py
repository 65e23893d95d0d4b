"""The WSGI layer in front of Flask: GET and HEAD of /feeds/<token>.ics.

Never a redirect, never a page with 200, never an empty 200: Thunderbird and Evolution would empty the calendar.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from http import HTTPStatus
from threading import Lock
from typing import Any

from scheduler.core.clock import local_day, utc_now
from scheduler.core.tokens import Purpose, digest, normalise
from scheduler.engagements.rules import Detail
from scheduler.feeds.gateway.bodies import Bodies, Body, body_of
from scheduler.feeds.gateway.conditions import accepts_gzip, is_unchanged
from scheduler.feeds.gateway.fetches import Fetches
from scheduler.feeds.gateway.series import roofed
from scheduler.feeds.gateway.store import Address, FeedStore, StoreDown
from scheduler.ical.calendar import CONTENT_TYPE, CalendarHeader, wrap
from scheduler.ical.series import is_occurrence

PREFIX, SUFFIX = "/feeds/", ".ics"
COLOUR = "teal"
SHOWN = {
    Detail.FULL: "Everything the office notes for those who take part.",
    Detail.TITLE: "Titles and places only.",
    Detail.BUSY: "Busy times only.",
}
REMEMBERED_ADDRESSES = 10_000
PLAIN_WORDS = {
    HTTPStatus.NOT_FOUND: "There is no calendar at this address. Check that the whole address was copied.",
    HTTPStatus.GONE: "This calendar address was switched off. Ask the office for a new one.",
    HTTPStatus.METHOD_NOT_ALLOWED: "A calendar can only be read.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The calendar cannot be read just now. Your program will try again by itself.",
}
CACHING = (
    ("Cache-Control", "private, max-age=300, must-revalidate"),
    ("Vary", "Accept-Encoding"),
    ("Content-Disposition", 'inline; filename="calendar.ics"'),
)

Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
WSGIApp = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]

logger = logging.getLogger(__name__)


class FeedGateway:
    """Answers feed addresses itself and hands everything else on."""

    def __init__(
        self, app: WSGIApp, store: FeedStore, fetches: Fetches, *, headers: Mapping[str, str], pack: bool
    ) -> None:
        self.app = app
        self.store = store
        self.fetches = fetches
        self.bodies = Bodies()
        self._pack = pack
        self._safety: Headers = list(headers.items())
        self._always: Headers = [*CACHING, *self._safety]
        self._known: OrderedDict[str, Address] = OrderedDict()
        self._joining = Lock()

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path.startswith(PREFIX) and path.endswith(SUFFIX):
            return self._answer(path[len(PREFIX) : -len(SUFFIX)], environ, start_response)
        return self.app(environ, start_response)

    def _answer(self, token: str, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return self._say(HTTPStatus.METHOD_NOT_ALLOWED, environ, start_response)
        normal = normalise(token)
        if normal is None:
            return self._say(HTTPStatus.NOT_FOUND, environ, start_response)
        now = utc_now()
        token_hash = digest(Purpose.FEED, normal)
        try:
            address, body = self._find(token_hash, now)
        except StoreDown as error:
            logger.error("feeds: the database does not answer: %s", error.__cause__)  # noqa: TRY400 - its trace tells nothing more
            address, body = self._last_good(token_hash)
            if body is None:
                return self._say(HTTPStatus.SERVICE_UNAVAILABLE, environ, start_response)
        if address is None:
            return self._say(HTTPStatus.NOT_FOUND, environ, start_response)
        if address.expires_at is not None and address.expires_at <= now:
            return self._say(HTTPStatus.GONE, environ, start_response)
        assert body is not None
        self.fetches.note(token_hash, now, environ.get("HTTP_USER_AGENT", ""))
        return self._send(body, environ, start_response)

    def _find(self, token_hash: str, now: datetime) -> tuple[Address | None, Body | None]:
        """The address and, while it lives, its feed's present body."""
        address = self.store.address(token_hash)
        if address is None:
            self._known.pop(token_hash, None)
            return None, None
        self._remember(token_hash, address)
        if address.expires_at is not None and address.expires_at <= now:
            return address, None
        return address, self._body(address, local_day(now))

    def _body(self, address: Address, today: date) -> Body:
        version = (address.revision, today)
        body = self.bodies.get(address.feed_id)
        if body is not None and body.version == version:
            return body
        with self._joining:  # one thread joins, the others find what it made
            body = self.bodies.get(address.feed_id)
            if body is None or body.version != version:
                body = self._join(address, today)
                self.bodies.put(address.feed_id, body)
        return body

    def _join(self, address: Address, today: date) -> Body:
        header = CalendarHeader(name=address.name, description=SHOWN[address.detail], colour=COLOUR)
        modified_at = self.store.modified_at(address, today)
        fragments = self.store.fragments(address, today)
        if any(map(is_occurrence, fragments)):
            fragments = roofed(fragments, self.store.rules(), modified_at)
        text = wrap(header, fragments)
        return body_of(text, (address.revision, today), modified_at, pack=self._pack)

    def _remember(self, token_hash: str, address: Address) -> None:
        """For the hour when the database is down: which feed an address led to."""
        self._known[token_hash] = address
        if len(self._known) > REMEMBERED_ADDRESSES:
            self._known.popitem(last=False)

    def _last_good(self, token_hash: str) -> tuple[Address | None, Body | None]:
        address = self._known.get(token_hash)
        return address, self.bodies.get(address.feed_id) if address else None

    def _send(self, body: Body, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        packed = body.is_packed and accepts_gzip(environ)
        headers = [("ETag", body.tag_header(packed=packed)), ("Last-Modified", body.modified), *self._always]
        if is_unchanged(environ, body.tag, body.modified_at):
            start_response("304 Not Modified", headers)
            return []
        length = len(body.kept) if packed else body.length
        headers += [("Content-Type", CONTENT_TYPE), ("Content-Length", str(length))]
        if packed:
            headers.append(("Content-Encoding", "gzip"))
        start_response("200 OK", headers)
        if environ["REQUEST_METHOD"] == "HEAD":
            return []
        return [body.kept if packed else body.plain()]

    def _say(self, status: HTTPStatus, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """A plain sentence; a calendar program shows it, or nothing, but never takes it for a calendar."""
        text = f"{PLAIN_WORDS[status]}\n".encode()
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(text))),
            ("Cache-Control", "no-store"),
            *self._safety,
        ]
        if status is HTTPStatus.METHOD_NOT_ALLOWED:
            headers.append(("Allow", "GET, HEAD"))
        if status is HTTPStatus.SERVICE_UNAVAILABLE:
            headers.append(("Retry-After", "60"))
        start_response(f"{status.value} {status.phrase}", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [text]

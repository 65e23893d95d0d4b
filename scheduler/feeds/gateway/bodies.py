"""The finished bytes of feeds, kept in memory up to a bound; the same facts give the same bytes in every process."""

import gzip
import hashlib
from collections import OrderedDict
from datetime import date, datetime
from email.utils import format_datetime
from threading import Lock

from scheduler.core.values import dataclass
from scheduler.feeds.gateway.conditions import GZIP_SUFFIX

BOUND = 64 * 1024 * 1024
COMPRESSION = 3
"""Half the time of level 6, joined anew after each change, for a quarter more bytes."""
Version = tuple[int, date]
"""A feed's revision and the London day: within it the bytes cannot change."""


@dataclass(frozen=True, slots=True)
class Body:
    """One feed's bytes; packed only, where packing is on, since nearly every program asks for that."""

    version: Version
    tag: str
    modified_at: datetime
    modified: str
    length: int
    kept: bytes
    is_packed: bool

    def plain(self) -> bytes:
        """The bytes for a program that takes no gzip."""
        return gzip.decompress(self.kept) if self.is_packed else self.kept

    def tag_header(self, *, packed: bool) -> str:
        """Strong, so each coding has its own (RFC 9110 section 8.8.3)."""
        return f'"{self.tag}{GZIP_SUFFIX}"' if packed else f'"{self.tag}"'


def body_of(text: bytes, version: Version, modified_at: datetime, *, pack: bool) -> Body:
    """Finish a feed's text: tag from the bytes alone, gzip without a time of its own."""
    return Body(
        version=version,
        tag=hashlib.sha256(text).hexdigest()[:32],
        modified_at=modified_at,
        modified=format_datetime(modified_at, usegmt=True),
        length=len(text),
        kept=gzip.compress(text, COMPRESSION, mtime=0) if pack else text,
        is_packed=pack,
    )


class Bodies:
    """One body a feed, the longest unused dropped first; an outdated one stays as the last good copy."""

    def __init__(self, bound: int = BOUND) -> None:
        self.bound = bound
        self.held = 0
        self._bodies: OrderedDict[int, Body] = OrderedDict()
        self._lock = Lock()

    def get(self, feed_id: int) -> Body | None:
        """The body of a feed, whatever its version."""
        with self._lock:
            body = self._bodies.get(feed_id)
            if body is not None:
                self._bodies.move_to_end(feed_id)
            return body

    def put(self, feed_id: int, body: Body) -> None:
        """Keep a body in place of the feed's earlier one."""
        with self._lock:
            earlier = self._bodies.pop(feed_id, None)
            self.held += len(body.kept) - (len(earlier.kept) if earlier else 0)
            self._bodies[feed_id] = body
            while self.held > self.bound and len(self._bodies) > 1:
                _, dropped = self._bodies.popitem(last=False)
                self.held -= len(dropped.kept)

    def clear(self) -> None:
        """Forget everything, as a restart would."""
        with self._lock:
            self._bodies.clear()
            self.held = 0

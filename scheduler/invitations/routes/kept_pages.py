"""Keeps the last answer page of each link while nothing that it shows has changed: links are opened again and again."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from scheduler.invitations.queries.sources import Rows

REMEMBERED = 200
"""Pages of a process; some 20 KB each with the rows behind them."""

Key = tuple[str, str]
"""The token as the address has it, and the answer that the address wishes for."""


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A finished page without the secret of its form, which is each visitor's own."""

    sources: Rows
    until: datetime | None
    before: str
    after: str

    def with_secret(self, secret: str) -> str:
        """The page for one visitor."""
        return f"{self.before}{secret}{self.after}"


class KeptPages:
    """Pages by address, the longest unused dropped first; given out only for the very rows they were made from."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, KeptPage] = OrderedDict()
        self._lock = Lock()

    def find(self, key: Key, sources: Rows, now: datetime) -> KeptPage | None:
        """The page as it is at `now`; None when it must be made anew."""
        with self._lock:
            page = self._pages.get(key)
            if page is None or page.sources != sources or (page.until is not None and page.until <= now):
                return None
            self._pages.move_to_end(key)
            return page

    def keep(self, key: Key, sources: Rows, page: str, secret: str, until: datetime | None) -> None:
        """Remember a page made from `sources`, which says the same until `until` (None: for ever)."""
        before, found, after = page.partition(secret)
        if not found or secret in after:
            return
        with self._lock:
            self._pages[key] = KeptPage(sources, until, before, after)
            self._pages.move_to_end(key)
            if len(self._pages) > REMEMBERED:
                self._pages.popitem(last=False)

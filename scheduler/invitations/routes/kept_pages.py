"""Keeps answer pages while nothing that they show has changed: links are opened again and again, and by many invitees.

A page is drawn with slots in the places of the words that only its own link may show, and they are filled for each
visitor. So the invitees of one engagement who have not answered yet share one page, and nothing of them is in it.
"""

import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import astuple, fields
from datetime import datetime
from threading import Lock
from typing import Any
from urllib.parse import quote

from markupsafe import escape

from scheduler.core.values import dataclass

REMEMBERED = 200
"""Pages of a process; some 20 KB each with the rows behind them."""


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What the page of one link says that no other's does."""

    token: str
    whom: str
    """“Councillor Rowan Ashdown, Leader, Melton Borough Council”."""
    seat: str
    """The invitee’s title or name, as the choices call them: “I am the Leader”."""
    sent_to: str
    """The address, masked."""


def _slot(name: str) -> str:
    """Nobody can type it: it is another one in each process."""
    return f"slot{secrets.token_hex(12)}{name}"


SLOTS = OwnWords(*(_slot(field.name) for field in fields(OwnWords)))
_SECRET_SLOT = _slot("secret")
_ANY_SLOT = re.compile(f"({'|'.join((*astuple(SLOTS), _SECRET_SLOT))})")


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page in pieces: what everybody reads, and between that the slots."""

    basis: Any
    until: datetime | None
    pieces: tuple[str, ...]

    def filled(self, own: OwnWords, secret: str) -> str:
        """The page for one visitor."""
        words = {
            SLOTS.token: quote(own.token, safe=""),
            SLOTS.whom: escape(own.whom),
            SLOTS.seat: escape(own.seat),
            SLOTS.sent_to: escape(own.sent_to),
            _SECRET_SLOT: escape(secret),
        }
        return "".join([words.get(piece, piece) for piece in self.pieces])


def cut(page: str, secret: str, basis: Any, until: datetime | None) -> KeptPage:
    """A page drawn with SLOTS for one visitor, whose form's secret goes too, for others to fill."""
    return KeptPage(basis, until, tuple(_ANY_SLOT.split(page.replace(secret, _SECRET_SLOT))))


class KeptPages:
    """Pages by what they are of, the longest unused dropped first; given out only for the rows they were made from."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Hashable, KeptPage] = OrderedDict()
        self._lock = Lock()
        self._drawing = Lock()

    def find_or_draw(
        self, key: Hashable, basis: Any, now: datetime, draw: Callable[[], KeptPage | str]
    ) -> KeptPage | str:
        """One draws at a time: who comes meanwhile finds it drawn. A text is for this visitor only, and not kept."""
        if (kept := self.find(key, basis, now)) is not None:
            return kept
        with self._drawing:
            if (kept := self.find(key, basis, now)) is not None:
                return kept
            page = draw()
            if isinstance(page, KeptPage):
                self.keep(key, page)
            return page

    def find(self, key: Hashable, basis: Any, now: datetime) -> KeptPage | None:
        """The page as it is at `now`; None when it must be made anew."""
        with self._lock:
            page = self._pages.get(key)
            if page is None or page.basis != basis or (page.until is not None and page.until <= now):
                return None
            self._pages.move_to_end(key)
            return page

    def keep(self, key: Hashable, page: KeptPage) -> None:
        """Remember a page, which says the same until its `until` (None: for ever) while its basis stays."""
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            if len(self._pages) > REMEMBERED:
                self._pages.popitem(last=False)

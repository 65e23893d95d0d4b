"""Reads feeds from the database through its bare driver: SQLAlchemy's way would cost more than all the rest.

Each thread keeps one connection that can only read. On SQLite it is opened read-only, so that it never checkpoints.
"""

import threading
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from weakref import WeakSet

from sqlalchemy import Engine, event

from scheduler.core.clock import start_of_day
from scheduler.core.values import dataclass
from scheduler.engagements.rules import Detail, SeriesUnit
from scheduler.feeds.gateway.series import Rule
from scheduler.feeds.rules import MONTHS_AHEAD, MONTHS_BACK, Scope, plus_months

ADDRESS = """SELECT a.id, a.expires_at, f.id, f.revision, f.revised_at, f.name, f.scope, f.scope_id, f.detail
FROM feed_address a JOIN feed f ON f.id = a.feed_id WHERE a.token_hash = ?"""
FRAGMENTS = """SELECT g.ics FROM feed_entry e JOIN feed_fragment g ON g.engagement_id = e.engagement_id AND g.detail = ?
WHERE e.scope = ? AND e.scope_id = ? AND e.shown_from_on <= ? AND e.shown_until_on >= ? ORDER BY e.starts_at, e.uid"""
SERIES = """SELECT s.uid, s.unit, s.every, min(o.recurs_at) FROM engagement_series s
JOIN series_occurrence o ON o.series_id = s.id WHERE s.as_one_entry GROUP BY s.uid, s.unit, s.every"""
DAYS = "SELECT ics FROM feed_day WHERE principal_id = ? AND day BETWEEN ? AND ? ORDER BY day"
LAST_MOVES = """SELECT max(CASE WHEN shown_from_on <= ? THEN shown_from_on END),
max(CASE WHEN shown_until_on < ? THEN shown_until_on END) FROM feed_entry WHERE scope = ? AND scope_id = ?"""

ONE_DAY = timedelta(days=1)


class StoreDown(Exception):
    """The database does not answer."""


@dataclass(frozen=True, slots=True)
class Address:
    """A secret address and the feed behind it, as one statement finds them."""

    id: int
    expires_at: datetime | None
    feed_id: int
    revision: int
    revised_at: datetime
    name: str
    scope: str
    scope_id: int
    detail: Detail

    @property
    def shows_days(self) -> bool:
        """Times held and roads are for the principal's own feed at full detail, and for no other."""
        return self.scope == Scope.PRINCIPAL and self.detail is Detail.FULL


class _Own:
    """A thread's connection; it goes when the thread does."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.is_closed = False

    def close(self) -> None:
        self.is_closed = True
        self.connection.close()

    def __del__(self) -> None:
        self.close()


class FeedStore:
    """What the gateway asks of the database."""

    def __init__(self, engine: Engine) -> None:
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._driver: Any = engine.dialect.loaded_dbapi
        self._target = _target(engine)
        self._local = threading.local()
        self._all: WeakSet[_Own] = WeakSet()
        self._statements = {
            text: text if self._is_sqlite else text.replace("?", "%s")
            for text in (ADDRESS, FRAGMENTS, SERIES, DAYS, LAST_MOVES)
        }
        event.listen(engine, "engine_disposed", self._drop_all)

    def address(self, token_hash: str) -> Address | None:
        """The address with this digest. Raises StoreDown."""
        rows = self._rows(ADDRESS, (token_hash,))
        if not rows:
            return None
        key, expires_at, feed_id, revision, revised_at, name, scope, scope_id, detail = rows[0]
        return Address(
            key,
            _instant(expires_at),
            feed_id,
            revision,
            _moment(revised_at),
            name,
            scope,
            scope_id or 0,
            Detail(detail),
        )

    def fragments(self, address: Address, today: date) -> list[bytes]:
        """The VEVENTs that the feed shows on a day, by start and UID, then holds and roads. Raises StoreDown."""
        day = self._day(today)
        found = self._rows(FRAGMENTS, (address.detail, address.scope, address.scope_id, day, day))
        if address.shows_days:
            first, last = plus_months(today, -MONTHS_BACK), plus_months(today, MONTHS_AHEAD)
            found += self._rows(DAYS, (address.scope_id, self._day(first), self._day(last)))
        return [row[0] for row in found]

    def rules(self) -> dict[str, Rule]:
        """How each repeating entry repeats, by its UID. Raises StoreDown."""
        return {
            uid: Rule(SeriesUnit(unit), every, _moment(first_at))
            for uid, unit, every, first_at in self._rows(SERIES, ())
        }

    def modified_at(self, address: Address, today: date) -> datetime:
        """When the feed last changed: by an edit, or because a day brought an entry in or put one out."""
        day = self._day(today)
        appeared, vanished = self._rows(LAST_MOVES, (day, day, address.scope, address.scope_id))[0]
        days = [_date(appeared)] if appeared else []
        days += [_date(vanished) + ONE_DAY] if vanished else []
        return max([address.revised_at, *(start_of_day(moved) for moved in days)]).replace(microsecond=0)

    def _rows(self, statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Run a statement; a connection that broke since its last use gets one successor."""
        text = self._statements[statement]
        try:
            return self.run(text, values)
        except self._driver.Error:
            self._drop()
        try:
            return self.run(text, values)
        except self._driver.Error as error:
            self._drop()
            raise StoreDown from error

    def run(self, text: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """One statement on this thread's connection; the driver's errors come through."""
        rows: list[tuple[Any, ...]] = self.connection().execute(text, values).fetchall()
        return rows

    def connection(self) -> Any:
        """This thread's own connection of the driver, made when it is first needed."""
        own: _Own | None = getattr(self._local, "own", None)
        if own is None or own.is_closed:
            own = self._local.own = _Own(self._connect())
            self._all.add(own)
        return own.connection

    def _connect(self) -> Any:
        if self._is_sqlite:
            return self._driver.connect(
                self._target, uri=True, isolation_level=None, timeout=5, check_same_thread=False
            )
        options = "-c default_transaction_read_only=on -c statement_timeout=5000"
        return self._driver.connect(self._target, autocommit=True, connect_timeout=5, options=options)

    def _drop(self) -> None:
        own: _Own | None = getattr(self._local, "own", None)
        if own is not None:
            own.close()

    def _drop_all(self, _engine: Engine) -> None:
        """The pool was emptied, perhaps because the database is being replaced: hold nothing of the old one."""
        for own in tuple(self._all):
            own.close()

    def _day(self, day: date) -> date | str:
        return day.isoformat() if self._is_sqlite else day


def _target(engine: Engine) -> str:
    if engine.dialect.name == "sqlite":
        return f"file:{engine.url.database}?mode=ro"
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def _moment(value: datetime | str) -> datetime:
    """SQLite hands over text without a zone."""
    instant = datetime.fromisoformat(value) if isinstance(value, str) else value
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def _instant(value: datetime | str | None) -> datetime | None:
    return None if value is None else _moment(value)


def _date(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value

"""Triggers that write down every change of a place, and a simple model that reads the history back.

What it checks knows nothing of the product's code: taken from the states alone, who should have come next.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from sqlalchemy import text

from scheduler.core.db import db

TAKEN = {"confirmed", "offered"}
ON_SQLITE = (
    """CREATE TABLE storm_history (seq INTEGER PRIMARY KEY AUTOINCREMENT, party_id INT, agency_id INT, was TEXT,
       now TEXT, number INT, size INT, places INT)""",
    """CREATE TRIGGER storm_party AFTER UPDATE OF state, size ON summit_party BEGIN
       INSERT INTO storm_history (party_id, agency_id, was, now, number, size)
       VALUES (NEW.id, NEW.agency_id, OLD.state, NEW.state, NEW.waiting_number, NEW.size); END""",
    """CREATE TRIGGER storm_places AFTER UPDATE OF places ON summit_places WHEN OLD.places IS NOT NEW.places BEGIN
       INSERT INTO storm_history (places) VALUES (NEW.places); END""",
)
ON_POSTGRESQL = (
    """CREATE TABLE storm_history (seq BIGSERIAL PRIMARY KEY, party_id INT, agency_id INT, was TEXT, now TEXT,
       number INT, size INT, places INT)""",
    """CREATE FUNCTION storm_party() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       INSERT INTO storm_history (party_id, agency_id, was, now, number, size)
       VALUES (NEW.id, NEW.agency_id, OLD.state, NEW.state, NEW.waiting_number, NEW.size); RETURN NULL; END $$""",
    """CREATE TRIGGER storm_party AFTER UPDATE OF state, size ON summit_party
       FOR EACH ROW EXECUTE FUNCTION storm_party()""",
    """CREATE FUNCTION storm_places() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF OLD.places IS DISTINCT FROM NEW.places THEN INSERT INTO storm_history (places) VALUES (NEW.places); END IF;
       RETURN NULL; END $$""",
    """CREATE TRIGGER storm_places AFTER UPDATE OF places ON summit_places
       FOR EACH ROW EXECUTE FUNCTION storm_places()""",
)


def watch_places() -> None:
    """From now on every change of a party's state is a row of the history, in the order in which it happened."""
    statements = ON_POSTGRESQL if db.engine.dialect.name == "postgresql" else ON_SQLITE
    for statement in statements:
        db.session.execute(text(statement))
    db.session.commit()


@dataclass(frozen=True, slots=True)
class Change:
    """One row; `places` is set when the office changed the number."""

    party: int | None
    agency: int | None
    was: str | None
    now: str | None
    number: int | None
    size: int | None
    places: int | None

    @property
    def is_promotion(self) -> bool:
        """Somebody who waited is offered a place."""
        return self.was == "waiting" and self.now in TAKEN


@dataclass
class Model:
    """Who has a place and who waits, as the history tells it."""

    places: int
    sizes: dict[int, int] = field(default_factory=dict)
    agencies: dict[int, int | None] = field(default_factory=dict)
    waiting: dict[int, int] = field(default_factory=dict)
    """Number by party."""
    promotions: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def taken(self) -> int:
        """Places."""
        return sum(self.sizes.values())

    def follow(self, changes: Sequence[Change]) -> "Model":
        """Read all of it; a run of promotions was one giving of free places."""
        for is_giving, run in groupby(changes, key=lambda each: each.is_promotion):
            if is_giving:
                self._check_giving(list(run))
            else:
                for change in run:
                    self._apply(change)
        return self

    def _check_giving(self, run: list[Change]) -> None:
        rightful = set(self._next(len(run)))
        given = {change.party for change in run}
        if given != rightful:
            self.wrong.append(f"{sorted(given - rightful)} came before {sorted(rightful - given)}")
        self.promotions += len(run)
        for change in run:
            self._apply(change)
        if self.taken > self.places:
            self.wrong.append(f"{self.taken} places were taken of {self.places} when somebody was given one")

    def _next(self, count: int) -> Iterator[int]:
        """One after another: an agency without a place first, then by number."""
        held: dict[int | None, int] = defaultdict(int)
        for party in self.sizes:
            held[self.agencies[party]] += 1
        left = dict(self.waiting)
        for _ in range(count):
            chosen = min(left, key=lambda party: (held[self.agencies[party]] > 0, left[party]), default=None)
            if chosen is None:
                return
            held[self.agencies[chosen]] += 1
            del left[chosen]
            yield chosen

    def _apply(self, change: Change) -> None:
        if change.party is None:
            self.places = change.places or 0
            return
        self.agencies[change.party] = change.agency
        self.waiting.pop(change.party, None)
        self.sizes.pop(change.party, None)
        if change.now == "waiting":
            self.waiting[change.party] = change.number or 0
        elif change.now in TAKEN:
            if change.was not in TAKEN and not change.is_promotion and self.waiting:
                self.wrong.append(f"{change.party} was given a place although {len(self.waiting)} waited")
            self.sizes[change.party] = change.size or 1


def read_history() -> list[Change]:
    """Everything, in order."""
    columns = "party_id, agency_id, was, now, number, size, places"
    rows = db.session.execute(text(f"SELECT {columns} FROM storm_history ORDER BY seq"))  # noqa: S608 - our own words
    return [Change(*row) for row in rows]

"""What deletes by itself below asks for the office's holds first; importing this wires it."""

from datetime import date

from scheduler.core.db import db
from scheduler.core.holding import Held, register_holding
from scheduler.engagements.models import Engagement
from scheduler.keeping.queries.facets import facets_of
from scheduler.keeping.queries.holding import holds_on, standing_holds
from scheduler.keeping.rules.holding import Facets


def ask_holds() -> Held:
    """The holds as they stand now."""
    holds = standing_holds()

    def held(table: str, key: int, on: date) -> bool:
        return bool(holds) and bool(holds_on(_facets(table, key, on), holds))

    return held


def _facets(table: str, key: int, on: date) -> Facets:
    """Of an engagement all that we know; of anything else its day."""
    engagement = db.session.get(Engagement, key) if table == Engagement.__tablename__ else None
    return facets_of([engagement])[engagement.id] if engagement is not None else Facets(days=frozenset({on}))


register_holding(ask_holds)

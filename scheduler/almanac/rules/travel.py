"""How long the road is from town to town: what the office knows, else an estimate from the map, else a default."""

from collections.abc import Mapping
from dataclasses import field
from math import asin, ceil, cos, radians, sin, sqrt

from scheduler.core.values import dataclass
from scheduler.stakeholders.rules.search import name_key

UNKNOWN_MINUTES = 60
"""Between places that no table knows: long enough that the office looks at it."""

EARTH_RADIUS_KM = 6371.0
ROAD_FACTOR = 1.3
"""Roads are longer than the straight line."""
SPEEDS = ((8.0, 32.0), (25.0, 45.0), (float("inf"), 55.0))
"""Up to so many kilometres of road, so many kilometres an hour."""
PARKING_MINUTES = 5
STEP_MINUTES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class TownFacts:
    """A town as the table needs it."""

    name: str
    direction: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class TravelTable:
    """Minutes by car from door to door. Keys are towns as `town_key` folds them; a pair stands in sorted order."""

    towns: Mapping[str, TownFacts] = field(default_factory=dict)
    known: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def minutes(self, town_a: str, town_b: str) -> int:
        """From one town to another; 0 within one town and for what has no place (a telephone call)."""
        first, second = sorted((town_key(town_a), town_key(town_b)))
        if first == second or not first:
            return 0
        known = self.known.get((first, second))
        if known is not None:
            return known
        estimate = estimated_minutes(self.towns.get(first), self.towns.get(second))
        return UNKNOWN_MINUTES if estimate is None else estimate

    def direction(self, town: str) -> str:
        """The group of towns that one trip can join (“east”); empty when the office named none."""
        facts = self.towns.get(town_key(town))
        return facts.direction if facts else ""


def town_key(town: str) -> str:
    """Two spellings of one town give the same key (“Ashby-de-la-Zouch”, “Ashby de la Zouch”)."""
    return name_key(town.replace("-", " "))


def estimated_minutes(start: TownFacts | None, end: TownFacts | None) -> int | None:
    """Straight line times 1.3 at 32, 45 or 55 km/h by distance, 5 minutes to park, rounded up to 5."""
    if start is None or end is None:
        return None
    kilometres = straight_line_km(start, end)
    if kilometres is None:
        return None
    road = kilometres * ROAD_FACTOR
    speed = next(speed for limit, speed in SPEEDS if road < limit)
    return ceil((road / speed * 60 + PARKING_MINUTES) / STEP_MINUTES) * STEP_MINUTES


def straight_line_km(start: TownFacts, end: TownFacts) -> float | None:
    """The great-circle distance; None when a town has no coordinates."""
    if start.latitude is None or start.longitude is None or end.latitude is None or end.longitude is None:
        return None
    north, south = radians(start.latitude), radians(end.latitude)
    across = sin(radians(end.longitude - start.longitude) / 2) ** 2 * cos(north) * cos(south)
    return 2 * EARTH_RADIUS_KM * asin(sqrt(sin((south - north) / 2) ** 2 + across))

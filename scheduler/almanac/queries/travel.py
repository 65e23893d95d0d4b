"""The towns of the area and the minutes between them."""

from sqlalchemy import select

from scheduler.almanac.models import Town, TravelTime
from scheduler.almanac.rules.travel import TownFacts, TravelTable, town_key
from scheduler.core.db import db


def all_towns() -> list[Town]:
    """By name."""
    return list(db.session.scalars(select(Town).order_by(Town.name)))


def travel_times() -> dict[tuple[int, int], TravelTime]:
    """What is stored, by the two towns' ids, the smaller first."""
    wanted = select(TravelTime).order_by(TravelTime.first_town_id, TravelTime.second_town_id)
    return {(each.first_town_id, each.second_town_id): each for each in db.session.scalars(wanted)}


def travel_table() -> TravelTable:
    """Everything about the roads as one plain value."""
    towns = {town.id: town for town in all_towns()}
    known = {
        _pair(towns[first].name, towns[second].name): each.minutes for (first, second), each in travel_times().items()
    }
    return TravelTable({town_key(town.name): facts_of_town(town) for town in towns.values()}, known)


def facts_of_town(town: Town) -> TownFacts:
    """The part of a town that counts for travel."""
    return TownFacts(name=town.name, direction=town.direction, latitude=town.latitude, longitude=town.longitude)


def _pair(town_a: str, town_b: str) -> tuple[str, str]:
    first, second = sorted((town_key(town_a), town_key(town_b)))
    return first, second

"""Places and partnership areas: the lists that the other records choose from."""

from sqlalchemy import func, select

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.stakeholders.models import Area, Body, Organisation, Place
from scheduler.stakeholders.rules.drafts import PlaceDraft
from scheduler.stakeholders.rules.search import fold
from scheduler.stakeholders.service.records import Difference, check_version, fill, flush, log

STANDARD_AREAS = (
    "Local authority",
    "Criminal justice",
    "Health",
    "Education",
    "Emergency services",
    "Business",
)


def add_place(draft: PlaceDraft) -> Place:
    """A new place. Raises RuleBroken."""
    place = Place()
    difference = fill(place, draft)
    db.session.add(place)
    flush()
    log("added", place, f"Added the place {place.name}", difference)
    return place


def change_place(place: Place, draft: PlaceDraft, *, version: int) -> Place:
    """Bring it to the draft. Raises RuleBroken, or VersionConflict when somebody was quicker."""
    check_version(place, version)
    difference = fill(place, draft)
    if difference.after:
        flush()
        log("changed", place, f"Changed the place {place.name}", difference)
    return place


def ensure_areas() -> list[Area]:
    """The six partnership areas that an office starts with; leaves an existing list alone."""
    if db.session.scalar(select(func.count(Area.id))) == 0:
        for name in STANDARD_AREAS:
            add_area(name)
    return list(db.session.scalars(select(Area).order_by(Area.position, Area.id)))


def add_area(name: str) -> Area:
    """A new area at the end of the list. Raises RuleBroken."""
    name = _free_name(name, None)
    last = db.session.scalar(select(func.max(Area.position))) or 0
    area = Area(name=name, position=last + 1)
    db.session.add(area)
    flush()
    log("added", area, f"Added the area {area.name}")
    return area


def rename_area(area: Area, name: str, *, version: int) -> Area:
    """Another name for the same area. Raises RuleBroken, or VersionConflict when somebody was quicker."""
    check_version(area, version)
    difference = Difference()
    name = _free_name(name, area)
    difference.note("name", area.name, name)
    if difference.after:
        area.name = name
        flush()
        log("changed", area, f"Renamed an area to {area.name}", difference)
    return area


def remove_area(area: Area) -> Area:
    """Take an unused area off the list. Raises RuleBroken while something is in it."""
    used = sum(
        db.session.scalar(select(func.count(kind.id)).where(kind.area_id == area.id)) or 0
        for kind in (Organisation, Body)
    )
    if used:
        raise RuleBroken(f"{area.name} still has {used} organisations or bodies. Move them to another area first.")
    log("removed", area, f"Removed the area {area.name}")
    db.session.delete(area)
    flush()
    return area


def _free_name(name: str, own: Area | None) -> str:
    name = clean_line(name)
    if not name:
        raise RuleBroken("Enter the name of the area.", "name")
    taken = {fold(area.name) for area in db.session.scalars(select(Area)) if area is not own}
    if fold(name) in taken:
        raise RuleBroken(f"There is already an area called {name}.", "name")
    return name

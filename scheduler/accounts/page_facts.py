"""What every page's layout shows: the office, who is signed in, and where they may go."""

from collections.abc import Callable
from functools import lru_cache

from flask import current_app, g, request
from flask_security import current_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.routing import Map

from scheduler.accounts.models import Office
from scheduler.accounts.organisation import the_organisation
from scheduler.accounts.queries import find_office
from scheduler.accounts.sessions import rights_of
from scheduler.core.access import Access
from scheduler.core.db import db
from scheduler.core.values import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the main navigation."""

    text: str
    href: str
    needs: Access = Access.VIEWER
    sections: tuple[str, ...] = ()
    """Where pages of this place lie, when not below `href`."""


@dataclass(frozen=True, slots=True)
class CurrentStaff:
    """Who is signed in, as pages show it."""

    name: str
    role: Access


EVIDENCE = ("/evidence", "/gifts", "/search")
SETTINGS = (
    "/settings/staff",
    "/settings/priorities",
    "/settings/publishing",
    "/settings/retention",
    "/settings/holds",
    "/settings/api",
    "/settings/principals",
    "/settings/office",
    "/settings/mail",
    "/settings/chasers",
)
PLACES = (
    Place("Today", "/today"),
    Place("Forward plan", "/forward-plan"),
    Place("Summits", "/summits"),
    Place("Engagements", "/engagements", sections=("/engagements", "/notes", "/invitations", "/chasers", "/call-list")),
    Place("Invited", "/invited"),
    Place("Partners", "/partners"),
    Place("Evidence", "/evidence", sections=EVIDENCE),
    Place("Almanac", "/almanac"),
    Place("Calendar feeds", "/feeds"),
    Place("Inbox", "/inbox"),
    Place("Mail log", "/mail-log"),
    Place("Settings", "/settings/staff", Access.ADMINISTRATOR, SETTINGS),
)


_counts: dict[str, Callable[[], int | None]] = {}


def register_count(href: str, count: Callable[[], int | None]) -> None:
    """Let a place of the navigation say how much waits there; None hides the place."""
    _counts[href] = count


def page_facts() -> dict[str, object]:
    """The variables that layouts use. Never fails: error pages need them when the database is gone."""
    office = request_office()
    role = rights_of(current_user)
    return {
        "office": office,
        "office_name": office.name if office else "",
        "office_telephone": office.telephone if office else "",
        "current_staff": CurrentStaff(current_user.name or current_user.email, role) if role else None,
        "navigation": navigation(role),
        "organisation_sign_in": the_organisation() is not None,
        "sign_out_url": "/sign-out",
    }


def request_office() -> Office | None:
    """The office, read once a request."""
    if "office" not in g:
        try:
            g.office = find_office()
        except SQLAlchemyError:
            db.session.rollback()
            g.office = None
    office: Office | None = g.office
    return office


def navigation(role: Access) -> list[dict[str, object]]:
    """Where somebody with this role may go; the place they are in is marked."""
    known = _known_paths(current_app.url_map)
    open_to_them = (place for place in PLACES if role >= place.needs and place.href in known)
    counted = [(place, _count(place)) for place in open_to_them]
    return [
        {"text": f"{place.text} ({count})" if count else place.text, "href": place.href, "active": _is_here(place)}
        for place, count in counted
        if count is not None
    ]


def _count(place: Place) -> int | None:
    """What waits at a place; error pages are drawn without asking a database that is gone."""
    if place.href not in _counts:
        return 0
    try:
        return _counts[place.href]()
    except SQLAlchemyError:
        db.session.rollback()
        return None


@lru_cache(maxsize=2)
def _known_paths(addresses: Map) -> frozenset[str]:
    """Read once: an application that answers gets no new pages."""
    return frozenset(rule.rule.rstrip("/") for rule in addresses.iter_rules())


def _is_here(place: Place) -> bool:
    sections = place.sections or (place.href,)
    return any(request.path == section or request.path.startswith(f"{section}/") for section in sections)

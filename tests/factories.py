"""One builder a model: every required part filled with invented data, keywords override, flushed."""

import itertools
from datetime import UTC, date, datetime
from typing import Any

from flask_security.utils import hash_password

from scheduler.accounts.models import MailHabits, Office, StaffSession, StaffUser
from scheduler.accounts.rules import Role
from scheduler.accounts.service.staff import role_row
from scheduler.almanac.models import Layer, LayerEntry, Town
from scheduler.almanac.rules import LayerKind
from scheduler.core.db import db
from scheduler.core.tokens import Purpose, digest
from scheduler.engagements.models import Engagement, Principal
from scheduler.engagements.rules import EngagementKind, EngagementStatus, PlaceKind, PrincipalKind
from scheduler.stakeholders.models import Area, Body, Organisation, Person, Place, Post, PostGroup, Tenure
from scheduler.stakeholders.rules import BodyKind, OrganisationKind, RoleKind
from scheduler.summits.models import Summit, SummitPlaces

NOW = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
"""A Monday morning in working hours, in summer time."""

_numbers = itertools.count(1)


def _add(model: Any) -> Any:
    db.session.add(model)
    db.session.flush()
    return model


def office(**changes: Any) -> Office:
    """The office; when a signed-in fixture has made it already, that one with `changes`. Its mail leaves at once."""
    found = db.session.get(Office, 1)
    if found is not None:
        for name, value in changes.items():
            setattr(found, name, value)
        db.session.flush()
        return found
    defaults = {
        "id": 1,
        "name": "Office of the Police and Crime Commissioner",
        "email": "office@example.org",
        "telephone": "0116 496 0000",
    }
    made = _add(Office(**defaults | changes))
    _add(MailHabits(office_id=made.id, undo_seconds=0, ceiling=50, late_hours=48))
    return made


def staff_user(*, role: Role = Role.MANAGER, password: str | None = None, **changes: Any) -> StaffUser:
    number = next(_numbers)
    defaults = {
        "name": f"Robin Ferncastle {number}",
        "email": f"staff{number}@example.org",
        "fs_uniquifier": f"staff-{number}",
        "password": hash_password(password) if password else None,
        "roles": [role_row(role)],
    }
    return _add(StaffUser(**defaults | changes))


def staff_session(*, user: StaffUser, token: str, **changes: Any) -> StaffSession:
    defaults = {
        "token_hash": digest(Purpose.STAFF_SESSION, token),
        "created_at": NOW,
        "expires_at": datetime(2100, 1, 1, tzinfo=UTC),
        "agent": "A browser of the tests",
    }
    return _add(StaffSession(user=user, **defaults | changes))


def area(**changes: Any) -> Area:
    return _add(Area(**{"name": f"Area {next(_numbers)}"} | changes))


def place(**changes: Any) -> Place:
    return _add(Place(**{"name": "Parkside", "town": "Melton Mowbray"} | changes))


def organisation(**changes: Any) -> Organisation:
    return _add(Organisation(**{"name": f"Council {next(_numbers)}", "kind": OrganisationKind.BOROUGH} | changes))


def body(**changes: Any) -> Body:
    return _add(Body(**{"name": f"Partnership {next(_numbers)}", "kind": BodyKind.CSP} | changes))


def post(**changes: Any) -> Post:
    defaults: dict[str, Any] = {
        "title": "Leader",
        "role_kind": RoleKind.POLITICAL_HEAD,
        "band": 1,
        "email": f"post{next(_numbers)}@example.org",
        "created_at": NOW,
    }
    if not {"organisation", "body", "organisation_id", "body_id"} & changes.keys():
        defaults["organisation"] = organisation()
    return _add(Post(**defaults | changes))


def person(**changes: Any) -> Person:
    number = next(_numbers)
    return _add(Person(**{"name": f"Rowan Ashdown {number}", "email": f"person{number}@example.org"} | changes))


def tenure(**changes: Any) -> Tenure:
    defaults: dict[str, Any] = {"from_on": date(2023, 5, 15)}
    if "person" not in changes:
        defaults["person"] = person()
    if "post" not in changes:
        defaults["post"] = post()
    return _add(Tenure(**defaults | changes))


def post_group(**changes: Any) -> PostGroup:
    return _add(PostGroup(**{"name": f"Group {next(_numbers)}", "role_kinds": ["political head"]} | changes))


def principal(**changes: Any) -> Principal:
    return _add(Principal(**{"title": "Commissioner", "kind": PrincipalKind.COMMISSIONER} | changes))


def engagement(**changes: Any) -> Engagement:
    number = next(_numbers)
    defaults = {
        "uid": f"engagement-{number}@example.org",
        "created_at": NOW,
        "revised_at": NOW,
        "kind": EngagementKind.MEETING,
        "status": EngagementStatus.AGREED,
        "title": f"Meeting {number}",
        "starts_at": datetime(2026, 10, 6, 13, 0, tzinfo=UTC),
        "ends_at": datetime(2026, 10, 6, 14, 0, tzinfo=UTC),
        "place_kind": PlaceKind.PARTNER,
    }
    if "starts_on" in changes:
        defaults |= {"starts_at": None, "ends_at": None}
    return _add(Engagement(**defaults | changes))


def layer(**changes: Any) -> Layer:
    return _add(Layer(**{"name": f"Layer {next(_numbers)}", "kind": LayerKind.SCHOOL_HOLIDAYS} | changes))


def layer_entry(**changes: Any) -> LayerEntry:
    defaults: dict[str, Any] = {"first_on": date(2026, 10, 19), "last_on": date(2026, 10, 23), "words": "half-term"}
    if "layer" not in changes:
        defaults["layer"] = layer()
    return _add(LayerEntry(**defaults | changes))


def town(**changes: Any) -> Town:
    number = next(_numbers)
    return _add(Town(**{"name": f"Town {number}", "latitude": 52.6, "longitude": -1.1 - number % 50 / 100} | changes))


def summit(**changes: Any) -> Summit:
    """With no limit of places; `engagement=` one of the kind summit, by default a day in October."""
    starts_at = datetime(2026, 10, 21, 8, 30, tzinfo=UTC)
    made = changes.pop("engagement", None) or engagement(
        kind=EngagementKind.SUMMIT,
        title="Crime Reduction summit",
        starts_at=starts_at,
        ends_at=starts_at.replace(hour=15),
        place_kind=PlaceKind.OURS,
    )
    places = changes.pop("places", None)
    quota = changes.pop("quota", None)
    return _add(Summit(engagement=made, places=SummitPlaces(places=places, ceiling=places, quota=quota), **changes))

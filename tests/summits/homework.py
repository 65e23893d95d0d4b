"""A summit with agencies that were asked for their assessments, and hands that send them."""

import io
from datetime import date, datetime

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from scheduler.core.db import db
from scheduler.summits.models import Agency, AgencyLink, AssessmentRequest, Summit
from scheduler.summits.queries.agency_links import live_agency_links
from scheduler.summits.queries.assessments import request_of
from scheduler.summits.service.agency_links import agency_token
from scheduler.summits.service.assessments import ask_agencies
from tests import factories
from tests.browsing import form_values, page
from tests.factories import NOW

DUE = date(2026, 10, 2)
OFFICIAL = "OFFICIAL"


def agency(summit: Summit, name: str = "Melton Borough Council", **changes: object) -> Agency:
    """One with a contact of its own."""
    home = factories.organisation(name=name)
    facts = {"contact_name": f"Kit of {name}", "contact_address": f"agency{home.id}@example.org"} | changes
    return _added(Agency(summit_id=summit.id, organisation_id=home.id, name=name, **facts))


def _added(made: Agency) -> Agency:
    db.session.add(made)
    db.session.flush()
    return made


def asked(summit: Summit, *agencies: Agency, due_on: date = DUE, now: datetime = NOW) -> list[AssessmentRequest]:
    """All of them asked."""
    factories.office()
    ask_agencies(summit, agencies, due_on, now=now)
    found = [request_of(each) for each in agencies]
    return [each for each in found if each is not None]


def link_of(agency: Agency) -> AgencyLink:
    """Its contact's."""
    return live_agency_links(agency)[0]


def desk_of(agency: Agency) -> str:
    """The path of its page."""
    return f"/s/{agency_token(link_of(agency))}"


def send(
    client: FlaskClient, path: str, content: bytes | None, name: str = "assessment.pdf", marking: str = OFFICIAL
) -> TestResponse:
    """Fill in the form that takes a file, as a browser would."""
    form = page(client.get(path)).select_one("main form[enctype]")
    assert form is not None, f"no form for a file on {path}"
    data: dict[str, object] = form_values(form) | {"marking": marking}
    if content is not None:
        data["file"] = (io.BytesIO(content), name)
    return client.post(str(form["action"]), data=data, content_type="multipart/form-data")

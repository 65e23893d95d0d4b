"""What the report says of a summit: invited, accepted and attended by area, homework and signatures, as of a day."""

from datetime import date, timedelta

import pytest

from scheduler.core.db import db
from scheduler.invitations.rules import PartStat
from scheduler.reports.queries.sections.ground import Period, ground_of
from scheduler.reports.queries.sections.summit import summit_blocks
from scheduler.reports.rules.document import Paragraph, Table
from scheduler.stakeholders.models import Area
from scheduler.summits.models import Agency, AssessmentFile, AssessmentRequest, CheckIn, SignOff
from scheduler.summits.rules.vocabulary import CheckInKind, SignOffState
from scheduler.uploads.models import Upload
from tests import factories
from tests.factories import NOW
from tests.summits.full_house import House

TODAY = NOW.date()
LATER = NOW + timedelta(days=30)


@pytest.fixture
def house(session) -> House:
    """Two of health, one of them coming and one of them with apologies; nobody of education answers."""
    made = House(factories.summit())
    made.summit.engagement.created_at = NOW - timedelta(days=90)
    areas = [
        factories.area(name=name, position=number) for number, name in enumerate(("Health", "Education", "Business"))
    ]
    made.invite(*(factories.organisation(area=area) for area in (areas[0], areas[0], areas[1])))
    for each in made.invitations:
        each.created_at = NOW
    made.answer(made.invitations[0])
    made.answer(made.invitations[1], PartStat.DECLINED)
    return made


def told(until_on: date = TODAY) -> tuple[list[str], dict[str, list[tuple[str, ...]]]]:
    db.session.flush()
    blocks = summit_blocks(ground_of(Period(date(2026, 6, 1), until_on)))
    tables = {each.key.split("-")[-1]: [row.cells for row in each.rows] for each in blocks if isinstance(each, Table)}
    for each in blocks:
        if isinstance(each, Table) and each.tally is not None:
            assert all(int(row.cells[each.tally]) == len(row.keys) for row in each.rows)
    return [each.words for each in blocks if isinstance(each, Paragraph)], tables


def test_every_area_has_its_row_also_the_one_nobody_asked(house: House) -> None:
    said, tables = told()
    assert tables["areas"] == [
        ("Health", "2", "1", "1", "0", "0"),
        ("Education", "1", "0", "0", "1", "0"),
        ("Business", "0", "0", "0", "0", "0"),
    ]
    assert "3 invitations had been sent by 7 September 2026; 1 accepted, 1 sent apologies." in said
    assert "Nobody had accepted from: Education." in said


def test_an_answer_of_tomorrow_is_not_known_today(house: House) -> None:
    for reply in house.invitations[0].replies:
        reply.at = LATER
    assert told()[1]["areas"][0] == ("Health", "2", "0", "1", "1", "0")
    assert told(LATER.date())[1]["areas"][0] == ("Health", "2", "1", "1", "0", "0")


def test_an_invitation_of_tomorrow_is_not_sent_today(house: House) -> None:
    for each in house.invitations:
        each.created_at = LATER
    assert told()[0][-1] == "No invitation had been sent by 7 September 2026."


def test_who_came_is_counted_once_the_day_is_over(house: House) -> None:
    (attendee,) = house.party(house.invitations[0]).attendees
    press = {"id": "press", "kind": CheckInKind.ARRIVED, "at": NOW, "recorded_at": NOW}
    db.session.add(CheckIn(summit_id=house.summit.id, attendee_id=attendee.id, **press))
    house.summit.closed_at = NOW
    said, tables = told()
    assert tables["areas"][0] == ("Health", "2", "1", "1", "0", "1")
    assert said[0].endswith("took place on 21 October 2026.")
    assert "1 accepted, 1 sent apologies, 1 came." in said[1]


def _agency(house: House, name: str) -> Agency:
    area = db.session.query(Area).first()
    made = Agency(summit=house.summit, organisation=factories.organisation(name=name), name=name, area=area)
    db.session.add(made)
    db.session.flush()
    return made


def test_assessments_are_received_or_not_and_late_ones_come_later(house: House) -> None:
    for name, came_at in (("Fire", NOW), ("Probation", LATER), ("University", None)):
        request = AssessmentRequest(agency=_agency(house, name), due_on=TODAY, asked_at=NOW - timedelta(days=9))
        db.session.add(request)
        if came_at is not None:
            upload = Upload(
                stored_name=name,
                file_name="a.pdf",
                content_type="application/pdf",
                size=1,
                sha256="x",
                uploaded_at=came_at,
            )
            request.files.append(AssessmentFile(number=1, upload=upload))
    said, tables = told()
    assert tables["assessments"] == [
        ("Fire", "7 September 2026", "7 September 2026", "No"),
        ("Probation", "7 September 2026", "Not received", "No"),
        ("University", "7 September 2026", "Not received", "No"),
    ]
    assert "1 of 3 strategic assessments asked for had been received." in said


def test_signatures_count_by_what_was_decided_by_then(house: House) -> None:
    for name, state, decided_on in (
        ("Fire", SignOffState.SIGNED, TODAY),
        ("Probation", SignOffState.WITH_RESERVATION, TODAY),
        ("University", SignOffState.SIGNED, TODAY + timedelta(days=30)),
        ("Chamber", SignOffState.NOT_ASKED, None),
    ):
        db.session.add(SignOff(agency=_agency(house, name), state=state, decided_on=decided_on, updated_at=NOW))
    assert told()[1]["signatures"] == [("Asked", "1"), ("Signed", "1"), ("Signed with a reservation", "1")]
    assert told(LATER.date())[1]["signatures"] == [("Signed", "2"), ("Signed with a reservation", "1")]

"""The meter counts agencies with a place, names those without, and tells at what level the others come."""

from datetime import timedelta

import pytest
import time_machine

from scheduler.core.db import db
from scheduler.invitations.rules import Authority, PartStat, StandIn
from scheduler.invitations.service import withdraw_invitation
from scheduler.summits.models import Party
from scheduler.summits.queries import party_of
from scheduler.summits.queries.coverage import Meter, Standing, coming_rows, meter
from scheduler.summits.service.capacity import Numbers, set_numbers
from tests import factories
from tests.browsing import page
from tests.factories import NOW
from tests.queries import count_queries
from tests.summits.county import County, county

ANALYST = StandIn("Wilf Larkrise", "Analyst", 4, Authority.NONE, "")


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ours(app) -> County:
    return county()


def shown(ours: County, at=NOW) -> Meter:
    return meter(ours.summit, at)


def standing(ours: County) -> dict[str, Standing]:
    return {agency.name: agency.standing for agency in shown(ours).agencies}


def test_nobody_invited_is_said_so(ours):
    assert shown(ours).words == "Nobody is invited yet"
    assert [area.name for area in shown(ours).areas] == ["Education", "Health", "Local authority"]


def test_agencies_are_counted_once_however_many_seats_they_have(ours):
    ours.send("melton", "melton chief", "trust")
    ours.answer("melton")
    assert shown(ours).words == "1 of 2 agencies have a place"
    assert standing(ours) == {"Melton Borough Council": Standing.PLACE, "Vale NHS Trust": Standing.SILENT}


@pytest.mark.parametrize(
    ("partstat", "expected"),
    [
        (PartStat.ACCEPTED, Standing.PLACE),
        (PartStat.TENTATIVE, Standing.MAYBE),
        (PartStat.DECLINED, Standing.APOLOGIES),
    ],
)
def test_an_answer_says_where_an_agency_stands(ours, partstat, expected):
    ours.send("trust")
    ours.answer("trust", partstat)
    assert standing(ours) == {"Vale NHS Trust": expected}


def test_the_best_of_an_agency_s_answers_counts(ours):
    ours.send("melton", "melton chief")
    ours.answer("melton", PartStat.DECLINED)
    assert standing(ours)["Melton Borough Council"] is Standing.SILENT
    ours.answer("melton chief")
    assert standing(ours)["Melton Borough Council"] is Standing.PLACE


def test_whoever_waits_has_no_place_though_they_said_yes(ours):
    ours.send("melton", "trust")
    set_numbers(ours.summit, Numbers(1, None, {}), now=NOW)
    ours.answer("melton")
    ours.answer("trust")
    assert standing(ours) == {"Melton Borough Council": Standing.PLACE, "Vale NHS Trust": Standing.WAITING}
    health = next(area for area in shown(ours).areas if area.name == "Health")
    assert (health.count(Standing.WAITING), [each.name for each in health.missing]) == (1, ["Vale NHS Trust"])


def test_an_offered_place_is_none_yet_and_a_lapsed_offer_is_lost(ours):
    ours.send("melton", "trust")
    set_numbers(ours.summit, Numbers(1, None, {}), now=NOW)
    ours.answer("melton")
    ours.answer("trust")
    ours.answer("melton", PartStat.DECLINED)
    assert standing(ours)["Vale NHS Trust"] is Standing.OFFERED
    party = party_of(ours.invitation("trust"))
    later = shown(ours, party.offer_until_at + timedelta(minutes=1))
    assert [agency.standing for agency in later.agencies] == [Standing.APOLOGIES, Standing.APOLOGIES]


def test_without_parties_the_answers_alone_are_counted(ours):
    ours.send("melton", "trust")
    ours.answer("melton")
    db.session.query(Party).delete()
    db.session.commit()
    assert shown(ours).words == "1 of 2 agencies have a place"


def test_a_withdrawn_invitation_is_asked_no_more(ours):
    ours.send("melton", "trust")
    withdraw_invitation(ours.invitation("trust"), now=NOW)
    assert list(standing(ours)) == ["Melton Borough Council"]


def test_a_person_without_an_organisation_has_a_seat_but_is_no_agency(ours):
    guest = factories.person(name="Nell Quarrie")
    ours.send("melton", people=[guest.id])
    assert shown(ours).asked == 1


def test_a_substitute_brings_their_own_band_and_authority(ours):
    ours.send("trust", "melton")
    ours.answer("trust", PartStat.DELEGATED, ANALYST)
    ours.answer("melton")
    health = next(area for area in shown(ours).areas if area.name == "Health")
    assert (health.level.mean_band, health.level.can_commit) == (4, "0%")
    assert [(seat.asked_band, seat.band) for seat in shown(ours).seats] == [(2, 4), (1, 1)]
    assert [each.what.split(":")[0] for each in shown(ours).warnings] == [
        "Health",
        "Wilf Larkrise, Analyst comes in place of Director of safety, Vale NHS Trust",
    ]


def test_what_was_asked_for_is_the_summit_s_own(ours):
    ours.send("trust")
    ours.answer("trust", PartStat.DELEGATED, StandIn("Wilf Larkrise", "Deputy", 3, Authority.NONE, ""))
    assert len(shown(ours).warnings) == 2
    ours.summit.wanted_band, ours.summit.wants_authority = 3, False
    assert shown(ours).warnings == []


def test_the_meter_asks_as_often_however_many_are_invited(ours):
    ours.send("melton")
    ours.answer("melton")
    db.session.expire_all()
    with count_queries() as few:
        shown(ours)
    ours.send("trust", "university", "chair", "harby", "harby chief")
    ours.answer("trust", PartStat.DELEGATED, ANALYST)
    ours.answer("university")
    db.session.expire_all()
    with count_queries() as many:
        shown(ours)
    assert len(many) <= len(few) + 1  # the one that reads substitutes, once there are any


def test_the_page_says_who_is_missing_and_narrows_to_an_area(ours, viewer):
    ours.send("melton", "trust", "university")
    ours.answer("melton")
    ours.answer("trust", PartStat.DECLINED)
    path = f"/summits/{ours.summit.id}/coming"
    text = " ".join(page(viewer.get(path)).text.split())
    assert "1 of 3 agencies have a place; missing: Ashby University; Vale NHS Trust." in text
    health = ours.areas["Health"].id
    narrowed = page(viewer.get(f"{path}?area={health}"))
    missing = next(each for each in narrowed.select("table") if "Missing" in each.caption.text)
    assert [row.th.text for row in missing.select("tbody tr")] == ["Vale NHS Trust"]
    assert "✕ Apologies" in missing.text


def test_the_spreadsheet_has_one_row_an_agency_and_follows_the_filter(ours, viewer):
    ours.send("melton", "melton chief", "trust")
    ours.answer("melton")
    assert ["Local authority", "Melton Borough Council", "Has a place", "2", "1", "1.0", "1"] in coming_rows(
        shown(ours)
    )
    path = f"/summits/{ours.summit.id}/coming.csv?area={ours.areas['Health'].id}"
    lines = viewer.get(path).get_data().decode("utf-8-sig").splitlines()
    assert lines == [
        "Area,Agency,Stands,Asked,Seats with a place,Mean band,Seats that can commit",
        "Health,Vale NHS Trust,No answer,1,0,,0",
    ]

"""The office's list of who is in the room: who, from where, with whom; filtered, edited, exported, printed."""

import csv
import io

import pytest
import time_machine

from scheduler.audit.models import AuditEntry
from scheduler.core.db import db
from scheduler.invitations.rules import PartStat
from scheduler.summits.models import Attendee, AttendeeNeeds, Party, SummitPlaces
from scheduler.summits.queries.attendee_list import Wanted, attendee_rows
from scheduler.summits.queries.attendees import attendees_of
from scheduler.summits.rules.vocabulary import AttendeeKind, PlaceState
from tests import factories
from tests.browsing import page, submit
from tests.factories import NOW
from tests.queries import count_queries
from tests.summits.full_house import House
from tests.summits.telling import Melton, melton

MANY = 500


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def at_melton(app) -> Melton:
    """The Leader comes; the Chief Constable is one of the hosts."""
    made = melton(places=10, quota=3)
    made.summit.engagement.principals = [factories.principal(title="Chief Constable", name="Dana Holt")]
    db.session.commit()
    made.answer()
    return made


def list_path(made: Melton, rest: str = "") -> str:
    return f"/summits/{made.summit.id}/attendees{rest}"


def names(response) -> list[str]:
    """Of the table's rows, in order."""
    return [next(each.stripped_strings) for each in page(response).select("tbody th")]


def test_everybody_stands_by_surname_with_what_they_told(at_melton, manager, client):
    submit(
        client,
        at_melton.path(),
        {
            "companions-0-name": "Bo Harker",
            "wants_parking": "y",
            "vehicle": "AB12 CDE",
            f"wish_{at_melton.session.id}_1": at_melton.workshop("B"),
        },
    )

    shown = manager.get(list_path(at_melton))

    assert names(shown) == ["Councillor Rowan Ashdown", "Bo Harker"]
    leader, companion = page(shown).select("tbody tr")
    for words in ("Melton Borough Council", "Local authority", "Has a place", "Bo Harker", "AB12 CDE", "B"):
        assert words in leader.text
    assert "Companion" in companion.text
    assert "Councillor Rowan Ashdown" in companion.text


def test_a_substitute_stands_with_whom_they_stand_in_for(at_melton, viewer):
    at_melton.send_jo()

    shown = viewer.get(list_path(at_melton)).text

    assert "Jo Merrick" in shown
    assert "in place of Councillor Rowan Ashdown, Leader, Melton Borough Council" in shown


def test_who_sends_apologies_is_not_on_the_list(at_melton, viewer):
    at_melton.answer(PartStat.DECLINED)

    assert "Rowan Ashdown" not in viewer.get(list_path(at_melton)).text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=ashd", ["Councillor Rowan Ashdown"]),
        ("q=melton+rowan", ["Councillor Rowan Ashdown"]),
        ("q=nobody", []),
        ("state=waiting", ["Wait Ingham"]),
        ("state=confirmed", ["Councillor Rowan Ashdown"]),
        ("state=host", ["Dana Holt"]),
        ("companions=y", []),
        ("state=nonsense", ["Councillor Rowan Ashdown", "Dana Holt", "Wait Ingham"]),
    ],
)
def test_filters_and_search(at_melton, manager, query, expected):
    submit(manager, list_path(at_melton), form="form[action$=ours]")
    _waiting(at_melton, "Wait Ingham")

    assert names(manager.get(list_path(at_melton, f"?{query}"))) == expected


def test_an_area_s_attendees(at_melton, manager):
    other = House(at_melton.summit)
    other.fill(1)
    db.session.commit()
    area = at_melton.party.agency.area_id

    assert names(manager.get(list_path(at_melton, f"?area={area}"))) == ["Councillor Rowan Ashdown"]


def _waiting(made: Melton, name: str) -> None:
    house = House(made.summit)
    party = house.party(*house.guests(1))
    party.state, party.waiting_number, party.waiting_since_at = PlaceState.WAITING, 1, NOW
    party.attendees[0].name = name
    db.session.commit()


def test_the_office_types_in_what_was_said_on_the_telephone(at_melton, manager):
    path = list_path(at_melton, f"/{at_melton.leader.id}")

    saved = submit(manager, path, {"companions-0-name": "Bo Harker", "needs-access": "lift", "on_printed_list": "y"})

    assert saved.status_code == 303
    assert at_melton.leader.on_printed_list
    assert at_melton.party.size == 2
    assert "lift" not in manager.get(path).text
    entry = db.session.query(AuditEntry).filter_by(action="summit.details").one()
    assert entry.actor_kind == "staff"


def test_the_office_is_held_to_the_same_places(at_melton, manager):
    places = db.session.get(SummitPlaces, at_melton.summit.id)
    places.places = places.ceiling = 1
    db.session.commit()

    refused = submit(manager, list_path(at_melton, f"/{at_melton.leader.id}"), {"companions-0-name": "Bo Harker"})

    assert refused.status_code == 422
    assert "No more place is free" in refused.text


def test_a_companion_s_row_leads_to_whom_they_come_with(at_melton, manager, client):
    submit(client, at_melton.path(), {"companions-0-name": "Bo Harker"})
    companion = db.session.query(Attendee).filter_by(kind=AttendeeKind.COMPANION).one()

    assert "Councillor Rowan Ashdown" in manager.get(list_path(at_melton, f"/{companion.id}")).text


def test_nobody_is_edited_by_another_summit_s_page(at_melton, manager):
    other = factories.summit()
    db.session.commit()

    assert manager.get(f"/summits/{other.id}/attendees/{at_melton.leader.id}").status_code == 404


def test_hosts_are_added_once_take_no_place_and_can_be_taken_off(at_melton, manager):
    submit(manager, list_path(at_melton), form="form[action$=ours]")
    submit(manager, list_path(at_melton, "/hosts/add"), {"name": "Sal Verrin", "role": "Facilitator"})
    again = submit(manager, list_path(at_melton, "/hosts/add"), {"name": "sal verrin"})

    assert again.status_code == 422
    assert "is a host already" in page(again).select_one("#name-error").text
    assert "Add the summit’s hosts" not in manager.get(list_path(at_melton)).text
    assert [each.attendee.name for each in attendees_of(at_melton.summit)] == [
        "Councillor Rowan Ashdown",
        "Dana Holt",
        "Sal Verrin",
    ]
    assert at_melton.summit.places.taken == 1

    sal = db.session.query(Attendee).filter_by(name="Sal Verrin").one()
    submit(manager, list_path(at_melton, f"/{sal.id}"), form="form[action$=remove]")
    assert "Sal Verrin" not in manager.get(list_path(at_melton)).text


def test_only_hosts_can_be_taken_off(at_melton, manager):
    token = page(manager.get(list_path(at_melton, "/hosts/add"))).select_one("[name=csrf_token]")["value"]

    manager.post(list_path(at_melton, f"/{at_melton.leader.id}/remove"), data={"csrf_token": token})

    assert at_melton.leader.name == "Councillor Rowan Ashdown"


def test_a_host_s_needs_are_told_too(at_melton, manager):
    submit(manager, list_path(at_melton), form="form[action$=ours]")
    host = db.session.query(Attendee).filter_by(kind=AttendeeKind.HOST).one()

    submit(manager, list_path(at_melton, f"/{host.id}"), {"needs-diets": ["vegan"]})

    assert db.session.get(AttendeeNeeds, host.id).dietary == "vegan\n"


def test_the_export_is_filtered_holds_no_needs_and_no_formula(at_melton, manager, client):
    submit(client, at_melton.path(), {"companions-0-name": "=Kit Lorne", "needs-access": "canary"})

    whole = manager.get(list_path(at_melton, ".csv"))
    rows = list(csv.reader(io.StringIO(whole.data.decode("utf-8-sig"))))

    assert rows[1][:4] == ["Councillor Rowan Ashdown", "Leader", "Melton Borough Council", "Local authority"]
    assert rows[2][0] == "'=Kit Lorne"
    assert b"canary" not in whole.data
    assert len(manager.get(list_path(at_melton, ".csv?q=nobody")).data.splitlines()) == 1


def test_the_printed_list_names_only_who_agreed_and_comes(at_melton, manager, client):
    submit(
        client,
        at_melton.path(),
        {
            "companions-0-name": "Bo Harker",
            "companions-0-on_printed_list": "y",
            "support-0-name": "Sal Verrin",
        },
    )
    submit(manager, list_path(at_melton), form="form[action$=ours]")

    assert names(manager.get(list_path(at_melton, "/printed"))) == ["Bo Harker", "Dana Holt"]

    party = at_melton.party
    party.state, party.offer_until_at = PlaceState.OFFERED, NOW
    db.session.commit()
    assert names(manager.get(list_path(at_melton, "/printed"))) == ["Dana Holt"]


def test_five_hundred_rows_need_as_many_queries_as_two(at_melton):
    few = _queries_for(at_melton)
    _fill(at_melton, MANY)

    assert len(attendee_rows(at_melton.summit, Wanted())) == MANY + 1
    assert _queries_for(at_melton) == few


def _fill(made: Melton, number: int) -> None:
    for count in range(number):
        party = Party(summit=made.summit, agency_id=made.party.agency_id, state=PlaceState.NOT_WANTED)
        party.attendees = [Attendee(kind=AttendeeKind.WALK_IN, name=f"Walker {count}")]
        db.session.add(party)
    db.session.commit()


def _queries_for(made: Melton) -> int:
    db.session.expire_all()
    summit = made.summit
    _ = summit.engagement.title
    with count_queries() as statements:
        for row in attendee_rows(summit, Wanted()):
            _ = (row.organisation, row.area, row.in_place_of, row.along, row.place)
    return len(statements)

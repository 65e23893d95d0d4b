"""The invitee calls a substitute back: told, never doubled, one in the chain, and the place kept."""

import pytest
import time_machine

from scheduler.core.db import db
from scheduler.invitations.models import Substitution
from scheduler.invitations.queries.substitutes import substitute_link
from scheduler.invitations.rules import Audience, PartStat, StandIn
from scheduler.invitations.rules.vocabulary import Authority
from scheduler.summits.models import Attendee, AttendeeNeeds, Party
from scheduler.summits.rules.vocabulary import AttendeeKind, PlaceState
from tests.browsing import page, submit
from tests.factories import NOW
from tests.invitations.conftest import mark_sent, waiting
from tests.summits.full_house import House
from tests.summits.telling import Melton, melton

RECALL = "form#recall"


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def jo_comes(app) -> Melton:
    """A full house of one place: Jo Merrick has it, in the Leader's stead."""
    made = melton(places=1)
    made.send_jo()
    return made


@pytest.mark.parametrize("where", ["", "/receipt"])
@pytest.mark.parametrize("audience", [Audience.PRINCIPAL, Audience.PA])
def test_one_press_calls_the_substitute_back(jo_comes, client, where, audience):
    shown = client.get(jo_comes.path(audience, where)).text
    assert "Jo Merrick, Deputy Leader, comes in your place" in shown

    done = submit(client, jo_comes.path(audience, where), form=RECALL)

    assert done.location.endswith("/details")
    assert jo_comes.invitation.partstat is PartStat.ACCEPTED
    assert (jo_comes.leader.name, jo_comes.leader.is_substitute) == ("Councillor Rowan Ashdown", False)


def test_the_seat_is_neither_doubled_nor_given_away(jo_comes, client):
    guest = house_guest(jo_comes)

    submit(client, jo_comes.path(page=""), form=RECALL)

    db.session.expire_all()
    assert (jo_comes.party.state, jo_comes.party.size, jo_comes.summit.places.taken) == (PlaceState.CONFIRMED, 1, 1)
    assert guest.state is PlaceState.WAITING
    assert db.session.query(Attendee).filter_by(party_id=jo_comes.party.id, kind=AttendeeKind.INVITEE).count() == 1


def house_guest(made: Melton) -> Party:
    """Somebody who waits behind the Leader."""
    other = House(made.summit)
    (party,) = other.fill(1)
    db.session.commit()
    return party


def test_the_substitute_is_told_and_their_link_says_so(jo_comes, client):
    link = substitute_link(jo_comes.invitation)
    path = jo_comes.path(Audience.SUBSTITUTE)
    mark_sent()

    submit(client, jo_comes.path(page=""), form=RECALL)

    db.session.expire_all()
    assert link.revoked_at is not None
    assert [each.recipient_address for each in waiting("release")] == ["jo.merrick@example.org"]
    for address in (path, path.removesuffix("/details") + "/in-place"):
        shown = client.get(address, follow_redirects=True)
        assert "Save" not in shown.text
        assert "Crime Reduction" not in shown.text


def test_pressed_twice_it_is_one_answer(jo_comes, client):
    shown = page(client.get(jo_comes.path(page="")))
    values = {each["name"]: each["value"] for each in shown.select(f"{RECALL} input")}

    first = client.post(jo_comes.path(page="/recall"), data=values)
    second = client.post(jo_comes.path(page="/recall"), data=values)

    assert (first.status_code, second.status_code) == (303, 303)
    db.session.expire_all()
    assert [each.partstat for each in jo_comes.invitation.replies] == [PartStat.ACCEPTED, PartStat.DELEGATED]


def test_a_page_about_an_earlier_substitute_recalls_nobody(jo_comes, client):
    shown = page(client.get(jo_comes.path(page="")))
    values = {each["name"]: each["value"] for each in shown.select(f"{RECALL} input")}
    jo_comes.answer(PartStat.DELEGATED, StandIn("Kit Lorne", "Director", 2, Authority.FULL, "kit@example.org"))

    looked = client.post(jo_comes.path(page="/recall"), data=values)

    assert looked.location.endswith(jo_comes.path(page=""))
    assert jo_comes.leader.name == "Kit Lorne"


def test_a_substitute_can_neither_recall_nor_send_another(jo_comes, client):
    path = jo_comes.path(Audience.SUBSTITUTE, "")
    token = page(client.get(f"{path}/in-place")).select_one("[name=csrf_token]")["value"]
    reply = jo_comes.invitation.replies[0].id

    assert client.post(f"{path}/recall", data={"csrf_token": token, "reply": reply}).status_code == 404
    assert client.post(path, data={"csrf_token": token, "answer": "DELEGATED"}).status_code == 404
    assert "somebody else" not in client.get(f"{path}/in-place").text.split("<form")[1].split("</form>")[0].lower()
    assert jo_comes.leader.name == "Jo Merrick"


def test_naming_somebody_else_leaves_one_substitute_on_one_seat(jo_comes, client):
    first = substitute_link(jo_comes.invitation)
    kit = StandIn("Kit Lorne", "Director", 2, Authority.FULL, "kit@example.org")

    jo_comes.answer(PartStat.DELEGATED, kit)

    db.session.expire_all()
    assert first.revoked_at is not None
    assert substitute_link(jo_comes.invitation).address == "kit@example.org"
    assert (jo_comes.leader.name, jo_comes.summit.places.taken) == ("Kit Lorne", 1)
    assert db.session.query(Substitution).count() == 2  # the history of who was sent


def test_what_the_substitute_told_goes_with_them(jo_comes, client):
    submit(
        client, jo_comes.path(Audience.SUBSTITUTE), {"needs-access": "canary", "vehicle": "JO1", "wants_parking": "y"}
    )

    submit(client, jo_comes.path(page=""), form=RECALL)

    assert db.session.query(AttendeeNeeds).count() == 0
    assert jo_comes.leader.vehicle == ""
    assert "canary" not in client.get(jo_comes.path()).text


def test_a_substitute_s_answer_leads_to_their_details(jo_comes, client):
    path = jo_comes.path(Audience.SUBSTITUTE, "/in-place")

    done = submit(client, path, {"answer": "DELEGATED"})

    assert done.location.endswith("/details")
    assert "Jo Merrick" in client.get(done.location).text
    assert "comes in your place" not in client.get(jo_comes.path(Audience.SUBSTITUTE, "/receipt")).text


def test_a_substitute_who_cannot_come_frees_the_place(jo_comes, client):
    guest = house_guest(jo_comes)

    submit(client, jo_comes.path(Audience.SUBSTITUTE, "/in-place"), {"answer": "DECLINED"})

    db.session.expire_all()
    assert jo_comes.party.state is PlaceState.NOT_WANTED
    assert guest.state is PlaceState.OFFERED


def test_after_a_move_the_recall_is_about_an_earlier_plan(jo_comes, client):
    shown = page(client.get(jo_comes.path(page="")))
    values = {each["name"]: each["value"] for each in shown.select(f"{RECALL} input")}
    jo_comes.summit.engagement.sequence += 1
    db.session.commit()

    looked = client.post(jo_comes.path(page="/recall"), data=values)

    assert looked.location.endswith(jo_comes.path(page=""))
    assert jo_comes.invitation.partstat is PartStat.DELEGATED

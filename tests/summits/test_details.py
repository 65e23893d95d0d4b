"""What is told beside the answer, by invitee, office and substitute: all of it or nothing, never about another."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from scheduler.audit.models import AuditEntry
from scheduler.core.db import db
from scheduler.invitations.rules import Audience, PartStat
from scheduler.summits.models import Attendee, AttendeeNeeds, Party
from scheduler.summits.queries.programme import wishes_of
from scheduler.summits.rules.vocabulary import AttendeeKind, PlaceState
from scheduler.summits.service.workshops import allocate_all
from tests import factories
from tests.browsing import page, submit
from tests.factories import NOW
from tests.summits.telling import Melton, melton


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def at_melton(app) -> Melton:
    made = melton(places=10, quota=3)
    made.answer()
    return made


def along(kind: AttendeeKind) -> list[str]:
    query = select(Attendee.name).where(Attendee.kind == kind).order_by(Attendee.position)
    return list(db.session.scalars(query))


def needs_of(attendee: Attendee) -> AttendeeNeeds | None:
    return db.session.get(AttendeeNeeds, attendee.id)


def test_everything_is_told_in_one_save_and_shown_again(at_melton, client):
    told = {
        f"wish_{at_melton.session.id}_1": at_melton.workshop("B"),
        f"wish_{at_melton.session.id}_2": at_melton.workshop("A"),
        "companions-0-name": "Kit Lorne",
        "companions-0-role": "Head of community safety",
        "support-0-name": "Sal Verrin",
        "needs-diets": ["vegan"],
        "needs-access": "step-free way",
        "wants_parking": "y",
        "vehicle": " ab12  cde ",
        "on_printed_list": "y",
    }
    saved = submit(client, at_melton.path(), told)

    assert saved.status_code == 303
    leader = at_melton.leader
    assert (leader.vehicle, leader.wants_parking, leader.on_printed_list) == ("AB12 CDE", True, True)
    assert along(AttendeeKind.COMPANION) == ["Kit Lorne"]
    assert along(AttendeeKind.SUPPORT) == ["Sal Verrin"]
    needs = needs_of(leader)
    assert needs is not None
    assert (needs.access, needs.dietary) == ("step-free way", "vegan\n")
    chosen = [int(at_melton.workshop("B")), int(at_melton.workshop("A"))]
    assert wishes_of([leader.id])[leader.id] == {at_melton.session.id: chosen}

    receipt = client.get(saved.location)
    assert "Kit Lorne" in receipt.text
    assert "B: Reoffending" in receipt.text
    again = page(client.get(at_melton.path()))
    assert again.select_one("[name=companions-0-name]")["value"] == "Kit Lorne"
    assert again.select_one(f"[name=wish_{at_melton.session.id}_1] option[selected]").text == "B: Reoffending"


def test_companions_take_places_and_support_takes_none(at_melton, client):
    submit(client, at_melton.path(), {"companions-0-name": "Kit Lorne", "support-0-name": "Sal Verrin"})

    db.session.expire_all()
    assert (at_melton.party.size, at_melton.summit.places.taken, at_melton.party.agency.taken) == (2, 2, 2)

    submit(client, at_melton.path(), {"companions-0-name": "", "companions-0-role": ""})

    db.session.expire_all()
    assert (at_melton.party.size, at_melton.summit.places.taken) == (1, 1)
    assert along(AttendeeKind.COMPANION) == []
    assert along(AttendeeKind.SUPPORT) == ["Sal Verrin"]


def test_one_companion_too_many_is_refused_beside_the_field_with_nothing_lost(at_melton, client):
    submit(client, at_melton.path(), {"companions-0-name": "Kit Lorne", "companions-1-name": "Bo Harker"})
    shown = client.get(at_melton.path())
    assert "Your organisation’s places are all taken." in shown.text

    refused = submit(
        client, at_melton.path(), {"companions-2-name": "One More", "needs-access": "hearing loop", "vehicle": "X1"}
    )

    assert refused.status_code == 422
    error = page(refused).select_one("#companions-2-name-error")
    assert "No more place is free for your organisation" in error.text
    assert page(refused).select_one("[name=companions-2-name]")["value"] == "One More"
    assert page(refused).select_one("[name=needs-access]").text.strip() == "hearing loop"
    db.session.expire_all()
    assert at_melton.summit.places.taken == 3
    assert db.session.query(AttendeeNeeds).count() == 0


def test_a_companion_who_stays_away_gives_the_workshop_seat_back(at_melton, client):
    submit(client, at_melton.path(), {"companions-0-name": "Kit Lorne"})
    allocate_all(at_melton.summit, keeps_seats=False)
    db.session.commit()
    assert sum(each.taken for each in at_melton.session.workshops) == 2

    submit(client, at_melton.path(), {"companions-0-name": "", "companions-0-role": ""})

    db.session.expire_all()
    assert sum(each.taken for each in at_melton.session.workshops) == 1


def test_places_of_the_summit_limit_companions_too(app, client):
    made = melton(places=1)
    made.answer()

    refused = submit(client, made.path(), {"companions-0-name": "Kit Lorne"})

    assert refused.status_code == 422
    assert "No more place is free at the summit" in refused.text
    db.session.expire_all()
    assert made.summit.places.taken == 1


def test_who_waits_may_tell_but_brings_nobody_yet(app, client):
    made = melton(places=0)
    made.answer()
    assert made.party.state is PlaceState.WAITING

    refused = submit(client, made.path(), {"companions-0-name": "Kit Lorne"})
    saved = submit(client, made.path(), {"needs-diets": ["halal"]})

    assert "once you have a place" in page(refused).select_one("#companions-0-name-error, .govuk-error-summary").text
    assert saved.status_code == 303
    assert needs_of(made.leader).dietary == "halal\n"
    assert made.party.state is PlaceState.WAITING


def test_a_workshop_chosen_twice_is_refused_beside_the_second(at_melton, client):
    first = at_melton.workshop("A")
    name = f"wish_{at_melton.session.id}"

    refused = submit(client, at_melton.path(), {f"{name}_1": first, f"{name}_3": first, "vehicle": "AB12"})

    assert refused.status_code == 422
    assert "already" in page(refused).select_one(f"#{name}_3-error").text


def test_a_choice_left_open_moves_the_next_one_up(at_melton, client):
    submit(client, at_melton.path(), {f"wish_{at_melton.session.id}_3": at_melton.workshop("C")})

    leader = at_melton.leader
    assert wishes_of([leader.id])[leader.id] == {at_melton.session.id: [int(at_melton.workshop("C"))]}


def test_needs_are_never_shown_again_and_may_be_kept_replaced_and_cleared(at_melton, client):
    submit(client, at_melton.path(), {"needs-access": "canary ramp", "needs-diet_words": "canary nuts"})
    assert "canary" not in client.get(at_melton.path()).text
    assert "canary" not in client.get(at_melton.path(page="/details/receipt")).text

    submit(client, at_melton.path(), {"vehicle": "X1"})
    assert needs_of(at_melton.leader).access == "canary ramp"

    unsure = submit(client, at_melton.path(), {"needs-access": "lift"})
    assert unsure.status_code == 422
    assert "Replace them" in page(unsure).select_one("#needs-change-error").text

    submit(client, at_melton.path(), {"needs-change": "replace", "needs-access": "lift"})
    assert (needs_of(at_melton.leader).access, needs_of(at_melton.leader).dietary) == ("lift", "")

    submit(client, at_melton.path(), {"needs-change": "clear"})
    assert needs_of(at_melton.leader) is None


def test_who_sees_needs_and_until_when_stands_beside_them(at_melton, client):
    shown = client.get(at_melton.path()).text

    assert "whoever in our office arranges the day" in shown
    assert "18 November 2026" in shown


@pytest.mark.parametrize("audience", [Audience.PRINCIPAL, Audience.PA])
def test_invitee_and_office_tell_by_their_own_links(at_melton, client, audience):
    assert submit(client, at_melton.path(audience), {"wants_parking": "y", "vehicle": "PA1"}).status_code == 303
    assert at_melton.leader.vehicle == "PA1"


def test_a_substitute_tells_by_their_own_link_and_finds_nothing_of_the_invitee(at_melton, client):
    submit(client, at_melton.path(), {"wants_parking": "y", "vehicle": "MINE", "needs-access": "canary"})
    at_melton.send_jo()

    shown = client.get(at_melton.path(Audience.SUBSTITUTE))

    assert "Jo Merrick" in shown.text
    assert "MINE" not in shown.text
    assert "canary" not in shown.text
    assert submit(client, at_melton.path(Audience.SUBSTITUTE), {"needs-diets": ["kosher"]}).status_code == 303
    assert (at_melton.leader.name, needs_of(at_melton.leader).dietary) == ("Jo Merrick", "kosher\n")


def test_what_was_told_of_somebody_else_meanwhile_is_not_saved(at_melton, client):
    path = at_melton.path()
    values = hidden_values(client.get(path))
    at_melton.send_jo()

    late = client.post(path, data=values | {"needs-access": "canary"})

    assert late.status_code == 409
    assert "Somebody else comes now" in late.text
    assert db.session.query(AttendeeNeeds).count() == 0


def test_without_a_yes_the_answer_comes_first(app, client):
    made = melton()

    assert client.get(made.path(), follow_redirects=True).request.path == made.path(page="")
    made.answer(PartStat.TENTATIVE)
    assert client.get(made.path()).status_code == 303


def test_only_a_summit_has_details(app, client):
    made = melton()
    made.answer()
    made.summit.engagement.kind = made.summit.engagement.kind.__class__.VISIT
    db.session.commit()

    assert client.get(made.path()).status_code == 404
    assert client.get(f"/a/{'a' * 32}/details").status_code == 404


def hidden_values(shown) -> dict[str, str]:
    return {each["name"]: each.get("value", "") for each in page(shown).select("main form input[type=hidden]")}


def test_after_the_day_to_answer_by_nothing_is_kept(at_melton, client):
    path = at_melton.path()
    values = hidden_values(client.get(path))
    at_melton.summit.engagement.reply_by_at = NOW
    db.session.commit()
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        late = client.post(path, data=values | {"vehicle": "LATE", "wants_parking": "y"}, follow_redirects=True)
        assert "Save" not in late.text
        assert "Rowan Ashdown" in late.text

    assert at_melton.leader.vehicle == ""


def test_whose_place_came_free_late_may_tell_until_the_day(at_melton, client):
    at_melton.summit.engagement.reply_by_at = NOW
    at_melton.party.offers = 1
    db.session.commit()
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        assert submit(client, at_melton.path(), {"wants_parking": "y", "vehicle": "LATE"}).status_code == 303

    assert at_melton.leader.vehicle == "LATE"


def test_another_name_on_a_companion_s_line_is_another_human(at_melton, client):
    submit(client, at_melton.path(), {"companions-0-name": "Kit Lorne", "companions-0-needs-access": "canary"})
    (companion,) = db.session.scalars(select(Attendee).where(Attendee.kind == AttendeeKind.COMPANION))
    assert needs_of(companion).access == "canary"

    submit(client, at_melton.path(), {"companions-0-name": "Bo Harker"})

    db.session.expire_all()
    assert companion.name == "Bo Harker"
    assert needs_of(companion) is None


def test_a_line_of_another_party_is_not_taken_over(at_melton, client):
    other = Party(summit=at_melton.summit, state=PlaceState.NOT_WANTED)
    other.attendees = [Attendee(kind=AttendeeKind.COMPANION, name="Canary Strange")]
    db.session.add(other)
    db.session.commit()
    stolen = other.attendees[0].id

    submit(client, at_melton.path(), {"companions-0-attendee": str(stolen), "companions-0-name": "Mine"})

    assert db.session.get(Attendee, stolen).name == "Canary Strange"
    assert "Mine" in along(AttendeeKind.COMPANION)


def test_a_line_without_a_name_is_refused(at_melton, client):
    refused = submit(client, at_melton.path(), {"companions-0-role": "Manager"})

    assert "Enter their name" in page(refused).select_one("#companions-0-name-error").text


def test_companions_are_placed_by_the_choices_of_whoever_brings_them(at_melton, client):
    wish = {f"wish_{at_melton.session.id}_1": at_melton.workshop("C")}
    submit(client, at_melton.path(), wish | {"companions-0-name": "Kit Lorne", "support-0-name": "Sal Verrin"})

    by_name = dict(db.session.execute(select(Attendee.name, Attendee.id)).all())
    wishes = wishes_of(by_name.values())
    assert wishes[by_name["Kit Lorne"]] == wishes[at_melton.leader.id]
    assert by_name["Sal Verrin"] not in wishes


def test_a_repeat_changes_nothing_and_writes_no_second_line(at_melton, client):
    submit(client, at_melton.path(), {"wants_parking": "y", "vehicle": "X1", "companions-0-name": "Kit Lorne"})
    lines = select(func.count()).select_from(AuditEntry)
    before = db.session.scalar(lines)

    submit(client, at_melton.path())

    assert db.session.scalar(lines) == before
    assert along(AttendeeKind.COMPANION) == ["Kit Lorne"]


def test_a_look_changes_nothing(at_melton, client):
    before = db.session.scalar(select(func.count()).select_from(AuditEntry))

    assert client.get(at_melton.path()).headers["X-Robots-Tag"].startswith("noindex")
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == before


def test_a_summit_without_companions_asks_for_none(app, client):
    made = melton(takes_companions=False)
    made.answer()

    assert "Who comes with you" not in client.get(made.path()).text
    refused = submit(client, made.path(), {"companions-0-name": "Kit Lorne"})
    assert refused.status_code == 422


def test_the_gate_of_another_organisation_stays_shut(at_melton, client):
    """Nothing of another invitee is on the page."""
    post = factories.post(organisation=factories.organisation(name="Canary District Council"))
    factories.tenure(post=post, person=factories.person(name="Canary Strange"))
    db.session.commit()

    assert "Canary" not in client.get(at_melton.path()).text

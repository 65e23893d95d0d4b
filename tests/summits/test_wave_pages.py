"""The pages of waves, pressed as a browser without JavaScript presses them."""

from datetime import timedelta

import pytest
import time_machine

from scheduler.core.db import db
from scheduler.invitations.models import Invitation
from scheduler.invitations.rules import PartStat
from scheduler.outbox.models import Notice
from scheduler.summits.models import PlannedWave
from scheduler.summits.rules.vocabulary import WaveKind
from tests import factories
from tests.browsing import form_values, page, submit
from tests.factories import NOW
from tests.queries import count_queries
from tests.summits.county import County, county, mails


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ours(app) -> County:
    return county()


def place(ours: County, rest: str = "") -> str:
    return f"/summits/{ours.summit.id}/waves{rest}"


def members(planned: PlannedWave) -> set[int | None]:
    db.session.expire_all()
    return {each.post_id for each in db.session.get(PlannedWave, planned.id).members}


def test_the_first_visit_offers_the_usual_four_and_plans_them_on_a_press(ours, manager):
    assert "No waves yet" in manager.get(place(ours)).text
    assert db.session.query(PlannedWave).count() == 0
    submit(manager, place(ours), form="main form[action$=usual]")
    shown = page(manager.get(place(ours)))
    rows = shown.select_one("table").select("tbody th")
    assert [th.contents[0].strip() for th in rows] == ["Save the date", "Wave 1", "Wave 2", "Reserve"]


def test_a_wave_is_added_and_a_bad_name_is_said_beside_its_field(ours, manager):
    ours.plan("melton", name="Wave 1")
    refused = submit(manager, place(ours, "/add"), {"name": "wave 1"}, form="main form[method=post]")
    assert refused.status_code == 422
    assert "There is a wave called “wave 1” already" in page(refused).select_one("#name-error").text
    made = submit(manager, place(ours, "/add"), {"name": "Wave 2", "planned_on": ["18", "9", "2026"]})
    assert made.status_code == 303
    assert "18 September 2026" in manager.get(place(ours)).text


def test_ticks_survive_a_search_and_are_stored_by_save_only(ours, manager):
    planned = ours.plan("melton")
    path = place(ours, f"/{planned.id}/members")
    form = page(manager.get(path)).select_one("form[action$=members]")
    found = manager.post(path, data=form_values(form) | {"q": "trust"})
    assert members(planned) == {ours.seats["melton"].id}
    shown = page(manager.get(found.location)).select_one("form[action$=members]")
    ticked = form_values(shown)
    assert ticked["post"] == [str(ours.seats["melton"].id)]
    ticked["post"].append(str(ours.seats["trust"].id))
    manager.post(path, data=ticked | {"save": "1"})
    assert members(planned) == {ours.seats["melton"].id, ours.seats["trust"].id}


def test_whoever_is_in_another_wave_is_added_in_one_press(ours, manager):
    ours.plan("melton", "trust", name="Wave 1")
    save = ours.plan("harby", kind=WaveKind.SAVE_THE_DATE, name="Save the date")
    other = db.session.query(PlannedWave).filter_by(name="Wave 1").one()
    submit(manager, place(ours, f"/{save.id}/members"), {"wave": str(other.id)}, form="main form[action$=like]")
    assert members(save) == {ours.seats[each].id for each in ("melton", "trust", "harby")}


def test_the_review_says_who_gets_it_who_does_not_and_why(ours, manager):
    ours.send("melton")
    vacant = factories.post(title="Mayor", email="", organisation=ours.seats["harby"].organisation)
    silent = factories.post(title="Clerk", email="", organisation=ours.seats["harby"].organisation)
    factories.tenure(post=silent, person=factories.person(email=""))
    planned = ours.plan("melton", "harby")
    ours.seats |= {"mayor": vacant, "clerk": silent}
    planned = ours.plan("melton", "harby", "mayor", "clerk", name="Wave 2")
    text = page(manager.get(place(ours, f"/{planned.id}/review"))).text
    assert "2 mails to 1 invitee" in text
    assert "Since wave 1 (7 September 2026): 1 new, 1 already invited." in text
    assert "wave 1; no answer yet" in " ".join(text.split())
    assert "1 vacant" in text
    assert "1 without an address" in text
    title = ours.summit.engagement.title
    assert f"You are invited to the summit “{title}”, hosted by the Commissioner and the Chief Constable." in text


def test_sending_from_the_review_sends_and_the_list_says_so(ours, manager):
    planned = ours.plan("melton", "trust", name="Wave 1")
    path = place(ours, f"/{planned.id}/review")
    sent = submit(manager, path, form="form.send")
    assert sent.location == place(ours)
    text = page(manager.get(place(ours))).text
    assert "Invited 2 people; their mail is on the way." in text
    assert "wave 1: 2 invited, 0 answered" in text
    again = manager.get(path).text
    assert "This wave was sent." in again
    assert 'form class="send"' not in again


def test_whoever_is_left_of_a_sent_wave_is_put_into_another_in_one_press(ours, manager):
    vacant = ours.seats["trust"]
    vacant.tenures[0].until_on = NOW.date() - timedelta(days=1)
    sent = ours.send("melton", "trust", name="Wave 1")
    other = ours.plan("chair", name="Wave 2")
    factories.tenure(post=vacant, from_on=NOW.date())
    path = place(ours, f"/{sent.id}/review")
    assert "Wave 1 was sent" in manager.get(path).text
    submit(manager, path, {"wave": str(other.id)}, form="main form[action$=put]")
    assert members(other) == {ours.seats["chair"].id, vacant.id}


def test_more_mails_than_the_ceiling_are_confirmed_by_their_number(ours, manager):
    factories.office()
    from_habits = db.session.execute(db.text("UPDATE mail_habits SET ceiling = 2"))
    assert from_habits.rowcount == 1
    planned = ours.plan("melton", "trust")
    path = place(ours, f"/{planned.id}/review")
    refused = submit(manager, path, form="form.send")
    assert refused.status_code == 422
    assert db.session.query(Invitation).count() == 0
    assert submit(manager, path, {"confirmed_mails": "3"}, form="form.send").status_code == 303
    assert db.session.query(Invitation).count() == 2


def test_samples_go_to_whoever_presses_and_invite_nobody(ours, manager):
    planned = ours.plan("melton", "trust")
    submit(manager, place(ours, f"/{planned.id}/review"), form="main form[action$=sample]")
    assert {each.recipient_address for each in mails("sample")} == {
        each.recipient_address for each in db.session.query(Notice)
    }
    assert db.session.query(Invitation).count() == 0


def test_the_html_of_a_sample_can_be_looked_at(ours, manager):
    planned = ours.plan("melton")
    shown = page(manager.get(place(ours, f"/{planned.id}/preview/0")))
    assert "Invitation: Crime Reduction summit" in shown.h1.text
    assert manager.get(place(ours, f"/{planned.id}/preview/9")).status_code == 404


def test_a_wave_of_another_summit_is_not_found(ours, manager):
    planned = ours.plan("melton")
    other = factories.summit()
    db.session.commit()
    assert manager.get(f"/summits/{other.id}/waves/{planned.id}/review").status_code == 404


def test_apologies_bring_the_reserve_of_their_area_to_mind_first(ours, manager):
    ours.seats["clinic"] = factories.post(
        title="Chair", organisation=factories.organisation(name="Soar Clinics", area=ours.areas["Health"])
    )
    factories.tenure(post=ours.seats["clinic"])
    reserve = ours.plan("clinic", "university", "harby chief", kind=WaveKind.RESERVE, name="Reserve")
    ours.send("trust", "harby")
    ours.answer("trust", PartStat.DECLINED)
    ours.answer("harby", PartStat.DECLINED)
    path = place(ours, f"/{reserve.id}/reserve")
    shown = page(manager.get(path))
    assert [_proposed(row) for row in shown.select("tbody tr")] == [
        ("Chief executive, Harby District Council", "Harby District Council sent apologies", True),
        ("Chair, Soar Clinics", "Vale NHS Trust (Health) sent apologies", True),
        ("Director of safety, Ashby University", "nobody of their area is missing", False),
    ]
    called = submit(manager, path)
    made = db.session.query(PlannedWave).filter_by(name="From the reserve, 1").one()
    assert called.location == place(ours, f"/{made.id}/review")
    assert members(made) == {ours.seats["clinic"].id, ours.seats["harby chief"].id}


def test_calling_up_nobody_is_refused_in_words(ours, manager):
    reserve = ours.plan("university", kind=WaveKind.RESERVE, name="Reserve")
    path = place(ours, f"/{reserve.id}/reserve")
    assert "Tick at least one" in manager.get(submit(manager, path).location).text


def test_the_list_and_the_review_ask_as_often_however_many_there_are(ours, manager):
    planned = ours.plan("melton", groups=[factories.post_group().id])
    ours.send("trust", groups=[factories.post_group(role_kinds=["member"]).id])
    paths = (place(ours), place(ours, f"/{planned.id}/review"))
    few = [_asked(manager, path) for path in paths]
    for seat in ("university", "chair", "harby chief", "melton chief"):
        ours.send(seat, groups=[factories.post_group(role_kinds=["member"]).id])
    assert [_asked(manager, path) for path in paths] == few


def _asked(client, path: str) -> int:
    client.get(path)
    with count_queries() as sent:
        client.get(path)
    return len(sent)


def _proposed(row) -> tuple[str, str, bool]:
    return row.th.label.text, row.select("td")[-1].text, bool(row.select("[checked]"))

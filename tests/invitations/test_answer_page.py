from datetime import timedelta

import pytest
import time_machine

from scheduler.core.db import db
from scheduler.engagements.rules import EngagementStatus
from scheduler.engagements.service import cancel_engagement, postpone_engagement
from scheduler.invitations.models import Reply
from scheduler.invitations.rules import Answer, Audience, Authority, PartStat, ReplySource
from scheduler.invitations.service import give_address, record_reply, token_of, withdraw_invitation
from tests.browsing import form_values, page, submit
from tests.factories import NOW
from tests.invitations.conftest import REPLY_BY, mark_sent, waiting
from tests.invitations.test_telling import move

YES = {"who": "invitee", "answer": "ACCEPTED"}
DEPUTY = {
    "who": "their office",
    "answer": "DELEGATED",
    "substitute_name": "Ife O’Neill-Adeyemi OBE",
    "substitute_role": "Deputy Leader",
    "substitute_band": "2",
    "substitute_authority": "limited",
}


@pytest.fixture
def path(visit):
    visit.invite()
    db.session.commit()
    return visit.path()


def heading(response):
    return page(response).h1.text.strip()


def replies():
    db.session.rollback()
    return db.session.query(Reply).order_by(Reply.id).all()


def test_it_says_who_is_invited_to_what_when_where_and_with_whom(client, path):
    text = " ".join(page(client.get(path)).main.text.split())
    for fact in (
        "You are answering for: Councillor Rowan Ashdown, Leader, Melton Borough Council",
        "Visit to Melton",
        "The Commissioner and the Chief Constable",
        "Tuesday 6 October 2026, 2pm to 3pm",
        "Parkside, Melton Mowbray",
        "Thursday 1 October 2026, 5pm",
        "I am the Leader",
        "I answer for the Leader’s office",
        "I come in the Leader’s place",
        "r…@example.org",
    ):
        assert fact in text
    assert "rowan@example.org" not in text


def test_yes_is_saved_and_a_receipt_shown(client, path):
    saved = submit(client, path, YES)
    assert saved.status_code == 303
    assert saved.location == f"{path}/receipt"
    shown = page(client.get(saved.location))
    assert shown.h1.text == "Your answer is saved"
    assert shown.select_one(f"a[href='{path}/calendar.ics']")
    assert [reply.partstat for reply in replies()] == [PartStat.ACCEPTED]


def test_who_sends_apologies_is_not_asked_to_put_it_into_a_calendar(client, path):
    saved = submit(client, path, YES | {"answer": "DECLINED"})
    shown = page(client.get(saved.location))
    assert "Apologies" in shown.main.text
    assert not shown.select_one(f"a[href='{path}/calendar.ics']")


def test_someone_else_is_saved_with_everything_about_them(client, path):
    submit(client, path, DEPUTY | {"message": "Back on Monday"})
    (reply,) = replies()
    stand_in = reply.substitution
    assert (reply.partstat, reply.answered_by, reply.message) == (PartStat.DELEGATED, "their office", "Back on Monday")
    assert (stand_in.name, stand_in.role, stand_in.band) == ("Ife O’Neill-Adeyemi OBE", "Deputy Leader", 2)
    assert stand_in.authority is Authority.LIMITED
    assert "Ife O’Neill-Adeyemi OBE, Deputy Leader" in client.get(f"{path}/receipt").text


def test_a_link_preselects_and_never_submits(client, path):
    shown = page(client.get(f"{path}?answer=yes&utm_source=mail"))
    assert shown.select_one("input[name=answer][value=ACCEPTED]").has_attr("checked")
    assert replies() == []


def test_without_a_wish_nothing_is_preselected_but_who_it_was_sent_to(client, visit, path):
    assert not page(client.get(path)).select("input[name=answer][checked]")
    office = page(client.get(visit.path(Audience.PA)))
    assert office.select_one("input[name=who][checked]")["value"] == "their office"


def test_a_bot_that_presses_without_choosing_gets_the_form_back(client, path):
    answered = submit(client, path)
    assert answered.status_code == 422
    assert "Choose an answer." in page(answered).select_one(".govuk-error-summary").text
    assert page(answered).title.text == "Error: Will you come? – Engagement scheduler"
    assert replies() == []


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ("substitute_name", "Enter the name of the person who will come."),
        ("substitute_role", "Enter their role, such as Deputy Leader."),
        ("substitute_band", "Choose how senior they are."),
        ("substitute_authority", "Choose whether they can commit your organisation."),
    ],
)
def test_a_half_named_substitute_is_asked_for_and_the_rest_kept(client, path, left_out, said):
    typed = {name: value for name, value in DEPUTY.items() if name != left_out}
    answered = submit(client, path, typed)
    assert answered.status_code == 422
    assert said in page(answered).select_one(".govuk-error-summary").text
    kept = form_values(page(answered).select_one("main form"))
    assert all(kept[name] == [value] for name, value in typed.items())


def test_the_same_post_again_is_one_answer_and_one_receipt(client, path):
    for _ in range(3):
        assert submit(client, path, YES).status_code == 303
    assert len(replies()) == 1
    assert len(waiting("receipt")) == 1


def test_a_stored_answer_is_shown_and_can_be_changed(client, path):
    submit(client, path, YES)
    shown = page(client.get(path))
    assert "Your answer is Coming" in " ".join(shown.select_one(".summary").text.split())
    assert shown.select_one("input[name=answer][value=ACCEPTED]").has_attr("checked")
    submit(client, path, YES | {"answer": "DECLINED"})
    assert [reply.partstat for reply in replies()] == [PartStat.ACCEPTED, PartStat.DECLINED]


def test_an_answer_about_a_moved_engagement_gets_the_new_time_and_loses_nothing(client, visit, path):
    form = page(client.get(path)).select_one("main form")
    typed = form_values(form) | DEPUTY | {"message": "See you there"}
    move(visit.engagement)
    refused = client.post(path, data=typed)
    assert refused.status_code == 409
    assert "Wednesday 7 October 2026" in refused.text
    again = form_values(page(refused).select_one("main form"))
    assert again["message"] == ["See you there"]
    assert replies() == []
    assert client.post(path, data=again).status_code == 303
    assert len(replies()) == 1


def test_a_half_answer_about_a_moved_engagement_is_told_of_both_at_once(client, visit, path):
    typed = form_values(page(client.get(path)).select_one("main form")) | {"answer": []}
    move(visit.engagement)
    refused = client.post(path, data=typed)
    assert refused.status_code == 409
    assert "Wednesday 7 October 2026" in refused.text
    assert "Choose an answer." in refused.text
    assert replies() == []


def make_withdrawn(visit):
    withdraw_invitation(visit.link().invitation, now=NOW)


def make_replaced(visit):
    mark_sent()
    give_address(visit.link().invitation, Audience.PRINCIPAL, "", "new@example.org", now=NOW)
    mark_sent()


STATES = {
    "This invitation was withdrawn": make_withdrawn,
    "This has been cancelled": lambda visit: cancel_engagement(visit.engagement, "Ill", now=NOW),
    "This has been postponed": lambda visit: postpone_engagement(visit.engagement, "Ill", now=NOW),
    "The time to answer has ended": lambda visit: setattr(visit.engagement, "reply_by_at", NOW - timedelta(seconds=1)),
    "This is over": lambda visit: (
        setattr(visit.engagement, "status", EngagementStatus.HELD)
        or setattr(visit.engagement, "starts_at", NOW - timedelta(hours=1))
    ),
    "This link no longer works": make_replaced,
}


@pytest.mark.parametrize("said", STATES)
def test_what_cannot_be_answered_has_a_plain_page_of_its_own(client, visit, path, said):
    form = form_values(page(client.get(path)).select_one("main form")) | YES
    STATES[said](visit)
    db.session.commit()
    for shown in (client.get(path), client.get(f"{path}/receipt")):
        assert shown.status_code == 200
        assert heading(shown) == said
        assert "0116 496 0000" in page(shown).main.text
        assert page(shown).select_one("input[name=answer]") is None
    refused = client.post(path, data=form)
    assert (refused.status_code, heading(refused)) == (409, said)
    assert replies() == []


def test_withdrawn_and_replaced_links_show_nothing_of_the_engagement(client, visit, path):
    make_withdrawn(visit)
    db.session.commit()
    assert "Melton" not in client.get(path).text
    assert client.get(f"{path}/calendar.ics").status_code == 410


def test_the_closed_page_shows_the_answer_that_stands(client, visit, path):
    submit(client, path, DEPUTY)
    with time_machine.travel(REPLY_BY + timedelta(seconds=1), tick=False):
        shown = client.get(path)
    assert heading(shown) == "The time to answer has ended"
    assert "Ife O’Neill-Adeyemi OBE" in shown.text


def test_a_replaced_link_can_ask_for_a_new_one_at_the_stored_address_only(client, visit, path):
    make_replaced(visit)
    db.session.commit()
    assert "example.org" not in page(client.get(path)).main.text
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        asked = submit(client, path)
    assert asked.status_code == 303
    assert heading(client.get(asked.location)) == "Look at your mail"
    assert [notice.recipient_address for notice in waiting("invitation")] == ["new@example.org"]


@pytest.mark.parametrize("token", ["x", "sample.", "a" * 32, "2" * 32, "%00", "../today"])
def test_unknown_and_malformed_links_are_the_same_404(client, path, token):
    answered = client.get(f"/a/{token}")
    assert answered.status_code == 404
    assert answered.text == client.get("/a/zzzz").text


def test_a_link_survives_what_gateways_do_to_it(client, visit, path):
    token = token_of(visit.link())
    for mangled in (token.upper(), f"{token}.", f"{token})", f"{token}?utm_campaign=x&answer=perhaps"):
        assert client.get(f"/a/{mangled}").status_code == 200


def test_a_link_opens_its_own_invitation_only(client, visit, path):
    other = visit.path(post=visit.stranger)
    assert "Canary" not in client.get(path).text
    assert "Melton Borough" not in client.get(other).text
    submit(client, path, YES)
    assert visit.link(post=visit.stranger).invitation.partstat is PartStat.NEEDS_ACTION


def test_no_page_of_an_invitee_contains_anybody_elses_name_or_address(client, visit, path):
    record_reply(
        visit.link(post=visit.stranger).invitation,
        Answer(PartStat.ACCEPTED, message="canary message"),
        source=ReplySource.TELEPHONE,
        now=NOW,
    )
    db.session.commit()
    submit(client, path, YES)
    for shown in (path, f"{path}/receipt", f"{path}/calendar.ics", visit.path(Audience.PA)):
        text = client.get(shown).text.lower()
        assert "canary" not in text
        assert "pip@" not in text


def test_the_calendar_entry_is_an_entry_to_keep_not_a_meeting_request(client, path):
    entry = client.get(f"{path}/calendar.ics")
    assert entry.content_type == "text/calendar; charset=utf-8"
    assert "UID:" in entry.text
    assert not any(word in entry.text for word in ("METHOD", "ORGANIZER", "ATTENDEE"))


def test_pages_behind_a_link_stay_out_of_caches_indexes_and_referrers(client, path):
    for shown in (client.get(path), client.get(f"{path}/calendar.ics"), client.get("/a/unknown-link")):
        assert shown.headers["Cache-Control"] == "no-store"
        assert shown.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in shown.headers["X-Robots-Tag"]


def test_the_sample_page_says_that_it_is_one(client, app):
    assert heading(client.get("/a/sample")) == "This is a sample"

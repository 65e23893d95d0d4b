"""The office's pages about other times: obstacles fresh, one click, a clash with a reason, one winner."""

import pytest

from scheduler.accounts.models import MailHabits
from scheduler.core.db import db
from scheduler.invitations.rules import PartStat, ProposalState, ReplySource
from scheduler.invitations.service.another_time import accept_proposal
from tests.browsing import form_values, page, submit
from tests.factories import NOW
from tests.invitations.conftest import mark_sent, waiting
from tests.invitations.proposing import THURSDAY, WEDNESDAY
from tests.invitations.test_another_time_pages import WED, errors, typed, words
from tests.invitations.test_another_time_service import answer
from tests.invitations.test_telling import move


@pytest.fixture
def proposal(proposing):
    return proposing.propose(WEDNESDAY, THURSDAY, message="Market day on Tuesdays")


@pytest.fixture
def place(proposal):
    return f"/proposals-of-time/{proposal.id}"


def accept_form(proposal, index=0):
    return f"form[action$='/times/{proposal.times[index].id}/accept']"


def test_the_list_and_both_panels_lead_to_the_proposal(manager, proposing, proposal, place):
    for path in (
        "/proposals-of-time",
        f"/engagements/{proposing.engagement.id}",
        f"/invitations/{proposal.invitation_id}",
    ):
        shown = manager.get(path)
        assert "Wednesday 7 October 2026, 10am to 11am" in words(shown), path
        assert page(shown).select_one(f"a[href='{place}']") is not None, path


def test_obstacles_are_fresh_whenever_the_page_is_looked_at(manager, proposing, proposal, place):
    assert words(manager.get(place)).count("Nothing is in the way") == 2
    other = proposing.busy(WEDNESDAY, title="Budget meeting")
    shown = manager.get(place)
    assert "“Budget meeting” from 10am to 11am" in words(shown)
    assert page(shown).select_one(f"a[href='/engagements/{other.id}']") is not None
    assert words(shown).count("Nothing is in the way") == 1


def test_one_click_accepts(manager, proposing, proposal, place):
    sent = submit(manager, place, form=accept_form(proposal, 1))
    assert sent.status_code == 303
    assert proposing.engagement.starts_at == THURSDAY.starts_at
    assert "Moved to Thursday 8 October 2026, 10am to 11am" in words(manager.get(sent.location.split("#")[0]))
    assert "this one was accepted" in words(manager.get(f"/invitations/{proposal.invitation_id}"))


def test_one_click_on_the_engagement_s_own_page_does_the_same(manager, proposing, proposal):
    sent = submit(manager, f"/engagements/{proposing.engagement.id}", form=accept_form(proposal))
    assert sent.status_code == 303
    assert proposing.engagement.starts_at == WEDNESDAY.starts_at


def test_what_came_into_the_way_since_is_shown_before_anything_moves(manager, proposing, proposal, place):
    opened = form_values(page(manager.get(place)).select_one(accept_form(proposal)))
    proposing.busy(WEDNESDAY, title="Budget meeting")
    refused = manager.post(f"/proposals-of-time/times/{proposal.times[0].id}/accept", data=opened)
    assert refused.status_code == 422
    assert "Somebody is already busy then" in words(refused)
    assert "Budget meeting" in words(refused)
    again = form_values(page(refused).select_one(accept_form(proposal)))
    sent = manager.post(
        f"/proposals-of-time/times/{proposal.times[0].id}/accept", data=again | {"clash_reason": "Must"}
    )
    assert sent.status_code == 303
    assert proposing.engagement.clash_reason == "Must"


def test_whoever_comes_second_gets_a_plain_page(manager, proposing, proposal, place):
    shown = page(manager.get(place))
    forms = [shown.select_one(accept_form(proposal, 1)), shown.select_one("form[action$='/decline']")]
    accept_proposal(proposal.times[0], decided_by="Kit Barrowby", now=NOW)
    db.session.commit()
    for form in forms:
        late = manager.post(form["action"], data=form_values(form))
        assert late.status_code == 409
        assert "Somebody was faster" in words(late)
        assert "Accepted by Kit Barrowby" in words(late)
        assert page(late).select_one("main form") is None
    assert proposing.engagement.starts_at == WEDNESDAY.starts_at


def test_declining_starts_from_courteous_words_that_can_be_changed(manager, proposal, place):
    box = page(manager.get(place)).select_one("[name=words]")
    assert "We are sorry that we cannot make them." in box.text
    sent = submit(manager, place, {"words": ""}, "form[action$='/decline']")
    assert (sent.status_code, errors(sent)) == (422, ["Enter a sentence or two for them."])
    assert submit(manager, place, form="form[action$='/decline']").status_code == 303
    assert proposal.state is ProposalState.DECLINED
    assert "Thank you for proposing these times" in words(manager.get(place))


def test_a_telephone_call_is_noted_and_leads_to_the_decision(manager, proposing):
    invitation = proposing.link().invitation
    path = f"/invitations/{invitation.id}/another-time"
    proposing.busy(WEDNESDAY, title="Budget meeting")
    assert errors(submit(manager, path, typed(WED))) == ["Choose who is asking."]
    sent = submit(manager, path, typed(WED) | {"who": "their office", "message": "Jo rang"})
    assert sent.status_code == 303
    shown = words(manager.get(sent.location))
    assert "by telephone, their office, noted by" in shown
    assert "Budget meeting" in shown
    assert proposing.newest().source is ReplySource.TELEPHONE


def test_a_viewer_reads_and_decides_nothing(viewer, proposal, place):
    shown = viewer.get(place)
    assert shown.status_code == 200
    assert page(shown).select_one("main form") is None


def test_after_a_move_the_panel_says_who_must_be_asked_again(manager, proposing):
    path = f"/engagements/{proposing.engagement.id}"
    answer(proposing, PartStat.ACCEPTED)
    assert page(manager.get(path)).select_one("#asked-again") is None, "nothing has moved"
    answer(proposing, PartStat.DECLINED, proposing.stranger)
    move(proposing.engagement)
    db.session.commit()
    assert "2 not told of the change yet" in words(manager.get(path))
    mark_sent(("update",))
    shown = words(manager.get(path))
    assert "1 asked again by mail and 1 declined the earlier time, asked too" in shown
    assert "For the earlier time; asked again by mail" in shown
    answer(proposing, PartStat.ACCEPTED)
    shown = manager.get(f"{path}?answer=to_be_asked")
    assert "1 declined the earlier time, asked too and 1 answered since" in words(shown)
    table = page(shown).select_one("#invitations table").get_text(" ")
    assert "Canary" in table
    assert "Melton" not in table
    export = manager.get(f"{path}/invitations.csv?answer=to_be_asked").text
    assert "Canary" in export
    assert "Leader, Melton" not in export


def test_who_answered_before_keeps_the_answer_as_history(manager, proposing):
    answer(proposing, PartStat.ACCEPTED)
    move(proposing.engagement)
    db.session.commit()
    shown = words(manager.get(f"/invitations/{proposing.link().invitation_id}"))
    assert "about an earlier plan" in shown
    assert waiting("update")


def test_more_mails_than_the_ceiling_are_asked_for_twice(manager, proposing, proposal, place):
    db.session.merge(MailHabits(office_id=1, ceiling=3))
    db.session.commit()
    asked = submit(manager, place, form=accept_form(proposal))
    assert asked.status_code == 422
    assert "This sends 4 mails." in words(asked)
    assert (proposal.state, proposing.engagement.sequence) == (ProposalState.OPEN, 0)
    form = page(asked).select_one(accept_form(proposal))
    sent = manager.post(form["action"], data=form_values(form) | {"confirmed_mails": "4"})
    assert sent.status_code == 303
    assert proposal.state is ProposalState.ACCEPTED

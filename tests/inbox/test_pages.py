"""The pages of the inbox: what needs a look, and one press for each way out."""

from datetime import timedelta

import pytest

from scheduler.core.db import db
from scheduler.engagements.rules import EngagementStatus
from scheduler.ical.event import Timed
from scheduler.ical.itip import Attendee
from scheduler.inbox.models import AddressAlias, InboundMail
from scheduler.inbox.queries.triage import count_waiting
from scheduler.inbox.rules.vocabulary import MailDoor, MailState, Outcome
from scheduler.inbox.service.receiving import receive
from scheduler.invitations.models import CounterProposal
from scheduler.invitations.rules import Answerer, Authority, PartStat, ReplySource
from tests.browsing import page, submit
from tests.factories import NOW
from tests.inbox.post_office import JO, ROWAN

OTHER = "rowan.ashdown@example.com"


def press(manager, row, way, **values: object):
    """Fill and send the form of one way out."""
    name = f"{way}{row.id}-"
    named = {f"{name}{key}": value for key, value in values.items()}
    return submit(manager, f"/inbox/{row.mail_id}", named, f"form[action$='/{row.id}/{way}']")


def fresh(row):
    db.session.expire_all()
    return row


def test_the_list_says_who_why_about_what_and_how_long_it_has_waited(post, viewer):
    post.say(address=OTHER, sender=OTHER)
    post.say("DECLINED", dmarc="fail", after=-120)

    shown = page(viewer.get("/inbox"))

    rows = [" ".join(each.text.split()) for each in shown.select("tbody tr")]
    assert len(rows) == count_waiting() == 2
    assert all(words in rows[0] for words in ("Not invited", OTHER, "less than a minute ago"))
    assert all(
        words in rows[1] for words in ("Sender forged", "Canary" not in rows[1] and "Visit to Melton", "2 hours")
    )
    assert "Inbox (2)" in shown.select_one("nav").text


def test_reasons_and_all_mail_are_filters(post, viewer):
    post.say(address=OTHER, sender=OTHER)
    post.say("DECLINED", dmarc="fail", after=1)
    post.say("ACCEPTED", after=2)

    assert len(page(viewer.get("/inbox?why=failed+dmarc")).select("tbody tr")) == 1
    everything = page(viewer.get("/inbox?show=all")).select("tbody tr")
    assert ["Done" in row.text for row in everything] == [True, False, False]
    assert viewer.get("/inbox?why=rubbish&page=99&show=x").status_code == 200


def test_remembering_the_address_takes_the_answer_and_every_later_one(post, manager):
    row = post.say("ACCEPTED", address=OTHER, sender=OTHER)

    answer = press(manager, row, "remember", invitation=post.invitation.id, owner="person")

    assert (answer.status_code, answer.location) == (303, "/inbox")
    assert (fresh(row).outcome, row.mail.state) == (Outcome.ACCEPTED, MailState.DONE)
    reply = post.invitation.replies[0]
    assert (reply.partstat, reply.source, reply.from_address) == (PartStat.ACCEPTED, ReplySource.EMAIL, OTHER)
    assert reply.recorded_by.startswith("Robin Ferncastle")
    assert post.say("DECLINED", address=OTHER, sender=OTHER, after=5).outcome is Outcome.TAKEN


def test_an_alias_is_listed_and_forgotten(post, manager, viewer):
    db.session.add(AddressAlias(address_key=OTHER, post=post.visit.leader, remembered_at=NOW))
    db.session.commit()
    assert OTHER in viewer.get("/inbox/aliases").text

    submit(manager, "/inbox/aliases", form="main table form")

    assert OTHER not in page(manager.get("/inbox/aliases")).select_one("main").text.split("is forgotten")[-1]
    assert post.say(address=OTHER, sender=OTHER).outcome is Outcome.TRIAGE


def test_a_party_crasher_may_be_accepted_as_substitute(post, manager):
    row = post.say(
        "ACCEPTED", attendee=Attendee(address=OTHER, name="Sam Penhallow", partstat="ACCEPTED"), sender=OTHER
    )
    form = page(manager.get(f"/inbox/{row.mail_id}")).select_one(f"form[action$='/{row.id}/substitute']")
    assert form.select_one("input[name$='-name']")["value"] == "Sam Penhallow"

    refused = press(manager, row, "substitute", invitation=post.invitation.id, role="")
    assert refused.status_code == 422
    assert "Enter their role" in refused.text
    assert post.invitation.partstat is PartStat.NEEDS_ACTION

    press(manager, row, "substitute", invitation=post.invitation.id, role="Deputy Leader", band="2", authority="full")
    stand_in = post.invitation.replies[0].substitution
    assert (post.invitation.partstat, stand_in.name) == (PartStat.DELEGATED, "Sam Penhallow")
    assert (stand_in.band, stand_in.authority, stand_in.address) == (2, Authority.FULL, OTHER)


def test_what_is_still_unknown_of_a_deputy_is_asked_and_filled_in(post, manager):
    row = post.say(attendee=Attendee(address=ROWAN, partstat="DELEGATED", delegated_to="deputy@example.org"))

    press(manager, row, "substitute", name="Alex Deputy", role="Deputy Leader", band="2", authority="limited")

    substitution = post.invitation.replies[0].substitution
    assert (substitution.name, substitution.role, substitution.band) == ("Alex Deputy", "Deputy Leader", 2)
    assert fresh(row).outcome is Outcome.ACCEPTED


@pytest.mark.parametrize("trick", ["older", "closed", "unproven"])
def test_a_late_older_or_unproven_answer_is_recorded_all_the_same(post, manager, trick):
    sequence = post.visit.engagement.sequence
    if trick == "older":
        post.visit.engagement.sequence += 1
    if trick == "closed":
        post.visit.engagement.reply_by_at = NOW - timedelta(days=1)
    db.session.commit()
    row = post.say("DECLINED", sequence=sequence, dmarc=None if trick == "unproven" else "pass")

    press(manager, row, "record")

    reply = post.invitation.replies[0]
    assert (post.invitation.partstat, reply.answered_by) == (PartStat.DECLINED, Answerer.INVITEE)
    assert reply.recorded_by
    assert "by e-mail, from rowan@example.org" in manager.get(f"/invitations/{post.invitation.id}").text


def test_staff_are_told_why_an_answer_to_a_cancelled_engagement_is_not_recorded(post, manager):
    row = post.say(address=OTHER, sender=OTHER)
    post.visit.engagement.status = EngagementStatus.CANCELLED
    db.session.commit()

    refused = press(manager, row, "record", invitation=post.invitation.id)

    assert refused.status_code == 422
    assert "The engagement is cancelled: nothing can be recorded." in refused.text
    assert post.invitation.replies == []


def test_a_counter_from_an_unknown_office_becomes_a_proposal_once_remembered(post, manager):
    when = Timed(post.visit.engagement.starts_at + timedelta(days=1), post.visit.engagement.ends_at + timedelta(days=1))
    (row,) = post.deliver(post.mail(post.counter(when), sender="pa2@example.org", method="COUNTER")).answers

    press(manager, row, "remember", invitation=post.invitation.id, owner="post")

    proposal = db.session.query(CounterProposal).one()
    assert (proposal.invitation, proposal.answered_by) == (post.invitation, Answerer.OFFICE)


def test_a_letter_is_filed_with_an_invitation_and_shown_there(post, manager):
    (row,) = post.deliver(post.mail(sender="friend@example.org", subject="About the visit")).answers
    assert press(manager, row, "file").status_code == 422

    answer = press(manager, row, "file", invitation=post.invitation.id)

    assert answer.location == f"/invitations/{post.invitation.id}"
    assert "About the visit" in manager.get(answer.location).text
    assert post.invitation.partstat is PartStat.NEEDS_ACTION


def test_a_letter_from_somebody_invited_comes_with_their_invitation_chosen(post, manager):
    (row,) = post.deliver(post.mail(sender=JO)).answers

    assert press(manager, row, "file").status_code == 303
    assert fresh(row).invitation == post.invitation


def test_ignoring_keeps_the_mail_and_a_second_press_does_no_harm(post, manager):
    row = post.say(dmarc="fail")

    assert press(manager, row, "ignore").status_code == 303
    again = manager.post(f"/inbox/answers/{row.id}/record", data={"csrf_token": _token(manager)})

    assert (fresh(row).outcome, count_waiting()) == (Outcome.IGNORED, 0)
    assert again.status_code == 303
    assert "dealt with this already" in manager.get(again.location).text
    assert post.invitation.partstat is PartStat.NEEDS_ACTION


def test_a_withdrawn_invitation_refuses_with_the_reason(post, manager):
    row = post.say(dmarc=None)
    post.invitation.withdrawn_at = NOW
    db.session.commit()

    refused = press(manager, row, "record")

    assert refused.status_code == 422
    assert "The invitation is withdrawn: nothing can be recorded." in refused.text
    assert fresh(row).outcome is Outcome.TRIAGE


def test_a_parked_mail_is_tried_again_or_given_up(post, manager):
    ids = [receive(f"Subject: {n}\n\n".encode(), MailDoor.PIPE, now=NOW).id for n in range(2)]
    for mail_id in ids:
        mail = db.session.get_one(InboundMail, mail_id)
        mail.state, mail.last_error, mail.attempts = MailState.PARKED, "It hangs.", 3
    db.session.commit()
    assert "It hangs." in manager.get(f"/inbox/{ids[0]}").text

    submit(manager, f"/inbox/{ids[0]}", form="form[action$='try-again']")
    submit(manager, f"/inbox/{ids[1]}", form="form[action$='give-up']")

    db.session.expire_all()
    states = [db.session.get_one(InboundMail, mail_id).state for mail_id in ids]
    assert states == [MailState.WAITING, MailState.DONE]


def test_the_mail_itself_is_saved_and_never_shown(post, manager, viewer):
    row = post.say(dmarc="fail")
    raw = db.session.get_one(InboundMail, row.mail_id).raw

    saved = manager.get(f"/inbox/{row.mail_id}/text")
    assert (saved.data, saved.content_type) == (raw, "application/octet-stream")
    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert viewer.get(f"/inbox/{row.mail_id}/text").status_code == 403
    assert "Record it" not in viewer.get(f"/inbox/{row.mail_id}").text

    db.session.get_one(InboundMail, row.mail_id).raw = None
    db.session.commit()
    assert manager.get(f"/inbox/{row.mail_id}/text").status_code == 410
    assert "erased" in viewer.get(f"/inbox/{row.mail_id}").text


def test_a_hostile_mail_is_only_text_on_the_page(post, viewer):
    row = post.say(comment="<script>alert(1)</script>", address=OTHER, sender=OTHER)

    text = viewer.get(f"/inbox/{row.mail_id}").text

    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_without_an_inbox_the_navigation_does_not_speak_of_it(visit, viewer):
    assert "Inbox" not in page(viewer.get("/engagements")).select_one("nav").text


def _token(manager):
    return page(manager.get("/inbox/aliases")).select_one("input[name=csrf_token]")["value"]

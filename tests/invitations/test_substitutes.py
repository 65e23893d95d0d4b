"""Whoever comes in an invitee's place: told, kept up to date, and told again when they are not needed."""

from dataclasses import replace

import pytest
from icalendar import Calendar

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.service import cancel_engagement
from scheduler.engagements.service.standing_in import Swap, send_in_place
from scheduler.invitations.queries import live_links
from scheduler.invitations.queries.substitutes import substitute_link
from scheduler.invitations.rules import Answer, Answerer, Audience, Authority, PartStat, ReplySource, StandIn
from scheduler.invitations.service import answer_url, record_reply, withdraw_invitation
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import render
from tests.browsing import page, submit
from tests.factories import NOW
from tests.invitations.conftest import mark_sent, waiting
from tests.invitations.test_telling import move

IFE = StandIn("Ife Adeyemi", "Deputy Leader", 2, Authority.LIMITED, "ife@example.org")
SAM = StandIn("Sam Thistle", "Director", 2, Authority.FULL, "sam@example.org")


@pytest.fixture
def asked(visit, mailbox):
    """The Leader and their office know, by REQUEST."""
    visit.invite(visit.leader)
    mark_sent()
    return visit


def say(visit, partstat, audience=Audience.PRINCIPAL, source=ReplySource.LINK, **more: object):
    link = visit.link(audience)
    reply = record_reply(link.invitation, Answer(partstat, **more), source=source, link=link, now=NOW)
    db.session.commit()
    return reply


def send(visit, stand_in=IFE):
    """The Leader says who comes instead, and the mails leave."""
    say(visit, PartStat.DELEGATED, substitute=stand_in)
    mark_sent()


def mails_to(address, kind):
    return [render(notice) for notice in waiting(kind) if notice.recipient_address == address]


def attendee(mail):
    (event,) = Calendar.from_ical(mail.calendar).walk("VEVENT")
    return event["ATTENDEE"]


def test_the_substitute_is_told_in_whose_place_with_a_link_of_their_own(asked):
    say(asked, PartStat.DELEGATED, substitute=IFE)
    (mail,) = mails_to("ife@example.org", "invitation")
    assert mail.subject == "In place of Councillor Rowan Ashdown: Visit to Melton"
    assert "Dear Ife Adeyemi," in mail.text
    assert (
        "We have been told that you will come in place of Councillor Rowan Ashdown, Leader, Melton Borough Council"
        in mail.text
    )
    assert answer_url(asked.link(Audience.SUBSTITUTE)) in mail.text
    assert answer_url(asked.link()) not in mail.text + mail.html
    assert mail.method == "REQUEST"
    found = attendee(mail)
    assert str(found) == "mailto:ife@example.org"
    assert (found.params["DELEGATED-FROM"], found.params["PARTSTAT"]) == ("mailto:rowan@example.org", "NEEDS-ACTION")


def test_a_stand_in_of_ours_leaves_the_substitute_their_own_answer(asked):
    send(asked)
    absent = asked.engagement.principals[0]
    send_in_place(asked.engagement, Swap(absent, None), "Ill", now=NOW)
    db.session.commit()
    (mail,) = mails_to("ife@example.org", "stand_in")
    assert "Please tell us whether you can come." in mail.text
    (invitee,) = mails_to("rowan@example.org", "stand_in")
    assert "So does your answer, “Someone else”" in invitee.text


def test_without_a_mailbox_the_substitute_gets_a_plain_entry(asked, mailbox):
    mailbox.close()
    say(asked, PartStat.DELEGATED, substitute=IFE)
    (mail,) = mails_to("ife@example.org", "invitation")
    assert (mail.method, b"ATTENDEE" in mail.calendar, b"UID:" in mail.calendar) == (None, False, True)


def test_a_substitute_without_an_address_is_only_noted(asked):
    say(asked, PartStat.DELEGATED, substitute=replace(IFE, address=""))
    assert substitute_link(asked.link().invitation) is None
    assert waiting("invitation") == []


def test_the_same_substitute_again_is_told_once(asked):
    send(asked)
    say(asked, PartStat.DELEGATED, Audience.PA, answered_by=Answerer.OFFICE, message="Confirmed", substitute=IFE)
    assert mails_to("ife@example.org", "invitation") == []


def test_changes_and_the_end_reach_the_substitute_too(asked):
    send(asked)
    move(asked.engagement)
    (update,) = mails_to("ife@example.org", "update")
    assert update.method == "REQUEST"
    assert "Please tell us whether you can come." in update.text
    mark_sent()
    cancel_engagement(asked.engagement, "Ill", now=NOW)
    (end,) = mails_to("ife@example.org", "cancellation")
    assert (end.method, str(attendee(end))) == ("CANCEL", "mailto:ife@example.org")


def test_a_withdrawal_reaches_the_substitute_too(asked):
    send(asked)
    withdraw_invitation(asked.link().invitation, now=NOW)
    assert mails_to("ife@example.org", "withdrawal")[0].method == "CANCEL"


@pytest.mark.parametrize("partstat", [PartStat.ACCEPTED, PartStat.DECLINED, PartStat.TENTATIVE])
def test_when_the_invitee_changes_the_answer_the_substitute_is_released(asked, partstat):
    send(asked)
    link = asked.link(Audience.SUBSTITUTE)
    say(asked, partstat)
    assert link.revoked_at == NOW
    (mail,) = mails_to("ife@example.org", "release")
    assert (mail.method, mail.subject) == ("CANCEL", "No longer expected: Visit to Melton")
    assert "/a/" not in mail.text


def test_another_substitute_takes_the_place_of_the_first(asked):
    send(asked)
    send(asked, SAM)
    assert mails_to("ife@example.org", "release")[0].method == "CANCEL"
    assert substitute_link(asked.link().invitation).address == "sam@example.org"
    links = [link for link in live_links(asked.link().invitation) if link.audience is Audience.SUBSTITUTE]
    assert len(links) == 1


def test_a_substitute_who_was_never_told_is_not_released(asked):
    say(asked, PartStat.DELEGATED, substitute=IFE)
    say(asked, PartStat.ACCEPTED)
    assert waiting("release") == []
    assert mails_to("ife@example.org", "invitation") == [None]


def test_i_shall_come_confirms_and_is_echoed_to_the_substitute_only(asked):
    send(asked)
    before = db.session.query(Notice).count()
    reply = say(asked, PartStat.ACCEPTED, Audience.SUBSTITUTE)
    assert (reply.partstat, reply.answered_by) == (PartStat.DELEGATED, Answerer.SUBSTITUTE)
    assert reply.substitution.name == "Ife Adeyemi"
    assert db.session.query(Notice).count() == before + 1
    (receipt,) = mails_to("ife@example.org", "receipt")
    assert attendee(receipt).params["PARTSTAT"] == "ACCEPTED"


def test_i_cannot_leaves_the_seat_empty_tells_the_invitee_and_can_be_taken_back(asked):
    send(asked)
    say(asked, PartStat.DECLINED, Audience.SUBSTITUTE)
    invitation = asked.link().invitation
    assert invitation.partstat is PartStat.DECLINED
    (told,) = mails_to("rowan@example.org", "other_address")
    assert "Whoever was to come in the invitee’s place cannot come" in told.text
    assert attendee(told).params["PARTSTAT"] == "DECLINED"
    assert attendee(mails_to("ife@example.org", "receipt")[0]).params["PARTSTAT"] == "DECLINED"
    say(asked, PartStat.ACCEPTED, Audience.SUBSTITUTE)
    assert invitation.partstat is PartStat.DELEGATED


def test_a_mailed_answer_of_the_substitute_is_theirs_too(asked):
    send(asked)
    reply = say(asked, PartStat.DECLINED, Audience.SUBSTITUTE, source=ReplySource.EMAIL)
    assert (reply.partstat, reply.answered_by) == (PartStat.DECLINED, Answerer.SUBSTITUTE)
    assert mails_to("ife@example.org", "receipt") == []


def test_there_is_no_chain_of_substitutes(asked):
    send(asked)
    with pytest.raises(RuleBroken, match="Only the invitee"):
        say(asked, PartStat.DELEGATED, Audience.SUBSTITUTE, substitute=SAM)


@pytest.mark.parametrize("address", ["rowan@example.org", "JO@example.org"])
def test_the_invitee_s_own_addresses_are_refused(asked, address):
    with pytest.raises(RuleBroken, match="already goes to that address"):
        say(asked, PartStat.DELEGATED, substitute=replace(IFE, address=address))


def test_whoever_is_invited_in_another_seat_hears_nothing_of_this_one(asked):
    asked.invite(asked.stranger)
    mark_sent()
    say(asked, PartStat.DELEGATED, substitute=replace(IFE, address="canary@example.org"))
    assert substitute_link(asked.link().invitation) is None
    assert waiting("invitation") == []


def test_the_page_takes_the_address_and_shows_it_again(asked, client):
    path = asked.path()
    facts = {
        "who": "invitee",
        "answer": "DELEGATED",
        "substitute_name": "Ife Adeyemi",
        "substitute_role": "Deputy Leader",
        "substitute_band": "2",
        "substitute_authority": "limited",
    }
    wrong = submit(client, path, facts | {"substitute_address": "ife at home"})
    assert wrong.status_code == 422
    assert "is not an e-mail address" in wrong.text
    own = submit(client, path, facts | {"substitute_address": "jo@example.org"})
    assert own.status_code == 422
    assert "already goes to that address" in own.text
    assert submit(client, path, facts | {"substitute_address": "ife@example.org"}).status_code == 303
    assert asked.link(Audience.SUBSTITUTE).address == "ife@example.org"
    assert 'value="ife@example.org"' in client.get(path).text


def test_the_office_can_note_the_address_after_a_call(asked, manager):
    path = f"/invitations/{asked.link().invitation_id}/answer"
    facts = {
        "who": "their office",
        "answer": "DELEGATED",
        "substitute_name": "Ife Adeyemi",
        "substitute_role": "Deputy Leader",
        "substitute_band": "2",
        "substitute_authority": "limited",
    }
    refused = submit(manager, path, facts | {"substitute_address": "rowan@example.org"})
    assert refused.status_code == 422
    assert "already goes to that address" in refused.text
    assert submit(manager, path, facts | {"substitute_address": "ife@example.org"}).status_code == 303
    shown = manager.get(f"/invitations/{asked.link().invitation_id}").text
    assert "Who comes instead" in shown
    assert "ife@example.org" in shown


def test_the_substitute_s_page_says_so_and_takes_two_answers(asked, client):
    send(asked)
    path = asked.path(Audience.SUBSTITUTE)
    assert client.get(path).headers["Location"] == f"{path}/in-place"
    shown = client.get(path, follow_redirects=True).text
    assert "You were named to come in place of" in shown
    assert "Councillor Rowan Ashdown, Leader, Melton Borough Council" in shown
    assert submit(client, f"{path}/in-place", {"answer": "ACCEPTED"}).status_code == 422
    assert client.get(f"{path}/receipt").status_code == 303, "there is none of their own yet"
    assert submit(client, f"{path}/in-place", {"answer": "DELEGATED"}).status_code == 303
    receipt = page(client.get(f"{path}/receipt")).main.text
    assert "Coming" in receipt
    assert "How senior" not in receipt
    (mail,) = mails_to("ife@example.org", "receipt")
    assert ("Answer: Coming" in mail.text, "How senior" in mail.text) == (True, False)
    assert submit(client, f"{path}/in-place", {"answer": "DECLINED"}).status_code == 303
    (told,) = mails_to("rowan@example.org", "other_address")[-1:]
    assert "Whoever was to come in the invitee’s place cannot come" in told.text
    db.session.expire_all()
    assert asked.link().invitation.partstat is PartStat.DECLINED
    assert "Your answer is <strong>No, I cannot</strong>" in client.get(f"{path}/in-place").text
    assert submit(client, f"{path}/in-place", {"answer": "DELEGATED"}).status_code == 303
    db.session.expire_all()
    assert asked.link().invitation.partstat is PartStat.DELEGATED


def test_the_ordinary_form_is_not_a_substitute_s_nor_theirs_the_invitee_s(asked, client):
    send(asked)
    token = page(client.get(asked.path())).select_one("[name=csrf_token]")["value"]
    typed = {"csrf_token": token, "who": "invitee", "answer": "ACCEPTED"}
    assert client.post(asked.path(Audience.SUBSTITUTE), data=typed).status_code == 404
    assert client.get(f"{asked.path()}/in-place").status_code == 404


def test_the_page_of_a_released_substitute_explains(asked, client):
    send(asked)
    path = asked.path(Audience.SUBSTITUTE)
    say(asked, PartStat.ACCEPTED)
    shown = client.get(path, follow_redirects=True).text
    assert "You are not needed in their place" in shown
    assert "Visit to Melton" not in shown


def test_looking_at_the_substitute_s_page_changes_nothing(asked, client):
    send(asked)
    before = db.session.query(Notice).count()
    for _ in range(3):
        client.get(asked.path(Audience.SUBSTITUTE), follow_redirects=True)
        client.head(f"{asked.path(Audience.SUBSTITUTE)}/in-place")
    assert db.session.query(Notice).count() == before
    assert asked.link().invitation.partstat is PartStat.DELEGATED

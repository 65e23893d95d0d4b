import re

import pytest
from bs4 import BeautifulSoup

from scheduler.core.db import db
from scheduler.engagements.rules import Handling
from scheduler.engagements.service import cancel_engagement, postpone_engagement
from scheduler.invitations.rules import Answer, Answerer, Audience, Authority, PartStat, ReplySource, StandIn
from scheduler.invitations.service import answer_url, record_reply, withdraw_invitation
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import render
from tests.factories import NOW
from tests.invitations.conftest import mark_sent, waiting
from tests.invitations.test_telling import move

DEPUTY = Answer(PartStat.DELEGATED, Answerer.OFFICE, "", StandIn("Ife Adeyemi", "Deputy", 2, Authority.LIMITED))


def seats(visit):
    return visit.leader, visit.stranger


def answer_all(visit):
    for post in seats(visit):
        link = visit.link(post=post)
        record_reply(link.invitation, DEPUTY, source=ReplySource.LINK, link=link, now=NOW)


HAPPENINGS = {
    "invitation": lambda _visit: None,
    "update": lambda visit: move(visit.engagement),
    "cancellation": lambda visit: cancel_engagement(visit.engagement, "Ill", now=NOW),
    "postponement": lambda visit: postpone_engagement(visit.engagement, "Ill", now=NOW),
    "withdrawal": lambda visit: [withdraw_invitation(visit.link(post=p).invitation, now=NOW) for p in seats(visit)],
    "receipt": answer_all,
    "other_address": answer_all,
}


def mails(visit, kind):
    """Every mail of a kind after it happened, with the address it goes to."""
    visit.invite()
    if kind != "invitation":
        mark_sent()
    HAPPENINGS[kind](visit)
    db.session.commit()
    return [(notice.recipient_address, render(notice)) for notice in waiting(kind)]


def words(text):
    return re.findall(r"[\w@./:’“”-]+", text)


@pytest.mark.parametrize("kind", HAPPENINGS)
def test_text_and_html_say_the_same(visit, kind):
    found = mails(visit, kind)
    assert found
    for _, mail in found:
        body = BeautifulSoup(mail.html, "html.parser").body
        assert [word.rstrip(":") for word in words(body.get_text(" "))] == [w.rstrip(":") for w in words(mail.text)]


@pytest.mark.parametrize("kind", HAPPENINGS)
def test_no_mail_names_another_invitee_or_address(visit, kind):
    for address, mail in mails(visit, kind):
        if address in {"rowan@example.org", "jo@example.org"}:
            everything = f"{mail.subject}{mail.text}{mail.html}{(mail.calendar or b'').decode()}".lower()
            assert "canary" not in everything
            assert "pip" not in everything


@pytest.mark.parametrize("kind", HAPPENINGS)
def test_every_mail_gives_the_office_and_its_telephone(visit, kind):
    for _, mail in mails(visit, kind):
        assert "Office of the Police and Crime Commissioner" in mail.text
        assert "0116 496 0000" in mail.text


def test_the_principal_is_greeted_by_honorific_and_the_office_is_told_for_whom(visit):
    found = dict(mails(visit, "invitation"))
    assert "Dear Councillor Rowan Ashdown," in found["rowan@example.org"].text
    assert "Dear Jo Merrick," in found["jo@example.org"].text
    assert (
        "You are receiving this as the office of Councillor Rowan Ashdown, Leader, Melton Borough Council."
        in found["jo@example.org"].text
    )


def test_an_invitation_says_what_when_where_with_whom_and_until_when(visit):
    visit.engagement.purpose = "Rural crime"
    text = dict(mails(visit, "invitation"))["rowan@example.org"].text
    for fact in (
        "What: Visit to Melton",
        "With: The Commissioner and the Chief Constable",
        "When: Tuesday 6 October 2026, 2pm to 3pm",
        "Where: Parkside, Melton Mowbray",
        "Answer by: Thursday 1 October 2026, 5pm",
        "About: Rural crime",
        answer_url(visit.link()),
    ):
        assert fact in text


def test_each_address_gets_its_own_link_only(visit):
    found = dict(mails(visit, "invitation"))
    links = {address: set(re.findall(r"http://[^\s\"<]+", mail.text + mail.html)) for address, mail in found.items()}
    assert all(len(own) == 1 for own in links.values())
    assert len(set.union(*links.values())) == 4
    assert links["jo@example.org"] == {answer_url(visit.link(Audience.PA))}


def test_a_sensitive_purpose_stays_in_the_office(visit):
    visit.engagement.purpose, visit.engagement.handling = "Operation Heron", Handling.OFFICIAL_SENSITIVE
    for _, mail in mails(visit, "invitation"):
        assert "Heron" not in mail.text + mail.html + mail.calendar.decode()


def test_a_hostile_title_is_text_in_every_part(visit):
    visit.engagement.title = "<script>alert(1)</script> & co"
    _, mail = mails(visit, "invitation")[0]
    assert "<script>" not in mail.html
    assert mail.subject == "Invitation: <script>alert(1)</script> & co"


def test_nothing_waits_unrendered(visit):
    mails(visit, "receipt")
    assert all(render(notice) for notice in db.session.query(Notice))

"""The mails about another time, as a real mail server receives them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.core.current import EXTENSION
from scheduler.core.db import db
from scheduler.invitations.rules import Audience, PartStat, ReplySource
from scheduler.invitations.service import withdraw_invitation
from scheduler.invitations.service.another_time import accept_proposal, decline_proposal
from scheduler.invitations.service.links import token_of
from tests.factories import NOW
from tests.invitations.proposing import THURSDAY, WEDNESDAY
from tests.invitations.test_another_time_service import PRIYA, answer
from tests.invitations.test_telling import move
from tests.oracles.libical import complaints
from tests.outbox.draining import send_all

LATER = NOW + timedelta(minutes=5)
PLANNED, PROPOSED = "Tuesday 6 October 2026, 2pm to 3pm", "Wednesday 7 October 2026, 10am to 11am"
SORRY = "We are sorry.\n\nTuesday stays; bring the figures."


@pytest.fixture
def asks_programs(app, settings, proposing):
    """Replies are read, and the Leader's calendar was asked by a REQUEST."""
    app.extensions[EXTENSION] = replace(settings, inbox_url="pipe:", inbox_address="replies@example.org")
    proposing.link().organizer = "replies@example.org"
    db.session.commit()
    yield proposing
    app.extensions[EXTENSION] = settings


def text_of(message):
    return " ".join(message.get_body(("plain",)).get_content().split())


def calendar_of(message):
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    return parts[0] if parts else None


def decline(proposal):
    decline_proposal(proposal, SORRY, decided_by=PRIYA, now=NOW)
    send_all(LATER)


def test_whoever_proposed_gets_a_receipt_and_the_office_behind_them_a_word(proposing, smtp_sink):
    proposing.propose(message="Market day")
    send_all(LATER)
    (receipt,), (word,) = smtp_sink.to("rowan@example.org"), smtp_sink.to("jo@example.org")
    assert receipt["Subject"] == "Another time proposed: Visit to Melton"
    for fact in (PROPOSED, PLANNED, "Market day", "Until then it stays as planned", "not an answer"):
        assert fact in text_of(receipt)
    assert "Thank you. We have your proposal" in text_of(receipt)
    assert "The invitee has proposed another time" in text_of(word)
    assert f"/a/{token_of(proposing.link())}/another-time" in text_of(receipt)
    assert token_of(proposing.link()) not in text_of(word)
    assert smtp_sink.to("canary@example.org") == [], "nobody else hears of it"


def test_nothing_of_our_diary_is_in_a_mail(proposing, smtp_sink):
    proposing.busy(WEDNESDAY, title="Interview at Enderby")
    decline(proposing.propose())
    assert len(smtp_sink.caught) == 2
    assert not any(b"Enderby" in each.content for each in smtp_sink.caught)


def test_a_decline_says_the_office_s_words_paragraph_by_paragraph_and_what_stays(proposing, smtp_sink):
    decline(proposing.propose())
    (mail,) = smtp_sink.to("rowan@example.org")
    text = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert "We are sorry.\n\nTuesday stays; bring the figures." in text
    assert PLANNED in text
    assert calendar_of(mail) is None, "a calendar that was never asked is told nothing"


@pytest.mark.parametrize("source", [ReplySource.EMAIL, ReplySource.LINK])
def test_a_calendar_that_was_asked_drops_the_proposal_by_itself(asks_programs, smtp_sink, source):
    decline(asks_programs.propose(source=source))
    (mail,) = smtp_sink.to("rowan@example.org")
    part = calendar_of(mail)
    assert part.get_param("method") == "DECLINECOUNTER"
    ics = part.get_payload(decode=True)
    unfolded = ics.replace(b"\r\n ", b"")
    for line in (
        b"METHOD:DECLINECOUNTER",
        f"UID:{asks_programs.engagement.uid}".encode(),
        b"replies@example.org",
        b"COMMENT:We are sorry.",
    ):
        assert line in unfolded
    assert complaints(ics) == []
    (to_office,) = smtp_sink.to("jo@example.org")
    assert calendar_of(to_office) is None, "only the calendar that proposed"


def test_an_acceptance_asks_its_proposer_nothing_and_the_others_again(asks_programs, smtp_sink):
    at = asks_programs
    answer(at, PartStat.ACCEPTED, at.stranger)
    send_all(LATER)
    smtp_sink.caught.clear()
    accept_proposal(at.propose().times[0], decided_by=PRIYA, now=NOW)
    send_all(LATER)
    (mine,), (theirs,) = smtp_sink.to("rowan@example.org"), smtp_sink.to("canary@example.org")
    assert mine["Subject"] == theirs["Subject"] == "Updated: Visit to Melton"
    assert "We have moved it to the time that you proposed." in text_of(mine)
    assert "You need do nothing: your answer, “Coming”, stands." in text_of(mine)
    assert "that you proposed" not in text_of(theirs)
    assert "was about the earlier plan. Please answer again." in text_of(theirs)
    for mail, partstat in ((mine, b"PARTSTAT=ACCEPTED"), (theirs, b"PARTSTAT=NEEDS-ACTION")):
        ics = calendar_of(mail).get_payload(decode=True).replace(b"\r\n ", b"")
        assert b"METHOD:REQUEST" in ics
        assert b"SEQUENCE:1" in ics
        assert partstat in ics
        assert complaints(ics) == []


@pytest.mark.parametrize(
    "happens",
    [
        lambda at: answer(at, PartStat.ACCEPTED),
        lambda at: move(at.engagement),
        lambda at: withdraw_invitation(at.link().invitation, now=NOW),
        lambda at: at.propose(THURSDAY),
    ],
    ids=["answered", "moved", "withdrawn", "proposed anew"],
)
def test_a_mail_that_events_have_overtaken_never_leaves(proposing, smtp_sink, happens):
    proposing.propose(WEDNESDAY)
    happens(proposing)
    send_all(LATER)
    about_wednesday = [mail for mail in smtp_sink.messages if f"Proposed: {PROPOSED}" in text_of(mail)]
    assert about_wednesday == []


def test_a_call_is_confirmed_at_both_addresses(proposing, smtp_sink):
    proposing.propose(source=ReplySource.TELEPHONE, link=None, recorded_by=PRIYA)
    send_all(LATER)
    for audience in (Audience.PRINCIPAL, Audience.PA):
        (mail,) = smtp_sink.to(proposing.link(audience=audience).address)
        assert "The office noted this proposal of another time after a telephone call." in text_of(mail)

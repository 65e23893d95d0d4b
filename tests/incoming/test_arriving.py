"""Mails of real programs through the inbox: one invitation however many copies come, and what they change later."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from time import sleep

import pytest
from sqlalchemy.exc import SQLAlchemyError

from scheduler.core.db import db
from scheduler.ical.event import Timed
from scheduler.inbox.rules.vocabulary import Doubt, MailState, Outcome
from scheduler.incoming.rules.vocabulary import Decision, Way
from scheduler.incoming.service import arriving
from scheduler.incoming.service.noting import InvitationDraft, bring_file, note_invitation
from scheduler.incoming.service.reading import read_message
from tests import factories
from tests.browsing import submit
from tests.factories import NOW
from tests.incoming.samples import (
    CHIEF,
    CLERK,
    COMMISSIONER,
    OFFICE,
    PROGRAMS,
    Ask,
    apple,
    bare,
    gmail,
    outlook,
    passed_on,
)
from tests.invitations.test_concurrent_invites import no_serialised_writers

ASK = Ask()


@pytest.mark.parametrize("program", PROGRAMS)
def test_an_invitation_by_mail_waits_for_the_office_by_itself(invited, program):
    mail = invited.deliver(PROGRAMS[program](ASK))

    found = invited.the_only()
    assert (found.decision, found.title, found.place_text) == (Decision.WAITING, ASK.title, ASK.place)
    assert (found.starts_at, found.ends_at) == (ASK.starts_at, ASK.starts_at + timedelta(hours=2))
    assert (found.body, found.principal) == (invited.body, invited.commissioner)
    assert (found.uid, found.organizer, found.attendee) == (ASK.uid, CLERK, COMMISSIONER)
    assert (mail.state, [row.outcome for row in mail.answers]) == (MailState.DONE, [Outcome.TAKEN])
    assert mail.answers[0].answer["incoming_id"] == found.id
    assert "event" not in mail.answers[0].answer


def test_what_outlook_says_beside_the_time_is_kept(invited):
    invited.deliver(outlook(ASK))
    found = invited.the_only()
    assert found.words == "Papers follow a week before."
    assert found.online_url == "https://teams.example.org/l/meetup-join/19"


def test_the_same_from_three_mailboxes_and_forwarded_as_a_file_is_one(invited):
    for program, to in ((outlook, COMMISSIONER), (gmail, CHIEF), (apple, OFFICE)):
        invited.deliver(program(replace(ASK, to=to)))
    forwarded = invited.deliver(passed_on(ASK))

    found = invited.the_only()
    assert [copy.came_to for copy in found.copies] == [COMMISSIONER, CHIEF, OFFICE, OFFICE]
    assert forwarded.answers[0].outcome is Outcome.REPEATED
    assert found.sender_address == CLERK


def test_a_file_that_only_we_forwarded_is_answered_to_whoever_convenes_it(invited):
    invited.deliver(passed_on(ASK))
    found = invited.the_only()
    assert (found.sender_address, found.organizer, found.attendee) == (CLERK, CLERK, COMMISSIONER)


def test_a_mail_that_holds_the_invitation_in_a_mail_is_read(invited):

    outer = EmailMessage()
    outer["From"], outer["To"], outer["Subject"] = CHIEF, OFFICE, "FW: for you"
    outer["Message-ID"] = "<outer@office.example.org>"
    outer.set_content("Please deal with it.")
    outer.add_attachment(message_from_bytes(outlook(ASK)))
    invited.deliver(outer.as_bytes())
    assert invited.the_only().uid == ASK.uid


def test_one_that_was_typed_in_and_comes_by_mail_is_one_that_a_program_can_be_answered(invited):
    when = Timed(ASK.starts_at, ASK.starts_at + timedelta(hours=2))
    typed = InvitationDraft(
        title="Melton CSP autumn meeting",
        when=when,
        body_id=invited.body.id,
        reply_by_on=date(2026, 10, 1),
        has_offer=True,
    )
    note_invitation(typed, once="1", now=NOW)
    db.session.commit()

    invited.deliver(outlook(ASK))

    found = invited.the_only()
    assert (found.uid, found.organizer, found.reply_by_on) == (ASK.uid, CLERK, date(2026, 10, 1))
    assert [copy.way for copy in found.copies] == [Way.FORM, Way.MAIL]


def test_typed_in_after_the_mail_adds_what_only_the_letter_said(invited):
    invited.deliver(outlook(ASK))
    when = Timed(ASK.starts_at, ASK.starts_at + timedelta(hours=1))
    draft = InvitationDraft(
        title="Autumn meeting", when=when, body_id=invited.body.id, has_offer=True, offer_words="Lunch"
    )
    note_invitation(draft, once="1", now=NOW)
    note_invitation(draft, once="1", now=NOW)
    db.session.commit()
    found = invited.the_only()
    assert (found.has_offer, found.offer_words, len(found.copies)) == (True, "Lunch", 2)


def test_another_meeting_of_the_same_body_on_the_day_is_another_invitation(invited):
    invited.deliver(outlook(ASK))
    other = replace(ASK, uid="other@melton.example.org", starts_at=ASK.starts_at + timedelta(hours=4))
    invited.deliver(gmail(other))
    named = replace(ASK, uid="third@melton.example.org", title="Town centre walkabout")
    invited.deliver(gmail(named))
    assert len(invited.all()) == 3


def test_their_change_is_taken_over_while_nobody_has_decided(invited):
    invited.deliver(outlook(ASK))
    invited.deliver(outlook(ASK.moved(place="Town Hall")))
    found = invited.the_only()
    assert (found.starts_at, found.place_text) == (ASK.starts_at + timedelta(days=1), "Town Hall")
    assert (found.decision, found.has_changed, found.sequence) == (Decision.WAITING, False, 1)


def test_an_older_change_that_comes_late_changes_nothing(invited):
    invited.deliver(outlook(ASK.moved()))
    late = invited.deliver(outlook(ASK))
    found = invited.the_only()
    assert (found.starts_at, found.sequence) == (ASK.starts_at + timedelta(days=1), 1)
    assert late.answers[0].outcome is Outcome.REPEATED


def test_their_end_ends_it(invited):
    invited.deliver(outlook(ASK))
    mail = invited.deliver(outlook(ASK.called_off()))
    found = invited.the_only()
    assert (found.decision, found.has_changed) == (Decision.CALLED_OFF, False)
    assert mail.state is MailState.DONE


def test_called_off_and_asked_again_it_waits_again(invited):
    invited.deliver(outlook(ASK))
    invited.deliver(outlook(ASK.called_off()))
    again = replace(ASK.moved(), sequence=5, stamped_at=ASK.stamped_at + timedelta(days=1))
    invited.deliver(outlook(again))
    assert invited.the_only().decision is Decision.WAITING


def test_a_forged_invitation_waits_in_the_inbox_and_makes_nothing(invited):
    mail = invited.deliver(outlook(replace(ASK, dmarc="fail")))
    assert invited.all() == []
    assert (mail.state, mail.answers[0].doubt) == (MailState.TRIAGE, Doubt.FAILED_DMARC)


STRANGER = "stranger@elsewhere.example.com"


@pytest.mark.parametrize(
    ("change", "doubt"),
    [
        pytest.param(ASK.called_off(sender=STRANGER), Doubt.INVITATION, id="a stranger ends it"),
        pytest.param(ASK.moved(sender=STRANGER), Doubt.INVITATION, id="a stranger moves it"),
        pytest.param(replace(ASK, sequence=9, sender=STRANGER), Doubt.INVITATION, id="a stranger outnumbers it"),
        pytest.param(ASK.called_off(uid="x", sender=STRANGER), Doubt.INVITATION, id="by its title alone"),
        pytest.param(ASK.called_off(dmarc="none"), Doubt.UNPROVEN, id="nobody vouches for the end"),
        pytest.param(ASK.moved(dmarc="none"), Doubt.UNPROVEN, id="nobody vouches for the move"),
    ],
)
def test_only_who_asked_and_proves_it_can_move_or_end_it(invited, manager, change, doubt):
    invited.deliver(outlook(ASK))
    mail = invited.deliver(outlook(change))
    found = invited.the_only()
    assert (found.decision, found.starts_at, found.sequence) == (Decision.WAITING, ASK.starts_at, 0)
    assert (mail.state, mail.answers[0].doubt) == (MailState.TRIAGE, doubt)

    submit(manager, f"/inbox/{mail.id}", form="form[action$='/invite']")
    after = invited.the_only()
    assert (after.decision, after.starts_at, after.sequence) != (Decision.WAITING, ASK.starts_at, 0)


def test_a_mail_without_a_sender_ends_nothing(invited):
    invited.deliver(outlook(ASK))
    raw = outlook(ASK.called_off(dmarc="none"))
    mail = invited.deliver(re.sub(rb"(?m)^From:.*\r?\n", b"", raw))
    assert (invited.the_only().decision, mail.state) == (Decision.WAITING, MailState.TRIAGE)


def test_the_end_that_comes_once_more_needs_no_proof(invited):
    invited.deliver(outlook(ASK))
    invited.deliver(outlook(ASK.called_off()))
    again = invited.deliver(outlook(ASK.called_off(to=CHIEF, dmarc="none")))
    assert again.answers[0].outcome is Outcome.REPEATED


def test_an_end_of_what_we_do_not_know_waits_for_a_person(invited):
    mail = invited.deliver(outlook(ASK.called_off()))
    assert (invited.all(), mail.state) == ([], MailState.TRIAGE)


def test_the_same_file_twice_is_one_arrival(invited):
    data = bare(ASK).encode()
    for _ in range(2):
        bring_file(data, read_message(data), now=NOW)
        db.session.commit()
    assert [copy.way for copy in invited.the_only().copies] == [Way.FILE]


def test_the_sender_is_recognised_by_post_by_name_and_by_domain(invited):
    council = factories.organisation(name="Oakham Borough Council")
    leader = factories.post(organisation=council, email="leader@oakham.example.org")
    factories.post(body=invited.body, title="Chair", email="chair@melton.example.org")
    db.session.commit()
    asks = {
        "leader@oakham.example.org": "Breakfast",
        "anybody@oakham.example.org": "Open day",
        "stranger@example.com": "Launch with Oakham Borough Council",
        "chair@melton.example.org": "A word",
    }
    for number, (sender, title) in enumerate(asks.items()):
        starts_at = ASK.starts_at + timedelta(days=number)
        invited.deliver(
            gmail(replace(ASK, uid=f"{number}@x", sender=sender, organizer=sender, title=title, starts_at=starts_at))
        )
    by_post, by_domain, by_name, chair = invited.all()
    assert (by_post.organisation, by_post.post) == (council, leader)
    assert (by_domain.organisation, by_domain.post) == (council, None)
    assert (by_name.organisation, chair.body) == (council, invited.body)


def test_all_day_and_undated_invitations_are_kept_as_they_are(invited):
    data = (
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:PUBLISH\r\n"
        b"BEGIN:VEVENT\r\nUID:a\r\nDTSTART;VALUE=DATE:20261013\r\nDTEND;VALUE=DATE:20261015\r\n"
        b"SUMMARY:Two days\r\nEND:VEVENT\r\n"
        b"BEGIN:VEVENT\r\nUID:b\r\nSUMMARY:Some day\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    bring_file(data, read_message(data), now=NOW)
    db.session.commit()
    days, undated = invited.all()
    assert (days.starts_on, days.ends_on, days.starts_at) == (date(2026, 10, 13), date(2026, 10, 14), None)
    assert (undated.starts_on, undated.starts_at) == (None, None)


def test_instants_are_those_of_the_wall_clock_in_summer(invited):
    invited.deliver(outlook(ASK))
    assert invited.the_only().starts_at == datetime(2026, 10, 13, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize("way", ["our UID", "our address"])
def test_a_meeting_of_our_own_that_is_passed_on_is_no_invitation(invited, way):
    ours = factories.engagement(uid="ours@office.example.org")
    db.session.commit()
    ask = replace(ASK, uid=ours.uid) if way == "our UID" else replace(ASK, organizer=OFFICE)
    mail = invited.deliver(outlook(ask))
    assert (invited.all(), mail.state) == ([], MailState.TRIAGE)


def bring_at_once(app) -> None:
    """Three copies of one invitation, each in a transaction of its own."""
    data, begin = bare(ASK).encode(), threading.Barrier(3)
    events = read_message(data)

    def bring(number: int) -> None:
        with app.app_context():
            begin.wait()
            with suppress(SQLAlchemyError):
                bring_file(data + b"\r\n" * number, events, now=NOW)
                db.session.commit()
            db.session.remove()

    db.session.remove()
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(bring, range(3)))


def test_copies_that_come_at_once_find_each_other(invited, app):
    bring_at_once(app)
    assert len(invited.the_only().copies) == 3


def test_copies_that_do_not_wait_for_each_other_are_several_invitations(invited, app, monkeypatch):
    def slowly(arrival, place):
        found = find(arrival, place)
        sleep(0.1)
        return found

    find = arriving._find  # noqa: SLF001 - what the lock lets see the others
    monkeypatch.setattr(arriving, "_find", slowly)
    monkeypatch.setattr(arriving, "_one_after_the_other", lambda: None)
    with no_serialised_writers(monkeypatch):
        bring_at_once(app)
    assert len(invited.all()) > 1


def test_where_the_host_is_not_known_the_writer_or_the_very_title_tells(invited):
    strange = replace(ASK, organizer="events@chamber.example.com", sender="events@chamber.example.com", title="Dinner")
    when = Timed(ASK.starts_at, ASK.starts_at + timedelta(hours=2))
    invited.deliver(gmail(strange))
    note_invitation(InvitationDraft(title="Re: Dinner", when=when, host_words="The Chamber"), once="1", now=NOW)
    by_writer = InvitationDraft(title="Dinner of 2026", when=when, sender_address="events@chamber.example.com")
    note_invitation(by_writer, once="2", now=NOW)
    db.session.commit()
    assert len(invited.the_only().copies) == 3

    note_invitation(InvitationDraft(title="Dinner dance", when=when, host_words="Rotary"), once="3", now=NOW)
    db.session.commit()
    assert len(invited.all()) == 2


def test_a_clock_that_runs_ahead_does_not_silence_what_comes_later(invited):
    invited.deliver(outlook(replace(ASK, stamped_at=NOW + timedelta(days=900))))
    later = replace(ASK, stamped_at=NOW + timedelta(minutes=5), place="Town Hall")
    invited.deliver(outlook(later), now=NOW + timedelta(minutes=6))
    assert invited.the_only().place_text == "Town Hall"

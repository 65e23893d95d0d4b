"""The save-the-date: one mail an address, no question, an entry that the invitation's replaces; told when it slips."""

from dataclasses import replace
from datetime import timedelta

import icalendar
import pytest
import time_machine

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.calendar import draft_of
from scheduler.engagements.queries.told import count_to_tell, was_told
from scheduler.engagements.rules import Telling
from scheduler.engagements.service import cancel_engagement, edit_engagement
from scheduler.ical.event import Timed
from scheduler.invitations.models import Invitation
from scheduler.outbox.batches import stop_batch
from scheduler.outbox.rendering import Mail, render
from scheduler.outbox.rules import NoticeState
from scheduler.summits.models import PlannedWave
from scheduler.summits.queries.save_the_date import save_the_date_roll
from scheduler.summits.queries.waves import choices_of
from scheduler.summits.rules.vocabulary import WaveKind
from scheduler.summits.service.save_the_date import KIND, SLIPPED, send_save_the_date
from tests.browsing import page, submit
from tests.factories import NOW
from tests.invitations.conftest import mark_sent
from tests.outbox.draining import send_all
from tests.summits.county import County, county, mails

LATER = timedelta(days=14)


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ours(app) -> County:
    return county()


def saved(ours: County, *names: str, name: str = "Save the date") -> PlannedWave:
    """A save-the-date for these seats, sent."""
    planned = ours.plan(*names, kind=WaveKind.SAVE_THE_DATE, name=name)
    send_save_the_date(planned, now=NOW)
    db.session.commit()
    return planned


def addresses(kind: str = KIND) -> list[str]:
    return [notice.recipient_address for notice in mails(kind)]


def mail_to(address: str, kind: str = KIND) -> Mail | None:
    return render(next(each for each in reversed(mails(kind)) if each.recipient_address == address))


def entry(mail: Mail) -> icalendar.Event:
    return icalendar.Calendar.from_ical(mail.calendar).walk("VEVENT")[0]


def slip(ours: County) -> None:
    """A fortnight later, in the office's words."""
    engagement = ours.summit.engagement
    when = Timed(engagement.starts_at + LATER, engagement.ends_at + LATER)
    edit_engagement(
        engagement, replace(draft_of(engagement), when=when), telling=Telling("The hall is flooded."), now=NOW
    )
    db.session.commit()


def test_principal_and_office_get_one_each_and_nobody_is_invited(ours):
    planned = saved(ours, "melton", "trust")
    assert sorted(addresses()) == ["leader.melton@example.org", "office.melton@example.org", "trust@example.org"]
    assert planned.sent_at == NOW
    assert db.session.query(Invitation).count() == 0
    assert ours.summit.engagement.posts == []


def test_it_says_what_when_where_who_hosts_and_that_the_invitation_follows(ours):
    saved(ours, "melton")
    text = mail_to("leader.melton@example.org").text
    assert "Please keep this day free. The Commissioner and the Chief Constable will host it together" in text
    assert "When: Wednesday 21 October 2026, 9:30am to 4:30pm" in text
    assert "Where: Parkside, Melton Mowbray" in text
    assert "The invitation follows and will ask for an answer." in text
    assert "Orla Fenwick, Commissioner" in text
    assert "Idris Holloway, Chief Constable" in text


def test_it_asks_nothing_and_leads_nowhere(ours):
    saved(ours, "melton")
    mail = mail_to("leader.melton@example.org")
    assert "/a/" not in mail.text + mail.html
    assert (mail.method, mail.organizer) == (None, None)
    assert b"METHOD" not in mail.calendar
    assert b"ATTENDEE" not in mail.calendar
    assert b"ORGANIZER" not in mail.calendar


def test_the_office_is_told_for_whom_it_gets_it(ours):
    saved(ours, "melton")
    text = mail_to("office.melton@example.org").text
    assert text.startswith("Office of the Police and Crime Commissioner\n\nDear Jo Melton,")
    assert "You are receiving this as the office of Dr Rowan Ashdown" in text


def test_the_entry_is_provisional_and_the_invitation_s_takes_its_place(ours):
    saved(ours, "melton")
    first = entry(mail_to("leader.melton@example.org"))
    assert (first["STATUS"], first["UID"]) == ("TENTATIVE", ours.summit.engagement.uid)
    ours.send("melton")
    second = entry(mail_to("leader.melton@example.org", "invitation"))
    assert (second["UID"], second["SEQUENCE"]) == (first["UID"], first["SEQUENCE"])
    assert second["DTSTAMP"].dt > first["DTSTAMP"].dt
    assert second["STATUS"] == "CONFIRMED"


def test_an_office_of_two_seats_gets_one_mail_that_names_both(ours):
    ours.seats["harby"].pa_name, ours.seats["harby"].pa_email = "Jo Melton", "Office.Melton@example.org"
    saved(ours, "melton", "harby")
    assert addresses().count("office.melton@example.org") == 1
    assert len(addresses()) == 3
    text = mail_to("office.melton@example.org").text
    assert "Leader, Melton Borough Council and Dr Rowan Ashdown" in text
    assert "Leader, Harby District Council" in text


def test_no_address_is_written_to_twice_by_a_later_one(ours):
    saved(ours, "melton")
    again = saved(ours, "melton", "trust", name="Save the date again")
    assert sorted(addresses()) == ["leader.melton@example.org", "office.melton@example.org", "trust@example.org"]
    choice = choices_of([again], local_day(NOW))[again.id]
    roll = save_the_date_roll(ours.summit.engagement, choice, local_day(NOW))
    assert {skipped.reason for skipped in roll.skipped} == {"Had the save-the-date already"}


def test_whoever_is_invited_gets_none_any_more(ours):
    ours.send("melton")
    saved(ours, "melton", "trust")
    assert addresses() == ["trust@example.org"]


def test_one_sent_twice_goes_once(ours):
    planned = saved(ours, "melton")
    with pytest.raises(RuleBroken, match="was sent"):
        send_save_the_date(planned, now=NOW)
    assert len(addresses()) == 2


def test_without_a_date_there_is_nothing_to_save(ours):
    planned = ours.plan("melton", kind=WaveKind.SAVE_THE_DATE)
    ours.summit.engagement.starts_at = ours.summit.engagement.ends_at = None
    db.session.commit()
    with pytest.raises(RuleBroken, match="Give the engagement a date"):
        send_save_the_date(planned, now=NOW)


def test_one_that_waits_is_rendered_late(ours):
    saved(ours, "melton", "trust")
    tenure = ours.seats["trust"].tenures[0]
    tenure.person.email = "elsewhere@example.org"
    slip(ours)
    assert "4 November 2026" in mail_to("leader.melton@example.org").text
    assert mail_to("trust@example.org") is None
    assert mails(SLIPPED) == []


def test_one_that_waits_is_overtaken_by_the_invitation_and_by_a_cancellation(ours):
    saved(ours, "melton", "trust")
    ours.send("melton")
    assert mail_to("leader.melton@example.org") is None
    cancel_engagement(ours.summit.engagement, "No venue", now=NOW)
    assert mail_to("trust@example.org") is None


def test_undone_before_it_leaves_it_can_be_sent_anew(app):
    ours = county(undo_seconds=60)
    planned = saved(ours, "melton")
    done = stop_batch(mails(KIND)[0].batch, now=NOW)
    db.session.commit()
    assert (done.stopped, done.left, done.place) == (2, 0, f"/summits/{ours.summit.id}/waves")
    assert planned.sent_at is None
    send_save_the_date(planned, now=NOW)
    waiting = [each.recipient_address for each in mails(KIND) if each.state is NoticeState.WAITING]
    assert sorted(waiting) == ["leader.melton@example.org", "office.melton@example.org"]


def test_undone_too_late_for_one_the_other_alone_is_written_to_anew(app):
    ours = county(undo_seconds=60)
    planned = saved(ours, "melton")
    mails(KIND)[0].state = NoticeState.SENT
    stop_batch(mails(KIND)[0].batch, now=NOW)
    db.session.commit()
    send_save_the_date(planned, now=NOW)
    assert [each.recipient_address for each in mails(KIND) if each.state is NoticeState.WAITING] == [
        "office.melton@example.org"
    ]


def test_when_the_day_slips_those_who_had_only_that_are_told_once_each(ours):
    saved(ours, "melton", "trust")
    mark_sent((KIND,))
    assert count_to_tell(ours.summit.engagement) == 3
    assert was_told(ours.summit.engagement)
    slip(ours)
    assert sorted(addresses(SLIPPED)) == ["leader.melton@example.org", "office.melton@example.org", "trust@example.org"]
    mail = mail_to("trust@example.org", SLIPPED)
    assert "The hall is flooded." in mail.text
    assert "When: Wednesday 4 November 2026" in mail.text
    assert "Before it was: Wednesday 21 October 2026, 9:30am to 4:30pm" in mail.text
    moved = entry(mail)
    assert (moved["STATUS"], moved["SEQUENCE"]) == ("TENTATIVE", 1)


def test_a_second_slip_leaves_one_mail_with_the_newest_day(ours):
    saved(ours, "trust")
    mark_sent((KIND,))
    slip(ours)
    slip(ours)
    first, second = (render(notice) for notice in mails(SLIPPED))
    assert first is None
    assert "18 November 2026" in second.text


def test_whoever_was_invited_since_hears_by_the_invitation_alone(ours):
    saved(ours, "melton", "trust")
    mark_sent((KIND,))
    ours.send("melton")
    mark_sent()
    slip(ours)
    assert addresses(SLIPPED) == ["trust@example.org"]
    assert sorted(addresses("update")) == ["leader.melton@example.org", "office.melton@example.org"]


def test_a_cancellation_reaches_even_whom_the_invitation_had_not_reached_yet(ours):
    saved(ours, "trust", "chair")
    mark_sent((KIND,))
    ours.send("trust")  # its mail still waits, and will not leave
    cancel_engagement(ours.summit.engagement, "No venue", now=NOW)
    db.session.commit()
    assert sorted(addresses(SLIPPED)) == ["chair@example.org", "trust@example.org"]
    mail = mail_to("trust@example.org", SLIPPED)
    assert mail.subject == "Cancelled: Crime Reduction summit"
    assert entry(mail)["STATUS"] == "CANCELLED"


def test_a_change_that_calendars_do_not_show_is_not_told(ours):
    saved(ours, "trust")
    mark_sent((KIND,))
    engagement = ours.summit.engagement
    edit_engagement(engagement, replace(draft_of(engagement), purpose="Fewer burglaries"), now=NOW)
    assert mails(SLIPPED) == []


def test_the_mails_really_leave_one_recipient_each_with_a_file_to_open(ours, smtp_sink):
    saved(ours, "melton")
    assert send_all(NOW + timedelta(minutes=2)) == 2
    (message,) = smtp_sink.to("leader.melton@example.org")
    assert message["To"].count("@") == 1
    (attached,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    assert attached.get_filename() == "invite.ics"
    assert "method" not in {name for name, _value in attached.get_params()}


def test_the_page_shows_it_sends_it_to_me_first_and_then_to_them(ours, manager):
    planned = ours.plan("melton", "trust", kind=WaveKind.SAVE_THE_DATE, name="Save the date")
    path = f"/summits/{ours.summit.id}/waves/{planned.id}/review"
    shown = page(manager.get(path))
    assert "3 mails to 2 readers" in " ".join(shown.text.split())
    assert "Save the date: Crime Reduction summit" in shown.text
    submit(manager, path, form="main form[action$=sample]")
    assert "Please keep this day free." in render(mails("save_the_date_sample")[0]).text
    assert addresses() == []
    submit(manager, path, form="form.send")
    text = page(manager.get(f"/summits/{ours.summit.id}/waves")).text
    assert "Wrote to 3 addresses; their mail is on the way." in text
    assert "3 addresses in all" in text

"""A series as one repeating entry in a partner's calendar: one mail, then one mail for each thing that differs."""

from dataclasses import replace
from datetime import date, timedelta

import icalendar
import pytest

from scheduler.core.clock import local_day
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.calendar import draft_of
from scheduler.engagements.models import Engagement, EngagementSeries
from scheduler.engagements.rules import EngagementStatus, SeriesUnit
from scheduler.engagements.service import cancel_engagement, edit_engagement
from scheduler.engagements.service.series import Planned, SeriesDraft, days_on, repeat_engagement
from scheduler.invitations.models import InvitationLink
from scheduler.invitations.service.series import invite_to_later
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from tests.browsing import page, submit
from tests.factories import NOW
from tests.invitations.conftest import mark_sent
from tests.oracles.libical import complaints
from tests.oracles.series import SERIES_ORACLES
from tests.outbox.draining import send_all

WEEK = timedelta(weeks=1)
ROWAN = "rowan@example.org"


def repeated(visit, *, one_entry: bool = True, shifted: date | None = None) -> EngagementSeries:
    """The visit and three more, a week apart; both councils are invited to the first, and told."""
    first_on = local_day(visit.engagement.starts_at)
    days = [first_on + number * WEEK for number in (1, 2, 3)]
    later = [Planned(day, shifted if shifted and day == days[1] else day) for day in days]
    draft = SeriesDraft(unit=SeriesUnit.WEEK, every=1, later=later, as_one_entry=one_entry)
    series = repeat_engagement(visit.engagement, draft, now=NOW)
    visit.invite()
    mark_sent()
    return series


def posted(kind: str = "series") -> list[str]:
    waiting = db.session.query(Notice).filter_by(state=NoticeState.WAITING).order_by(Notice.id)
    return [each.recipient_address for each in waiting if each.kind == kind]


def entry_in(message) -> bytes:
    return next(part for part in message.walk() if part.get_content_type() == "text/calendar").get_content().encode()


def shown(entry: bytes):
    (event,) = icalendar.Calendar.from_ical(entry).walk("VEVENT")
    return event


def test_each_address_gets_one_mail_for_all_later_meetings(visit, mailbox, smtp_sink):
    series = repeated(visit)
    made = invite_to_later(visit.engagement, now=NOW)
    assert len(made) == 6
    assert sorted(posted()) == ["canary@example.org", "jo@example.org", "pip@example.org", ROWAN]
    assert posted("invitation") == []
    send_all(NOW)
    (mail,) = smtp_sink.to(ROWAN)
    text = mail.get_body(("plain",)).get_content()
    assert "It takes place every Tuesday, 4 times." in text
    assert text.count("http://127.0.0.1:5055/a/") == 4
    entry = entry_in(mail)
    assert complaints(entry) == []
    assert str(shown(entry)["UID"]) == series.uid
    wanted = [each.engagement.starts_at for each in series.occurrences]
    for name, read in SERIES_ORACLES.items():
        assert read(entry.replace(b"METHOD:REQUEST\r\n", b"")) == wanted, name


def test_a_second_press_mails_nobody_again(visit, mailbox):
    repeated(visit)
    invite_to_later(visit.engagement, now=NOW)
    commit()
    assert invite_to_later(visit.engagement, now=NOW) == []
    assert len(posted()) == 4


def test_what_moves_afterwards_is_one_exception_under_the_same_uid(visit, mailbox, smtp_sink):
    series = repeated(visit)
    invite_to_later(visit.engagement, now=NOW)
    send_all(NOW)
    smtp_sink.caught.clear()
    occurrence = series.occurrences[2]
    one, recurs_at = occurrence.engagement, occurrence.recurs_at
    draft = draft_of(one)
    moved = days_on(draft.when, local_day(recurs_at) + timedelta(days=1))
    edit_engagement(one, replace(draft, when=moved), now=NOW)
    send_all(NOW)
    (mail,) = smtp_sink.to(ROWAN)
    event = shown(entry_in(mail))
    assert (str(event["UID"]), event["RECURRENCE-ID"].dt, event["SEQUENCE"]) == (series.uid, recurs_at, 1)
    assert event["RECURRENCE-ID"].params["TZID"] == event["DTSTART"].params["TZID"] == "Europe/London"
    assert event["DTSTART"].dt == moved.starts_at
    assert complaints(entry_in(mail)) == []


def test_what_is_cancelled_afterwards_is_taken_out_by_itself(visit, mailbox, smtp_sink):
    series = repeated(visit)
    invite_to_later(visit.engagement, now=NOW)
    send_all(NOW)
    smtp_sink.caught.clear()
    cancel_engagement(series.occurrences[3].engagement, "Ill", now=NOW)
    send_all(NOW)
    (mail,) = smtp_sink.to(ROWAN)
    calendar = icalendar.Calendar.from_ical(entry_in(mail))
    assert (calendar["METHOD"], shown(entry_in(mail))["RECURRENCE-ID"].dt) == (
        "CANCEL",
        series.occurrences[3].recurs_at,
    )


def test_a_shifted_day_follows_by_itself_once_the_series_has_left(visit, mailbox, smtp_sink):
    shifted = local_day(visit.engagement.starts_at) + 2 * WEEK + timedelta(days=1)
    series = repeated(visit, shifted=shifted)
    invite_to_later(visit.engagement, now=NOW)
    send_all(NOW)
    master, exception = (shown(entry_in(each)) for each in smtp_sink.to(ROWAN))
    assert "RRULE" in master
    assert (exception["RECURRENCE-ID"].dt, local_day(exception["DTSTART"].dt)) == (
        series.occurrences[2].recurs_at,
        shifted,
    )


def test_what_was_cancelled_before_the_mail_left_is_never_in_it(visit, mailbox, smtp_sink):
    series = repeated(visit)
    invite_to_later(visit.engagement, now=NOW)
    off = series.occurrences[2]
    cancel_engagement(off.engagement, "Ill", now=NOW)
    send_all(NOW)
    (mail,) = smtp_sink.to(ROWAN)
    read = SERIES_ORACLES["ical.js"](entry_in(mail).replace(b"METHOD:REQUEST\r\n", b""))
    assert off.recurs_at not in read
    assert len(read) == 3


def test_every_meeting_counts_as_told_and_its_calendar_as_asked(visit, mailbox, smtp_sink):
    series = repeated(visit)
    invite_to_later(visit.engagement, now=NOW)
    send_all(NOW)
    for occurrence in series.occurrences[1:]:
        links = [
            link for link in db.session.query(InvitationLink) if link.invitation.engagement is occurrence.engagement
        ]
        assert {(each.told_sequence, each.organizer) for each in links} == {(0, "office@example.org")}


def test_an_address_that_refuses_the_mail_is_marked_at_every_meeting(visit, mailbox, smtp_sink):
    repeated(visit)
    invite_to_later(visit.engagement, now=NOW)
    smtp_sink.refuse_recipient = lambda address: "550 no such mailbox" if address == ROWAN else None
    send_all(NOW)
    bad = db.session.query(InvitationLink).filter(InvitationLink.undeliverable_at.is_not(None)).all()
    assert [each.address for each in bad] == [ROWAN] * 4


def test_without_a_mailbox_the_file_holds_the_rule_and_no_organizer(visit, smtp_sink):
    repeated(visit)
    invite_to_later(visit.engagement, now=NOW)
    send_all(NOW)
    entry = entry_in(smtp_sink.to(ROWAN)[0])
    assert b"RRULE:FREQ=WEEKLY" in entry
    assert not any(word in entry for word in (b"METHOD", b"ORGANIZER", b"ATTENDEE"))


def test_partners_of_a_series_of_single_entries_are_not_invited_at_once(visit):
    repeated(visit, one_entry=False)
    with pytest.raises(RuleBroken, match="each meeting of this series by itself"):
        invite_to_later(visit.engagement, now=NOW)


def test_the_page_of_the_series_invites_them(visit, manager):
    repeated(visit)
    place = f"/engagements/{visit.engagement.id}/series"
    answer = submit(manager, place, {}, "form[action$='/series/invite']")
    assert answer.location.endswith("/series")
    assert "6 invitations made, one mail an address." in page(manager.get(place)).text
    assert len(posted()) == 4
    assert db.session.query(Engagement).filter_by(status=EngagementStatus.AGREED).count() == 4

"""A series as one repeating entry in a partner's calendar: one mail, then one mail for each thing that differs."""

from dataclasses import replace
from datetime import date, timedelta

import icalendar
import pytest
import time_machine

from scheduler.core.clock import local_day
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.calendar import draft_of
from scheduler.engagements.models import Engagement, EngagementSeries
from scheduler.engagements.rules import EngagementStatus, SeriesUnit
from scheduler.engagements.service import cancel_engagement, edit_engagement
from scheduler.engagements.service.series import Planned, SeriesDraft, days_on, repeat_engagement
from scheduler.invitations.models import InvitationLink
from scheduler.invitations.rules import ANSWER_WORDS, Answer, Answerer, PartStat, ReplySource
from scheduler.invitations.service import invite, record_reply, withdraw_invitation
from scheduler.invitations.service.another_time import decline_proposal, propose
from scheduler.invitations.service.series import invite_to_later
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from tests.browsing import page, submit
from tests.factories import NOW
from tests.invitations.conftest import mark_sent
from tests.invitations.proposing import WEDNESDAY
from tests.oracles.libical import complaints
from tests.oracles.series import SERIES_ORACLES
from tests.outbox.draining import send_all

WEEK = timedelta(weeks=1)
ROWAN = "rowan@example.org"


def make_series(visit, *, one_entry: bool = True, shifted: date | None = None) -> EngagementSeries:
    """The visit and three more, a week apart."""
    first_on = local_day(visit.engagement.starts_at)
    days = [first_on + number * WEEK for number in (1, 2, 3)]
    later = [Planned(day, shifted if shifted and day == days[1] else day) for day in days]
    draft = SeriesDraft(unit=SeriesUnit.WEEK, every=1, later=later, as_one_entry=one_entry)
    made = repeat_engagement(visit.engagement, draft, now=NOW)
    commit()
    return made


def repeated(visit, *, one_entry: bool = True, shifted: date | None = None) -> EngagementSeries:
    """The same; both councils are invited to the first, and told."""
    series = make_series(visit, one_entry=one_entry, shifted=shifted)
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


def place_of(entry: bytes) -> tuple[str, object]:
    """UID and RECURRENCE-ID."""
    event = shown(entry)
    return str(event["UID"]), event["RECURRENCE-ID"].dt if "RECURRENCE-ID" in event else None


@pytest.mark.parametrize("reads", [True, False])
def test_the_first_meeting_by_itself_has_its_place_in_the_series_in_mail_and_download(
    visit, mailbox, smtp_sink, client, reads
):
    if not reads:
        mailbox.close()
    series = make_series(visit)
    visit.invite()
    send_all(NOW)
    wanted = (series.uid, series.occurrences[0].recurs_at)
    assert series.uid == visit.engagement.uid
    assert place_of(entry_in(smtp_sink.to(ROWAN)[0])) == wanted
    assert place_of(client.get(f"{visit.path()}/calendar.ics").data) == wanted


@pytest.mark.parametrize("state", ["told", "withdrawn", "on its way"])
def test_a_first_meeting_that_partners_know_already_stays_the_entry_that_it_is(visit, mailbox, smtp_sink, state):
    invitations = visit.invite()
    if state == "on its way":
        for notice in db.session.query(Notice):
            notice.state = NoticeState.SENDING
    else:
        send_all(NOW)
    if state == "withdrawn":
        for each in invitations:
            withdraw_invitation(each, now=NOW)
    series = make_series(visit)
    assert series.uid != visit.engagement.uid
    if state != "told":
        return
    invite_to_later(visit.engagement, now=NOW)
    move_first(visit)
    smtp_sink.caught.clear()
    send_all(NOW)
    update, whole = sorted((entry_in(each) for each in smtp_sink.to(ROWAN)), key=lambda entry: b"RRULE:FREQ=W" in entry)
    assert place_of(update) == (visit.engagement.uid, None)
    read = SERIES_ORACLES["ical.js"](whole.replace(b"METHOD:REQUEST\r\n", b""))
    assert read == [each.recurs_at for each in series.occurrences[1:]]


def move_first(visit) -> None:
    draft = draft_of(visit.engagement)
    by = timedelta(hours=1)
    edit_engagement(
        visit.engagement, replace(draft, when=replace(draft.when, ends_at=draft.when.ends_at + by)), now=NOW
    )


def test_who_answered_for_the_first_one_before_keeps_that_answer_in_the_repeating_entry(visit, mailbox, smtp_sink):
    repeated(visit)
    record_reply(
        visit.link().invitation, Answer(PartStat.ACCEPTED), source=ReplySource.LINK, link=visit.link(), now=NOW
    )
    send_all(NOW)
    smtp_sink.caught.clear()
    invite_to_later(visit.engagement, now=NOW)
    send_all(NOW)
    whole, first = smtp_sink.to(ROWAN)
    assert "RRULE" in shown(entry_in(whole))
    assert shown(entry_in(first))["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert place_of(entry_in(first))[1] == visit.engagement.starts_at
    assert f"your answer, “{ANSWER_WORDS[PartStat.ACCEPTED]}”, stands" in first.get_body(("plain",)).get_content()


def test_whoever_holds_the_entry_gets_one_meeting_more_as_its_exception_and_loses_none(visit, mailbox, smtp_sink):
    series = repeated(visit)
    made = invite_to_later(visit.engagement, now=NOW)
    send_all(NOW)
    gone = next(each for each in made if each.post is visit.leader)
    withdraw_invitation(gone, now=NOW)
    send_all(NOW)
    smtp_sink.caught.clear()
    assert invite_to_later(visit.engagement, now=NOW) == [gone]
    send_all(NOW)
    (mail,) = smtp_sink.to(ROWAN)
    assert place_of(entry_in(mail)) == (series.uid, gone.engagement.starts_at)
    assert "RRULE" not in shown(entry_in(mail))


def test_all_that_one_calendar_gets_of_the_entry_names_one_organizer(visit, mailbox, smtp_sink):
    mailbox.open(tagged="office+{tag}@example.org")
    series = make_series(visit)
    for number in (2, 0):
        invite(series.occurrences[number].engagement, [visit.leader], now=NOW)
        send_all(NOW)
    invite_to_later(visit.engagement, now=NOW)
    send_all(NOW)
    cancel_engagement(series.occurrences[1].engagement, "Ill", now=NOW)
    send_all(NOW)
    mails = smtp_sink.to(ROWAN)
    assert len(mails) == 4
    (organizer,) = {str(shown(entry_in(each))["ORGANIZER"]) for each in mails}
    assert organizer.startswith("mailto:office+")


def test_what_is_over_stays_in_the_entry_but_not_in_the_letter(visit, mailbox, smtp_sink):
    series = repeated(visit)
    second = series.occurrences[1].engagement
    invite(second, [visit.leader, visit.stranger], now=NOW)
    mark_sent()
    later = second.starts_at - timedelta(days=1)
    with time_machine.travel(later, tick=False):
        invite_to_later(second, now=later)
        send_all(later)
    (mail,) = smtp_sink.to(ROWAN)
    assert "every Tuesday, 3 times." in mail.get_body(("plain",)).get_content()
    assert shown(entry_in(mail))["DTSTART"].dt == visit.engagement.starts_at


def test_one_cancelled_while_the_mail_of_all_is_on_its_way_is_cancelled_there_too(visit, mailbox, smtp_sink):
    series = repeated(visit)
    invite_to_later(visit.engagement, now=NOW)
    for notice in db.session.query(Notice).filter_by(kind="series"):
        notice.state = NoticeState.SENDING
    cancel_engagement(series.occurrences[2].engagement, "Ill", now=NOW)
    assert ROWAN in posted("cancellation")


def test_a_proposal_declined_names_the_meeting_of_the_series(visit, mailbox, smtp_sink):
    series = make_series(visit)
    visit.invite()
    send_all(NOW)
    link = visit.link()
    by_mail = {"source": ReplySource.EMAIL, "answered_by": Answerer.INVITEE, "link": link}
    proposal = propose(link.invitation, (WEDNESDAY,), **by_mail, now=NOW)
    smtp_sink.caught.clear()
    decline_proposal(proposal, "Sorry, we cannot.", decided_by="Robin", now=NOW)
    send_all(NOW)
    (mail,) = smtp_sink.to(ROWAN)
    assert place_of(entry_in(mail)) == (series.uid, series.occurrences[0].recurs_at)
    assert complaints(entry_in(mail)) == []


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

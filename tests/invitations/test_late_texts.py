"""Close to the day whoever comes gets a text as well, where there is an account with Notify."""

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.core.current import EXTENSION
from scheduler.core.db import db
from scheduler.core.rounds import registered_rounds
from scheduler.engagements.calendar import draft_of
from scheduler.engagements.rules import Handling
from scheduler.engagements.service import Swap, cancel_engagement, edit_engagement, postpone_engagement, send_in_place
from scheduler.invitations.notices.late_texts import LONGEST, fitted
from scheduler.invitations.rules import Answer, Answerer, PartStat, ReplySource
from scheduler.invitations.rules.mobiles import uk_mobile
from scheduler.invitations.service import answer_url, record_reply, withdraw_invitation
from scheduler.operations.subscriptions import ask_what_became
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import render
from scheduler.outbox.rounds import run_rounds
from scheduler.outbox.rules import Channel, NoticeState
from scheduler.outbox.sending import Sender
from tests import factories
from tests.browsing import page
from tests.factories import NOW
from tests.invitations.conftest import mark_sent, waiting
from tests.outbox.notify_stand_in import KEY, TEXT_TEMPLATE, running

HOUR = timedelta(hours=1)
MOBILE = "+447700900123"


@pytest.fixture
def notify():
    with running() as stand_in:
        yield stand_in


@pytest.fixture
def account(app, settings, notify):
    """An account for texts only; mails go by our own mail server."""
    with_texts = replace(settings, notify_api_key=KEY, notify_url=notify.url, notify_text_template=TEXT_TEMPLATE)
    app.extensions[EXTENSION] = with_texts
    yield with_texts
    app.extensions[EXTENSION] = settings


@pytest.fixture
def coming(visit, account):
    """The Leader comes tomorrow, by a mobile number of their own; the other council has only a landline."""
    put(visit, 30)
    visit.invite()
    mark_sent()
    for post, number in ((visit.leader, "07700 900 123"), (visit.stranger, "0116 496 0000")):
        link = visit.link(post=post)
        link.invitation.person.telephone = number
        said = Answer(PartStat.ACCEPTED, Answerer.INVITEE)
        record_reply(link.invitation, said, source=ReplySource.LINK, link=link, now=NOW)
    db.session.commit()
    return visit


def put(visit, hours) -> None:
    engagement = visit.engagement
    engagement.starts_at, engagement.ends_at = NOW + hours * HOUR, NOW + (hours + 1) * HOUR
    engagement.reply_by_at = None
    db.session.commit()


def rename(visit, title) -> None:
    edit_engagement(visit.engagement, replace(draft_of(visit.engagement), title=title), now=NOW)
    db.session.commit()


def move(visit, hours) -> None:
    when = replace(draft_of(visit.engagement).when, starts_at=NOW + hours * HOUR, ends_at=NOW + (hours + 1) * HOUR)
    edit_engagement(visit.engagement, replace(draft_of(visit.engagement), when=when), now=NOW)
    db.session.commit()


def send_texts(account) -> None:
    """Only those: what goes by our own mail server is put on hold."""
    db.session.query(Notice).filter(Notice.channel == Channel.MAIL).update({"state": NoticeState.HELD})
    db.session.commit()
    Sender("a-worker", account).send_due(lambda: NOW)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("07700 900123", MOBILE),
        ("+44 7700 900123", MOBILE),
        ("+44 (0)7700-900-123", MOBILE),
        ("0044 7700 900123", MOBILE),
        ("0116 496 0000 / 07700 900123", MOBILE),
        ("07624 900123", "+447624900123"),
        ("0116 496 0000", ""),
        ("070 0090 0123", ""),
        ("07600 900123", ""),
        ("07700 90012", ""),
        ("07700 9001234", ""),
        ("+33 7 70 09 00 12 3", ""),
        ("07700 900123 ext 4", ""),
        ("٠٧٧٠٠٩٠٠١٢٣", ""),
        ("", ""),
    ],
)
def test_only_a_mobile_of_the_united_kingdom_takes_a_text(typed, number):
    assert uk_mobile(typed) == number


def test_whoever_comes_is_texted_once_about_a_late_change_and_a_landline_is_not(coming):
    move(coming, 33)
    (notice,) = waiting("late_text")
    assert (notice.recipient_address, notice.channel, notice.urgent) == (MOBILE, Channel.TEXT, True)
    mail = render(notice)
    assert "Updated: Visit to Melton" in mail.short
    assert mail.short.endswith(answer_url(coming.link()))
    assert len(mail.short) <= LONGEST


def test_each_change_is_one_text(coming):
    rename(coming, "Visit to the depot")
    rename(coming, "Visit to the depot")
    assert len(waiting("late_text")) == 1
    rename(coming, "Visit to the yard")
    assert len(waiting("late_text")) == 2


@pytest.mark.parametrize(("end", "word"), [(cancel_engagement, "Cancelled"), (postpone_engagement, "Postponed")])
def test_an_end_is_texted_in_short_words_without_the_reason(coming, end, word):
    end(coming.engagement, "Taken ill in the night", now=NOW)
    db.session.commit()
    short = render(waiting("late_text")[0]).short
    assert f"{word}: Visit to Melton" in short
    assert "ill" not in short.replace("will", "")


def test_a_stand_in_is_texted_too(coming):
    absent, deputy = coming.engagement.principals[0], factories.principal(title="Deputy")
    send_in_place(coming.engagement, Swap(absent, deputy), "Ill", now=NOW)
    db.session.commit()
    assert "The Deputy" in render(waiting("late_text")[0]).short


def test_sensitive_purposes_stay_in_the_office(coming):
    coming.engagement.handling, coming.engagement.purpose = Handling.OFFICIAL_SENSITIVE, "Canary purpose"
    db.session.commit()
    move(coming, 33)
    assert "Canary" not in render(waiting("late_text")[0]).short


def test_further_ahead_nobody_is_texted(coming):
    put(coming, 300)
    move(coming, 303)
    assert waiting("late_text") == []


def test_without_an_account_nobody_is_texted(coming, app, settings):
    app.extensions[EXTENSION] = settings
    move(coming, 33)
    assert waiting("late_text") == []


@pytest.mark.parametrize("partstat", [PartStat.DECLINED, PartStat.NEEDS_ACTION])
def test_who_does_not_come_is_not_texted(coming, partstat):
    coming.link().invitation.partstat = partstat
    db.session.commit()
    move(coming, 33)
    assert waiting("late_text") == []


def test_a_text_that_was_overtaken_does_not_leave(coming):
    move(coming, 33)
    first = waiting("late_text")[0]
    move(coming, 34)
    assert render(first) is None
    withdraw_invitation(coming.link().invitation, now=NOW)
    assert all(render(each) is None for each in waiting("late_text"))


def test_a_text_tells_no_calendar_and_a_number_that_fails_is_no_dead_address(coming, account, notify):
    move(coming, 33)
    told, dead = coming.link().told_sequence, coming.link().undeliverable_at
    send_texts(account)
    assert [each["to"] for each in notify.taken if each["type"] == "sms"] == [MOBILE]
    notify.settle("permanent-failure")
    ask_what_became(NOW)
    db.session.commit()
    link = coming.link()
    assert (link.told_sequence, link.undeliverable_at) == (told, dead)


def test_the_worker_asks_notify_each_minute_and_the_log_names_the_channel(coming, account, notify, manager):
    rename(coming, "Visit to the depot")
    (notice,) = waiting("late_text")
    send_texts(account)
    notify.settle("delivered")
    assert any(each.run is ask_what_became for each in registered_rounds())
    run_rounds(NOW)
    db.session.refresh(notice)
    assert notice.delivered_at is not None
    assert "text message by GOV.UK Notify" in page(manager.get("/mail-log")).main.text


def test_a_long_title_is_cut_and_the_link_never():
    url = "Details and calendar entry: https://office.example.org/a/" + "x" * 26
    assert len(fitted("Updated: " + "very " * 100, url)) == LONGEST
    assert fitted("Updated: " + "very " * 100, url).endswith(f"… {url}")


def test_the_receipt_carries_the_calendar_entry_where_no_calendar_part_does(coming):
    texts = [render(each).text for each in waiting("receipt")]
    assert any(f"Add it to your calendar: {answer_url(coming.link())}/calendar.ics" in text for text in texts)

"""GOV.UK Notify as a second way out, against a stand-in of its API on loopback."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.core.db import db
from scheduler.outbox.fates import ask_notify
from scheduler.outbox.models import Notice
from scheduler.outbox.notify import Notify, meaning_of
from scheduler.outbox.rendering import Mail, register_renderer
from scheduler.outbox.rules import Channel, NoticeState, Verdict
from scheduler.outbox.sending import Sender
from scheduler.outbox.service import notice_failed
from tests.factories import NOW
from tests.outbox.notices import letter, posted
from tests.outbox.notify_stand_in import KEY, MAIL_TEMPLATE, TEXT_TEMPLATE, StandIn, running
from tests.smtp import SmtpSink

pytestmark = pytest.mark.usefixtures("renderers")


@pytest.fixture
def notify() -> Iterator[StandIn]:
    with running() as stand_in:
        yield stand_in


@pytest.fixture
def account(settings, notify):
    """Our settings with an account at the stand-in, for texts and for plain mails."""
    return replace(
        settings,
        notify_api_key=KEY,
        notify_url=notify.url,
        notify_text_template=TEXT_TEMPLATE,
        notify_mail_template=MAIL_TEMPLATE,
    )


@pytest.fixture
def sender(account, app) -> Sender:
    return Sender("a-worker", account)


def send(sender: Sender, now=NOW) -> None:
    db.session.commit()
    while sender.attempt_next(now):
        pass


def text_to(number: str = "07700 900123", **changes: object) -> Notice:
    register_renderer("text", lambda notice: Mail("Cancelled", "", "", short=f"{notice.payload['title']} is cancelled"))
    return posted(kind="text", recipient_address=number, channel=Channel.TEXT, **changes)


def test_a_text_leaves_by_notify_with_our_message_id_as_its_reference(sender, notify):
    notice = text_to(payload={"title": "Visit to Melton"})
    send(sender)
    (taken,) = notify.taken
    assert (taken["type"], taken["to"], taken["template_id"]) == ("sms", "07700 900123", TEXT_TEMPLATE)
    assert taken["personalisation"] == {"body": "Visit to Melton is cancelled"}
    assert (notice.state, notice.channel, taken["reference"]) == (NoticeState.SENT, Channel.TEXT, notice.message_id)


def test_a_plain_mail_goes_by_notify_and_the_send_log_says_so(sender, notify):
    notice = posted(payload={"title": "Thank you"})
    send(sender)
    assert notify.taken[0]["personalisation"] == {"subject": "Thank you", "body": "Thank you\n"}
    assert (notice.state, notice.channel, notice.subject_line) == (NoticeState.SENT, Channel.NOTIFY_MAIL, "Thank you")


@pytest.mark.parametrize(
    "extra", [{"calendar": b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"}, {"unsubscribe": "https://x.example.org/u/1"}]
)
def test_what_carries_a_calendar_or_can_be_unsubscribed_goes_by_our_own_mail_server(
    account, notify, extra, smtp_server: SmtpSink, app
):
    register_renderer("letter", lambda notice: replace(letter(notice), **extra))
    notice = posted()
    send(Sender("a-worker", replace(account, smtp_url=f"smtp://127.0.0.1:{smtp_server.port}")))
    assert (len(smtp_server.messages), notify.taken, notice.channel) == (1, [], Channel.MAIL)


def test_without_an_account_every_mail_goes_by_our_own_mail_server(settings, smtp_server: SmtpSink, app):
    posted()
    send(Sender("a-worker", replace(settings, smtp_url=f"smtp://127.0.0.1:{smtp_server.port}")))
    assert len(smtp_server.messages) == 1


def test_a_text_without_an_account_fails_and_says_which_settings_are_missing(settings, app):
    notice = text_to(payload={"title": "Visit"})
    send(Sender("a-worker", settings))
    assert notice.state is NoticeState.FAILED
    assert "SCHEDULER_NOTIFY_TEXT_TEMPLATE" in notice.last_error


def test_an_attempt_whose_end_we_did_not_hear_is_not_made_twice(sender, notify):
    notify.takes_and_dies = True
    notice = text_to(payload={"title": "Visit"})
    send(sender)
    assert notice.state is NoticeState.WAITING
    notify.takes_and_dies = False
    send(sender, NOW + timedelta(hours=1))
    assert (notice.state, len(notify.taken)) == (NoticeState.SENT, 1)


@pytest.mark.parametrize(
    ("status", "verdict", "state"),
    [
        (400, Verdict.FINAL, NoticeState.FAILED),
        (403, Verdict.PAUSE, NoticeState.WAITING),
        (429, Verdict.PAUSE, NoticeState.WAITING),
        (500, Verdict.RETRY, NoticeState.WAITING),
        (503, Verdict.RETRY, NoticeState.WAITING),
    ],
)
def test_a_refusal_means_never_later_or_a_rest(sender, notify, status, verdict, state):
    notify.refusals = [(status, "Not a valid phone number")]
    notice = text_to(payload={"title": "Visit"})
    send(sender)
    assert (meaning_of(status), notice.state, notify.taken) == (verdict, state, [])
    assert "Not a valid phone number" in notice.last_error


def test_what_became_of_it_is_asked_later_page_by_page(sender, notify, account):
    notices = [text_to(payload={"title": f"Visit {number}"}) for number in range(5)]
    send(sender)
    assert ask_notify(account, NOW) == 0
    notify.settle("delivered")
    assert ask_notify(account, NOW) == 5
    assert all(notice.delivered_at for notice in notices)
    assert ask_notify(account, NOW) == 0


def test_a_number_that_does_not_exist_is_told_like_any_failure(sender, notify, account):
    notice = text_to(payload={"title": "Visit"})
    send(sender)
    notify.settle("permanent-failure")
    told = []
    with notice_failed.connected_to(lambda sender, **_: told.append(sender)):
        ask_notify(account, NOW)
    assert (told, notice.bounce_reason) == ([notice], "There is no such mailbox or number.")


def test_nothing_is_asked_while_nothing_of_ours_is_open(account, notify, app):
    notify.refusals = [(500, "would be used up")]
    assert ask_notify(account, NOW) == 0
    assert notify.refusals


def test_notify_being_down_changes_nothing(sender, notify, account):
    notice = text_to(payload={"title": "Visit"})
    send(sender)
    notify.refusals = [(503, "down")]
    assert ask_notify(account, NOW) == 0
    assert notice.state is NoticeState.SENT


def test_texts_leave_while_the_mail_server_rests(sender, notify):
    sender.paused_until = NOW + timedelta(minutes=1)
    mail, text = posted(), text_to(payload={"title": "Visit"})
    send(sender)
    assert (mail.state, text.state, len(notify.taken)) == (NoticeState.WAITING, NoticeState.SENT, 1)


def test_notify_asking_for_a_rest_holds_up_no_mail(sender, notify):
    notify.refusals = [(429, "Exceeded rate limit")]
    text_to(payload={"title": "Visit"})
    send(sender)
    assert sender.paused_until is None


def test_a_long_text_is_cut_rather_than_refused(account, notify):
    Notify(account).send(Channel.TEXT, "07700 900123", Mail("s", "", "", short="x" * 2_000), "<1@x>", is_repeat=False)
    assert len(notify.taken[0]["personalisation"]["body"]) == 612

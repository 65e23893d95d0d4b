from datetime import timedelta

import pytest

from scheduler.outbox.rules import MAXIMUM_ATTEMPTS, Verdict, plain_reason, retry_delay, verdict


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(1, 1), (2, 2), (3, 5), (4, 10), (5, 30), (6, 60), (40, 60), (79, 60), (80, None)]
)
def test_delays_grow_to_an_hour_and_end(attempts, minutes):
    delay = retry_delay(attempts, jitter=0)
    assert delay == (None if minutes is None else timedelta(minutes=minutes))


def test_jitter_only_ever_lengthens_a_delay_by_a_quarter():
    assert retry_delay(6, jitter=1) == timedelta(minutes=75)


def test_a_mail_is_tried_for_more_than_three_days():
    whole = sum((retry_delay(attempt, jitter=0) for attempt in range(1, MAXIMUM_ATTEMPTS)), timedelta())
    assert timedelta(hours=72) < whole < timedelta(hours=96)


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        (450, Verdict.RETRY),
        (451, Verdict.RETRY),
        (452, Verdict.RETRY),
        (421, Verdict.PAUSE),
        (432, Verdict.PAUSE),
        (454, Verdict.PAUSE),
        (521, Verdict.PAUSE),
        (530, Verdict.PAUSE),
        (503, Verdict.RETRY),
        (550, Verdict.FINAL),
        (554, Verdict.FINAL),
    ],
)
def test_what_a_reply_code_asks_of_us(code, meaning):
    assert verdict(code) is meaning


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("550 5.1.1 <x@example.org>: User unknown", "There is no such mailbox."),
        ("452 4.2.2 Over quota", "The mailbox is full."),
        ("550 5.7.1 Blocked by policy", "The recipient's mail server refuses our mail."),
        ("451 Greylisted", "The mail server asks to try again later."),
        ("554 No", "The mail server refused it."),
        ("mail.example.org could not be reached: refused", "Our mail server could not be reached."),
        ("The mail could not be written (KeyError).", "The mail could not be written (KeyError)."),
    ],
)
def test_the_office_reads_plain_reasons(words, reason):
    assert plain_reason(words) == reason

"""What is said of a mail: the truth table, and the journey in order."""

import itertools
from datetime import timedelta

import pytest

from scheduler.invitations.rules.delivery import Address, Posting, Stage, Standing, stage_of, standing, steps_of
from scheduler.outbox.rules import Channel, NoticeState
from tests.factories import NOW

LATER = NOW + timedelta(hours=1)
LATEST = NOW + timedelta(hours=2)


def posting(state=NoticeState.SENT, **facts: object) -> Posting:
    usual = {"what": "Invitation", "queued_at": NOW, "due_at": NOW, "leaves_at": NOW}
    return Posting(state=state, **usual | {"sent_at": NOW if state is NoticeState.SENT else None} | facts)


TABLE = [
    # state, delivered, bounced → stage
    (NoticeState.WAITING, False, False, Stage.WAITING),
    (NoticeState.SENDING, False, False, Stage.WAITING),
    (NoticeState.HELD, False, False, Stage.ON_HOLD),
    (NoticeState.FAILED, False, False, Stage.FAILED),
    (NoticeState.WITHDRAWN, False, False, Stage.NOT_SENT),
    (NoticeState.SENT, False, False, Stage.HANDED_OVER),
    (NoticeState.SENT, True, False, Stage.DELIVERED),
    (NoticeState.SENT, False, True, Stage.BOUNCED),
    (NoticeState.SENT, True, True, Stage.BOUNCED),
]


@pytest.mark.parametrize(("state", "delivered", "bounced", "stage"), TABLE)
def test_the_word_claims_no_more_than_was_reported(state, delivered, bounced, stage):
    facts = {"delivered_at": LATER if delivered else None, "bounced_at": LATER if bounced else None}
    assert stage_of(posting(state, **facts)) is stage


def test_every_state_of_a_notice_is_in_the_table():
    assert {row[0] for row in TABLE} == set(NoticeState)


@pytest.mark.parametrize(
    ("opened_at", "delivered_at", "stage"),
    [
        (None, None, Stage.HANDED_OVER),
        (NOW - timedelta(hours=1), None, Stage.HANDED_OVER),
        (LATER, None, Stage.PAGE_USED),
        (LATER, LATER, Stage.DELIVERED),
    ],
)
def test_a_page_used_after_the_mail_left_proves_that_it_arrived_and_an_earlier_use_does_not(
    opened_at, delivered_at, stage
):
    assert standing(Address(opened_at=opened_at), [posting(delivered_at=delivered_at)]).stage is stage


def test_an_address_that_does_not_work_outweighs_everything():
    address = Address(told_at=NOW, undeliverable_at=LATER, reason="There is no such mailbox.", opened_at=LATEST)
    assert standing(address, [posting(delivered_at=NOW)]) == Standing(Stage.BOUNCED, LATER, "There is no such mailbox.")


def test_overtaken_mails_receipts_and_texts_say_nothing_of_the_address():
    beside = [
        posting(NoticeState.WITHDRAWN),
        posting(NoticeState.WAITING, is_news=False),
        posting(NoticeState.WAITING, is_news=False, channel=Channel.TEXT),
    ]
    assert standing(Address(), [posting(), *beside]).stage is Stage.HANDED_OVER


@pytest.mark.parametrize(("told_at", "stage"), [(None, Stage.WAITING), (NOW, Stage.HANDED_OVER)])
def test_without_a_row_of_its_own_the_link_says_whether_it_was_told(told_at, stage):
    assert standing(Address(told_at=told_at), []) == Standing(stage, told_at)


def said(of: Posting) -> list[str]:
    return [f"{step.words}. {step.reason}".strip() for step in steps_of(of, NOW)]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"leaves_at": NOW}, "Invitation leaves now."),
        ({"due_at": LATER, "leaves_at": LATER}, "Invitation waits until then. It can be undone until then."),
        ({"leaves_at": LATER}, "Invitation waits until then. The office is closed."),
        (
            {"due_at": LATER, "leaves_at": LATER, "attempts": 2, "reason": "452 4.2.2 over quota"},
            "Invitation waits until then. It is tried again. The mailbox is full.",
        ),
    ],
)
def test_what_waits_says_until_when_and_why(facts, words):
    assert said(posting(NoticeState.WAITING, **facts)) == ["Invitation queued.", words]


def test_a_journey_goes_from_the_queue_to_the_report():
    steps = steps_of(posting(sent_at=LATER, delivered_at=LATEST), LATEST)
    assert [step.at for step in steps] == [NOW, LATER, LATEST]
    assert [step.words for step in steps] == [
        "Invitation queued",
        "Invitation handed to the mail server",
        "Invitation delivered, by their mail server’s own report",
    ]


def test_what_notify_took_was_handed_to_notify():
    (taken, arrived) = steps_of(posting(channel=Channel.TEXT, delivered_at=LATER), LATEST)
    assert (taken.words, arrived.words) == (
        "Invitation handed to GOV.UK Notify",
        "Invitation delivered, GOV.UK Notify says",
    )


def test_nothing_is_called_delivered_without_a_report():
    for state, channel in itertools.product(NoticeState, Channel):
        assert not any("delivered" in words.lower() for words in said(posting(state, channel=channel)))

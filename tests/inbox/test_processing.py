"""The queue goes on whatever comes, nothing counts twice, and two workers do not get in each other's way."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from scheduler.core.db import db
from scheduler.inbox.models import InboundMail
from scheduler.inbox.reading.mail import read_mail
from scheduler.inbox.reading.values import Unreadable
from scheduler.inbox.rules.vocabulary import MailDoor, MailState, Outcome
from scheduler.inbox.service import processing
from scheduler.inbox.service.processing import ATTEMPTS, LEASE, REST, process_waiting
from scheduler.inbox.service.receiving import receive
from scheduler.inbox.service.settling import try_again
from scheduler.invitations.models import Reply
from scheduler.invitations.rules import PartStat
from scheduler.outbox.models import Notice
from tests.factories import NOW
from tests.inbox.post_office import PostOffice


def _count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def _wait(*raws: bytes):
    ids = [receive(raw, MailDoor.PIPE, now=NOW).id for raw in raws]
    db.session.commit()
    return ids


def _states():
    db.session.expire_all()
    return list(db.session.scalars(select(InboundMail.state).order_by(InboundMail.id)))


def test_checklist_29_the_same_mail_twice_changes_nothing_the_second_time(post):
    raw = post.mail(post.answer("ACCEPTED", comment="Yes"))
    post.deliver(raw)
    before = (_count(Reply), _count(Notice), post.invitation.version)

    again = post.deliver(raw)
    changed_on_its_way = post.deliver(raw.replace(b"Words.", b"Words.\n-- \nScanned by a gateway"))

    assert [row.outcome for row in again.answers] == [Outcome.TAKEN]
    assert [row.outcome for row in changed_on_its_way.answers] == [Outcome.REPEATED]
    assert (_count(Reply), _count(Notice), post.invitation.version) == before


def test_a_replayed_answer_does_not_bring_an_earlier_one_back(post):
    yes = post.mail(post.answer("ACCEPTED"))
    post.deliver(yes)
    post.say("DECLINED", after=1)

    replayed = post.deliver(yes.replace(b"Words.", b"Other words."), now=NOW + timedelta(minutes=2))

    assert replayed.answers[0].outcome is Outcome.REPEATED
    assert post.invitation.partstat is PartStat.DECLINED


def test_checklist_29_a_poisoned_mail_is_parked_and_the_queue_goes_on(post, monkeypatch):
    def poisoned(raws):
        return [Unreadable("It hangs.") if b"poison" in raw else read_mail(raw) for raw in raws]

    monkeypatch.setattr(processing, "read_apart", poisoned)
    poison, _ = _wait(post.mail(subject="poison"), post.mail(post.answer()))

    for attempt in range(ATTEMPTS):
        assert process_waiting(NOW + attempt * REST) == (1 if attempt == 0 else 0)
    assert _states() == [MailState.PARKED, MailState.DONE]
    mail = db.session.get_one(InboundMail, poison)
    assert (mail.attempts, mail.last_error) == (ATTEMPTS, "It hangs.")
    assert mail.raw is not None

    monkeypatch.setattr(processing, "read_apart", lambda raws: [read_mail(raw) for raw in raws])
    try_again(mail)
    assert process_waiting(NOW + timedelta(hours=1)) == 1
    assert _states() == [MailState.TRIAGE, MailState.DONE]


def test_a_mail_whose_acting_breaks_leaves_nothing_behind_and_is_tried_again(post, monkeypatch):
    whole = processing.understand

    def half(mail, read, *, now):
        whole(mail, read, now=now)
        raise ZeroDivisionError("half way")

    monkeypatch.setattr(processing, "understand", half)
    _wait(post.mail(post.answer()))
    assert process_waiting(NOW) == 0
    assert (_states(), _count(Reply)) == ([MailState.WAITING], 0)

    monkeypatch.setattr(processing, "understand", whole)
    assert process_waiting(NOW) == 0, "it rests first"
    assert process_waiting(NOW + REST) == 1
    assert (_states(), _count(Reply)) == ([MailState.DONE], 1)


def test_two_workers_at_once_take_each_mail_in_once(app, post):
    ids = _wait(*(post.mail(post.answer("ACCEPTED", stamped_at=NOW - timedelta(hours=n))) for n in range(8)))
    db.session.remove()

    def work(_):
        with app.app_context():
            return process_waiting(NOW)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == len(ids)
    assert _count(Reply) == 1
    assert MailState.WAITING not in _states()


def test_a_worker_that_died_leaves_its_mail_to_another(post):
    (mail_id,) = _wait(post.mail(post.answer()))
    db.session.get_one(InboundMail, mail_id).leased_until = NOW + LEASE
    db.session.commit()

    assert process_waiting(NOW) == 0
    assert process_waiting(NOW + LEASE) == 1


def _twice(post: PostOffice) -> list[Outcome]:
    """Two workers have read the same mail, because the first was slower than its lease."""
    raw = post.mail(post.answer("ACCEPTED"))
    (mail_id,) = _wait(raw)
    for _ in range(2):
        processing.take_in(mail_id, read_mail(raw), NOW)
    db.session.expire_all()
    return [row.outcome for row in db.session.get_one(InboundMail, mail_id).answers]


def test_who_comes_second_with_the_same_mail_leaves_it_alone(post):
    assert _twice(post) == [Outcome.TAKEN]


def test_without_that_check_the_second_one_does_write_over_the_first(post, monkeypatch):
    monkeypatch.setattr(processing, "still_waiting", lambda mail_id: db.session.get_one(InboundMail, mail_id))

    assert _twice(post) == [Outcome.REPEATED]


def test_many_mails_are_read_in_one_run(post):
    _wait(*(post.mail(subject=f"Letter {number}") for number in range(processing.BATCH + 2)))

    assert process_waiting(NOW) == processing.BATCH + 2
    assert set(_states()) == {MailState.TRIAGE}


@pytest.mark.parametrize(
    "raw", [b"", b"\x00\xff\xfe", b"Subject: \xff\r\n\r\n", b"Content-Type: multipart/mixed\r\n\r\n"]
)
def test_rubbish_waits_for_a_person(post, raw):
    mail = post.deliver(raw)

    assert mail.state in {MailState.TRIAGE, MailState.PARKED}

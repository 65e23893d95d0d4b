"""The mails about dates on offer, rendered as the worker does."""

from datetime import timedelta

import pytest

from scheduler.core.db import db
from scheduler.invitations.rules import OfferState
from scheduler.invitations.service.dates.closing import withdraw_offer
from scheduler.invitations.service.dates.links import renew_date_link
from scheduler.invitations.service.dates.offering import Asked
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import render
from scheduler.outbox.rules import NoticeState
from scheduler.outbox.service import notice_failed
from scheduler.stakeholders.models import Tenure
from tests import factories
from tests.factories import NOW
from tests.invitations.conftest import mark_sent, waiting
from tests.invitations.offered import MORNINGS, NO, YES
from tests.invitations.test_dates_service import busy_with


def mail_to(address, kind="dates"):
    """The last mail of a kind to an address, as it would leave now."""
    query = db.session.query(Notice).filter(Notice.kind == kind, Notice.recipient_address == address)
    return render(query.order_by(Notice.id.desc()).first())


def test_the_mail_says_the_dates_in_words_and_carries_the_reader_s_own_link(trial):
    trial.offer(Asked(trial.leader), Asked(trial.stranger), message="Bring the crime figures")
    mail = mail_to("rowan@example.org")
    assert mail.subject == "Which date suits you? Visit to Melton"
    for part in (mail.text, mail.html):
        for fact in (
            "Dear Councillor Rowan Ashdown,",
            "Tuesday 6 October 2026, 10am to 11am",
            "Thursday 8 October 2026, 10am to 11am",
            "Monday 14 September 2026, 5pm",
            "Bring the crime figures",
            f"http://127.0.0.1:5055{trial.path()}",
        ):
            assert fact in part
        assert "Canary" not in part
        assert "All are free" not in part, "reasons are the office’s"


def test_the_pa_gets_a_mail_that_says_for_whom(trial):
    trial.offer()
    text = mail_to("jo@example.org").text
    assert "You are receiving this as the office of Councillor Rowan Ashdown" in text
    assert trial.path() not in text


def test_fresh_dates_come_with_an_apology_and_new_links(trial):
    trial.offer()
    mark_sent(("dates",))
    before = trial.path()
    busy_with(trial, MORNINGS[0])
    trial.choose(YES, NO, NO)
    text = mail_to("jo@example.org").text
    assert "We are sorry: another meeting was agreed for the date that you had chosen" in text
    assert "Tuesday 6 October" not in text
    assert before not in mail_to("rowan@example.org").text
    assert trial.newest.state is OfferState.OPEN


def test_asking_again_says_that_these_replace_the_earlier_ones(trial):
    trial.offer()
    trial.times = MORNINGS[1:]
    trial.offer()
    assert "These take the place of the dates that we offered before." in mail_to("rowan@example.org").text


def test_a_receipt_goes_to_who_chose_and_a_word_to_the_other_address(trial):
    trial.offer(Asked(trial.leader), Asked(trial.stranger))
    trial.choose(YES, NO, NO)
    receipt, other = (mail_to(address, "dates_answered") for address in ("rowan@example.org", "jo@example.org"))
    assert receipt.subject == "Your choice of dates: Visit to Melton"
    assert other.subject == "Dates chosen: Visit to Melton"
    assert "Tuesday 6 October 2026, 10am to 11am: Yes" in receipt.text
    assert "Wednesday 7 October 2026, 10am to 11am: No" in other.text


@pytest.mark.parametrize("kind", ["dates", "dates_answered"])
def test_mail_that_events_have_overtaken_does_not_leave(trial, kind):
    offer = trial.offer(Asked(trial.leader), Asked(trial.stranger))
    trial.choose(YES, NO, NO)
    withdraw_offer(offer, now=NOW)
    assert mail_to("rowan@example.org", kind) is None


def test_who_was_told_reads_that_the_dates_are_withdrawn(trial):
    offer = trial.offer()
    mark_sent(("dates",))
    withdraw_offer(offer, now=NOW)
    assert "You need do nothing more" in mail_to("rowan@example.org", "dates_withdrawn").text


def test_mail_to_a_former_holder_stops_at_once_and_the_office_s_goes_on(trial):
    trial.offer()
    tenure = db.session.query(Tenure).filter_by(post_id=trial.leader.id).one()
    tenure.until_on = NOW.date() - timedelta(days=1)
    factories.tenure(post=trial.leader, person=factories.person(name="Sam Newcome", email="sam@example.org"))
    db.session.flush()
    assert mail_to("rowan@example.org") is None
    assert mail_to("jo@example.org") is not None


def test_a_new_link_goes_out_in_place_of_the_lost_one(trial):
    trial.offer()
    mark_sent(("dates",))
    old = trial.path()
    renew_date_link(trial.link(), now=NOW)
    assert trial.path() != old
    assert trial.path() in mail_to("rowan@example.org").text


def test_a_mail_that_fails_is_noted_at_its_address(trial):
    trial.offer()
    notice = waiting("dates")[0]
    notice.state, notice.last_error = NoticeState.FAILED, "550 no such mailbox"
    notice_failed.send(notice)
    assert trial.link().undeliverable_reason == "550 no such mailbox"

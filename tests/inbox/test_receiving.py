"""A mail is kept before it is read, once, however often and by whichever door it comes."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from scheduler.core.db import db
from scheduler.inbox.models import InboundMail
from scheduler.inbox.rules.keeping import KEPT_OF_LARGER, LARGEST_MAIL, RAW_KEPT, content_hash
from scheduler.inbox.rules.vocabulary import Doubt, MailDoor, MailState
from scheduler.inbox.service.keeping import erase_old_mail
from scheduler.inbox.service.receiving import receive
from tests.factories import NOW

MAIL = b"From: a@example.org\r\nSubject: Yes\r\n of course\r\nMessage-ID: <1@example.org>\r\n\r\nWords.\r\n"
TRACES = (
    b"Return-Path: <a@example.org>\r\nReceived: from x\r\n\tby y; Mon, 7 Sep 2026\r\nDelivered-To: o@example.org\r\n",
    b"X-Original-To: office@example.org\r\nAuthentication-Results: mx.example.org;\r\n dmarc=pass\r\n",
    b"ARC-Seal: i=1; a=rsa\r\nX-Spam-Status: No\r\nRECEIVED: again\r\n",
)


@pytest.mark.parametrize("trace", TRACES)
def test_what_a_way_of_delivery_adds_makes_no_other_mail(trace):
    assert content_hash(trace + MAIL) == content_hash(MAIL)


def test_line_ends_and_the_envelope_line_of_a_pipe_make_no_other_mail():
    assert content_hash(b"From a@example.org Mon Sep  7\n" + MAIL.replace(b"\r\n", b"\n")) == content_hash(MAIL)


@pytest.mark.parametrize(
    ("old", "new"), [(b"Yes", b"No"), (b"Words", b"Other words"), (b"<1@", b"<2@"), (b"a@", b"b@")]
)
def test_anything_else_makes_another_mail(old, new):
    assert content_hash(MAIL.replace(old, new)) != content_hash(MAIL)


def test_a_trace_named_in_the_body_stays():
    assert content_hash(MAIL + b"Received: thanks") != content_hash(MAIL)


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"no header at all", b"\xff\x00: \r\n\r\n", b":\n: \n\n"])
def test_whatever_it_is_it_has_a_hash(raw):
    assert len(content_hash(raw)) == 64


def test_checklist_29_the_same_mail_by_two_doors_is_one_row(app):
    first = receive(MAIL, MailDoor.IMAP, now=NOW)
    second = receive(TRACES[0] + MAIL, MailDoor.LMTP, now=NOW + timedelta(minutes=1))

    assert first is second
    assert (first.door, first.received_at, first.raw) == (MailDoor.IMAP, NOW, MAIL)
    assert db.session.scalar(select(func.count()).select_from(InboundMail)) == 1


def test_checklist_30_too_large_a_mail_is_kept_cut_and_shown_to_a_person(post):
    huge = post.mail(subject="Plans") + b"x" * LARGEST_MAIL

    mail = post.deliver(huge)

    (row,) = mail.answers
    assert (mail.state, row.doubt, mail.subject) == (MailState.TRIAGE, Doubt.TOO_BIG, "Plans")
    assert (mail.size, len(mail.raw)) == (len(huge), KEPT_OF_LARGER)


def test_the_mail_goes_after_its_time_and_what_it_said_stays(post):
    mail = post.deliver(post.mail(post.answer()))
    parked = receive(MAIL, MailDoor.PIPE, now=NOW)
    parked.state = MailState.PARKED

    assert erase_old_mail(NOW + RAW_KEPT) == 0
    assert erase_old_mail(NOW + RAW_KEPT + timedelta(seconds=1)) == 1
    db.session.expire_all()
    assert (mail.raw, mail.sender, mail.answers[0].reply.partstat) == (None, "rowan@example.org", "ACCEPTED")
    assert parked.raw == MAIL

import dataclasses
import socket
from datetime import timedelta

import pytest

from scheduler.core.current import EXTENSION
from scheduler.core.db import commit, db
from scheduler.demo.supervisor import free_port
from scheduler.inbox.models import InboundMail, MailboxMark
from scheduler.inbox.rules.vocabulary import MailDoor, MailState
from scheduler.inbox.service.receiving import receive
from scheduler.operations.patient import Patient
from scheduler.operations.reply_checks import door, proof, reading, triage
from tests.factories import NOW

IMAPS = "imaps://office:canary@mail.example.org/INBOX"
NAME = "imaps://office@mail.example.org/INBOX"


@pytest.fixture
def patient(settings, session) -> Patient:
    """An office whose mailbox was read just now."""
    session.add(MailboxMark(name=NAME, last_uid=7, read_at=NOW))
    return Patient(dataclasses.replace(settings, inbox_url=IMAPS, inbox_authserv_id="mx.example.org"), NOW)


def changed(patient: Patient, **settings: object) -> Patient:
    return Patient(dataclasses.replace(patient.settings, **settings), patient.now)


def later(patient: Patient, **time: int) -> Patient:
    return Patient(patient.settings, NOW + timedelta(**time))


def came_in(state: MailState) -> InboundMail:
    mail = receive(f"Subject: {state}\r\n\r\nWords".encode(), MailDoor.PIPE, now=NOW)
    mail.state = state
    db.session.flush()
    return mail


def test_an_office_that_reads_replies_is_well(patient):
    for check in (door, proof, reading, triage):
        assert check(patient)[0], check.__name__


def test_an_office_that_reads_none_is_well_too(patient):
    without = changed(patient, inbox_url=None, inbox_authserv_id=None)
    assert door(without) == proof(without) == (True, door(without)[1])
    assert "link only" in door(without)[1]


def test_a_mailbox_in_trouble_or_left_alone_is_noticed(patient):
    db.session.get_one(MailboxMark, NAME).problem = "mail.example.org could not be reached"
    assert door(patient) == (False, "Replies cannot be fetched. mail.example.org could not be reached")
    db.session.get_one(MailboxMark, NAME).problem = None
    assert door(later(patient, minutes=16)) == (False, f"{NAME} was last read 16 minutes ago. Start: scheduler worker")
    unread = changed(patient, inbox_url=IMAPS.replace("INBOX", "Replies"))
    assert "has never been read" in door(unread)[1]
    assert "canary" not in door(unread)[1]


def test_an_lmtp_address_where_nobody_listens_is_noticed(patient):
    port = free_port()
    url = f"lmtp://127.0.0.1:{port}"
    is_well, words = door(changed(patient, inbox_url=url))
    assert (is_well, "Start: scheduler worker" in words) == (False, True)
    with socket.create_server(("127.0.0.1", port)):
        assert door(changed(patient, inbox_url=url)) == (True, f"Replies are taken at 127.0.0.1, port {port}.")


def test_an_unsafe_address_and_a_pipe(patient):
    assert "this machine's own" in door(changed(patient, inbox_url="lmtp://192.0.2.1:24"))[1]
    assert door(changed(patient, inbox_url="pipe:"))[0]


def test_replies_that_nothing_proves_are_noticed(patient):
    bare = changed(patient, inbox_authserv_id=None)
    assert proof(bare)[0] is False
    assert "SCHEDULER_INBOX_AUTHSERV_ID" in proof(bare)[1]
    assert proof(changed(bare, inbox_tagged_address="office+{tag}@example.org"))[0]


def test_parked_and_unread_mail_is_noticed(patient):
    came_in(MailState.WAITING)
    assert reading(patient)[0]
    assert "has not been read" in reading(later(patient, minutes=16))[1]
    came_in(MailState.PARKED)
    assert reading(patient) == (False, "1 mail could not be read at all. Look at the inbox's page.")


def test_mail_that_waits_long_for_a_person_is_noticed(patient):
    came_in(MailState.TRIAGE)
    assert triage(later(patient, days=3)) == (True, "1 mail for a person to look at.")
    is_well, words = triage(later(patient, days=5))
    assert (is_well, words) == (False, "1 mail waits for a person, the oldest for 5 days. See the inbox.")


def test_metrics_count_what_came_in(patient, client, app, monkeypatch):
    came_in(MailState.TRIAGE)
    commit()
    monkeypatch.setitem(app.extensions, EXTENSION, patient.settings)
    shown = client.get("/metrics").text
    assert 'scheduler_inbound_mails{state="triage"} 1.0' in shown
    assert 'scheduler_inbound_mails{state="parked"} 0.0' in shown
    assert "scheduler_oldest_triage_seconds" in shown
    assert "scheduler_mailbox_read_age_seconds" in shown

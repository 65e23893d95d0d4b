"""What waits elsewhere for a person of the office stands on the Today page, each line leading there."""

from datetime import timedelta

import pytest
import time_machine

from scheduler.core.db import db
from scheduler.inbox.rules.vocabulary import MailDoor, MailState
from scheduler.inbox.service.receiving import receive
from scheduler.invitations.models import Chaser, CounterProposal, Invitation, ProposedTime
from scheduler.invitations.rules import ChaserState, ReplySource
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from tests.browsing import page
from tests.today.mornings import EIGHT, TODAY, link_of, morning

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def at_eight():
    with time_machine.travel(EIGHT, tick=False):
        yield


def needs(viewer) -> dict[str, str]:
    rows = page(viewer.get("/today")).select("table:has(caption:-soup-contains('needs you')) tbody tr")
    return {row.th.find(string=True).strip(): row.a["href"] for row in rows}


def test_mail_on_hold_waits_for_a_decision(viewer):
    morning()
    for notice in db.session.query(Notice).limit(2):
        notice.state = NoticeState.HELD
    assert needs(viewer)["2 mails are on hold"] == "/mail-log?state=held"


def test_mail_that_nobody_could_file_waits_for_a_look(viewer):
    mail = receive(b"From: a@example.org\r\nSubject: Yes\r\n\r\nWe come.\r\n", MailDoor.PIPE, now=EIGHT)
    mail.state = MailState.TRIAGE
    assert needs(viewer)["1 mail that came in needs a look"] == "/inbox"


def test_another_time_waits_for_yes_or_no(viewer):
    day = morning()
    day.late.starts_at, day.late.ends_at = day.late.starts_at + DAY, day.late.ends_at + DAY
    invitation = link_of("rowan@example.org", day.late).invitation
    proposal = CounterProposal(invitation=invitation, at=EIGHT, source=ReplySource.LINK, sequence=day.late.sequence)
    begins = day.late.starts_at + DAY
    proposal.times.append(ProposedTime(starts_at=begins, ends_at=begins + timedelta(hours=1)))
    db.session.add(proposal)
    db.session.flush()
    title = "Leader, Melton Borough Council proposes another time: Tea at Melton"
    assert needs(viewer)[title].endswith(f"/{proposal.id}")


def test_the_silent_wait_for_a_call(viewer):
    day = morning()
    day.late.starts_at, day.late.ends_at = day.late.starts_at + 9 * DAY, day.late.ends_at + 9 * DAY
    day.late.reply_by_at = EIGHT + DAY
    invitation: Invitation = link_of("rowan@example.org", day.late).invitation
    db.session.add(
        Chaser(
            invitation=invitation,
            rung="call",
            counted_to_on=TODAY + DAY,
            due_on=TODAY,
            state=ChaserState.TO_CALL,
            at=EIGHT,
        )
    )
    assert needs(viewer)["1 person to telephone"] == "/call-list"

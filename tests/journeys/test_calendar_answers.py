"""A year of a partner who only ever uses Outlook's buttons: real SMTP out, real SMTP and IMAP back in."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
import time_machine
from bs4 import Tag
from flask.testing import FlaskClient

from scheduler.core.clock import utc_now
from scheduler.core.current import EXTENSION, current_settings
from scheduler.core.db import commit, db
from scheduler.engagements.service import cancel_engagement
from scheduler.inbox.doors.addresses import mailbox
from scheduler.inbox.doors.imap import fetch_new
from scheduler.inbox.models import InboundMail
from scheduler.inbox.rules.vocabulary import MailState
from scheduler.inbox.service.processing import process_waiting
from scheduler.invitations.models import Reply
from scheduler.outbox import transport
from scheduler.outbox.tasks import current_queue
from scheduler.outbox.transport import Transport
from tests.browsing import page, submit
from tests.dovecot import USER, Dovecot
from tests.factories import NOW
from tests.invitations.conftest import Visit, frozen, visit  # noqa: F401  # fixtures
from tests.invitations.test_telling import move
from tests.journeys.mail_system import AUTHSERV_ID, CalendarProgram, MailServer, mail_server
from tests.outbox.draining import send_all


@dataclass
class World:
    """The office and two partners, each with a mailbox; `step` lets some minutes pass and everybody's mail travel."""

    visit: Visit
    outside: MailServer
    clock: time_machine.Traveller
    leader: CalendarProgram
    other: CalendarProgram

    def step(self) -> None:
        """Send, fetch, read, and send what that led to."""
        for _ in range(2):
            self.clock.shift(timedelta(minutes=2))
            send_all(utc_now())
            fetched = fetch_new(mailbox(current_settings().inbox_url or ""), now=utc_now())
            assert fetched.problem is None
            process_waiting(utc_now())
            db.session.rollback()
        self.leader.look()
        self.other.look()


@pytest.fixture
def outside(app, dovecot: Dovecot, settings) -> Iterator[MailServer]:
    """The office reads `USER`'s mailbox, and sends by the server that delivers to everybody."""
    app.extensions[EXTENSION] = replace(
        settings, inbox_url=dovecot.url, inbox_address=USER, inbox_authserv_id=AUTHSERV_ID
    )
    sender = current_queue().sender
    usual = sender.transport
    with mail_server(dovecot) as server:
        sender.transport = Transport(transport.MailServer("127.0.0.1", server.port, "none"), "office.example.org")
        sender.paused_until = None
        yield server
        sender.transport.close()
    sender.transport = usual
    app.extensions[EXTENSION] = settings


@pytest.fixture
def world(outside, visit) -> Iterator[World]:  # noqa: F811  # the fixture
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False) as clock:
        leader = CalendarProgram(outside, "rowan@example.org", "Rowan Ashdown")
        other = CalendarProgram(outside, "canary@example.org", "Canary Strange")
        yield World(visit, outside, clock, leader, other)


def row_of(manager: FlaskClient, world: World, seat: str = "Melton Borough Council") -> str:
    """What the office sees of one invitee."""
    shown = page(manager.get(f"/engagements/{world.visit.engagement.id}"))
    rows = [row for row in shown.select("#invitations tr") if seat in row.text]
    assert rows, "no such row"
    return _words(rows[0])


def _words(element: Tag) -> str:
    return " ".join(element.text.split())


def test_outlook_alone_from_invitation_to_the_end(world, manager):
    world.visit.invite()
    world.step()
    first = world.leader.the_entry()
    assert (first.organizer, first.is_cancelled) == (USER, False)

    world.leader.answer("ACCEPTED", "Accepted: Visit to Melton")
    world.step()
    assert "Coming" in row_of(manager, world)
    assert "by e-mail" in row_of(manager, world)

    move(world.visit.engagement)
    world.step()
    moved = world.leader.the_entry()
    assert moved.sequence > first.sequence
    assert moved.starts_at == first.starts_at + timedelta(days=1)
    assert "the earlier time" in row_of(manager, world)

    later = moved.starts_at + world.leader.propose()
    world.step()
    listed = page(manager.get("/proposals-of-time")).select_one("main a[href^='/proposals-of-time/']")
    assert listed is not None
    proposal = str(listed["href"])
    assert "I sit on Planning" in manager.get(proposal).text
    assert world.leader.the_entry().starts_at == moved.starts_at, "a proposal moves nothing"
    form = "form[action*='/times/'][action$='/accept']"
    assert submit(manager, proposal, form=form).status_code == 303
    world.step()
    for program in (world.leader, world.other):
        assert program.the_entry().starts_at == later
        assert program.the_entry().sequence > moved.sequence

    cancel_engagement(world.visit.engagement, "The hall has burst pipes", now=utc_now())
    commit()
    world.step()
    for program in (world.leader, world.other):
        assert program.the_entry().is_cancelled
        assert len(program.entries) == 1
    assert db.session.query(InboundMail).filter(InboundMail.state != MailState.DONE).count() == 0


def test_a_mailbox_read_again_from_the_start_changes_nothing(world, dovecot):
    world.visit.invite()
    world.step()
    world.leader.answer("ACCEPTED", "Accepted: Visit to Melton")
    world.other.answer("DECLINED", "Declined: Visit to Melton", "Full Council that day")
    world.step()
    before = [(reply.id, reply.partstat) for reply in db.session.query(Reply).order_by(Reply.id)]
    assert len(before) == 2
    dovecot.make_anew()
    world.step()
    assert [(reply.id, reply.partstat) for reply in db.session.query(Reply).order_by(Reply.id)] == before
    assert db.session.query(InboundMail).count() == 2


def test_who_answers_in_anothers_name_counts_for_nothing(world, manager):
    world.visit.invite()
    world.step()
    forger = CalendarProgram(world.outside, "rowan@example.org", "Rowan Ashdown", dict(world.leader.entries))
    forger.envelope = "elsewhere@forgers.example.com"
    forger.answer("DECLINED", "Declined: Visit to Melton")
    world.step()
    assert "No answer" in row_of(manager, world)
    assert db.session.query(InboundMail).one().state is MailState.TRIAGE

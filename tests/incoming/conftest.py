"""An office with two principals and a partnership whose clerk invites us; the clock stands at NOW."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
import time_machine

from scheduler.config import Settings
from scheduler.core.current import EXTENSION
from scheduler.core.db import db
from scheduler.engagements.models import Principal
from scheduler.engagements.rules import PrincipalKind
from scheduler.inbox.models import InboundMail
from scheduler.inbox.rules.vocabulary import MailDoor
from scheduler.inbox.service.processing import process_waiting
from scheduler.inbox.service.receiving import receive
from scheduler.incoming.models import IncomingInvitation
from scheduler.stakeholders.models import Body
from tests import factories
from tests.factories import NOW
from tests.incoming.samples import AUTHSERV, CHIEF, CLERK, COMMISSIONER, OFFICE


@dataclass
class Invited:
    """The partnership, and those of ours whom it may ask."""

    body: Body
    commissioner: Principal
    chief: Principal

    def deliver(self, raw: bytes, *, now=NOW) -> InboundMail:
        """Hand a mail in and have it read by the child process."""
        mail_id = receive(raw, MailDoor.PIPE, now=now).id
        db.session.commit()
        process_waiting(now)
        db.session.expire_all()
        return db.session.get_one(InboundMail, mail_id)

    def all(self) -> list[IncomingInvitation]:
        """Every invitation to us."""
        db.session.expire_all()
        return db.session.query(IncomingInvitation).order_by(IncomingInvitation.id).all()

    def the_only(self) -> IncomingInvitation:
        """The one invitation that there is."""
        (found,) = self.all()
        return found


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def reads_replies(app, settings) -> Iterator[Settings]:
    """Our own mail server says what it found of the sender."""
    changed = replace(settings, inbox_url="pipe:", inbox_address=OFFICE, inbox_authserv_id=AUTHSERV, mail_from=OFFICE)
    app.extensions[EXTENSION] = changed
    yield changed
    app.extensions[EXTENSION] = settings


@pytest.fixture
def invited(app, reads_replies) -> Invited:
    """Committed; the partnership has no post yet."""
    factories.office(email=OFFICE)
    made = Invited(
        body=factories.body(
            name="Melton Community Safety Partnership", short_name="Melton CSP", secretariat_email=CLERK
        ),
        commissioner=factories.principal(email=COMMISSIONER, position=1),
        chief=factories.principal(title="Chief Executive", kind=PrincipalKind.CHIEF_EXECUTIVE, email=CHIEF, position=2),
    )
    db.session.commit()
    return made

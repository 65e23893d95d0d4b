"""Whatever happens in whatever order, calendars that obey RFC 5546 end up saying what we say.

Two seats, three mailboxes, one office. Mails are read out of order and twice; answers of programs reach us late, out of
order and repeated. At the end all is delivered, and every calendar is compared with our state.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
import time_machine
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from scheduler.config import Settings
from scheduler.core.clock import utc_now
from scheduler.core.current import EXTENSION
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.calendar import draft_of, when_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import OFF_THE_DIARY, EngagementStatus
from scheduler.engagements.service import cancel_engagement, edit_engagement, postpone_engagement
from scheduler.ical.event import Timed
from scheduler.inbox.models import InboundMail
from scheduler.inbox.reading.mail import read_mail
from scheduler.inbox.rules.vocabulary import MailDoor
from scheduler.inbox.service import processing
from scheduler.inbox.service.receiving import receive
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.invitations.queries import live_links
from scheduler.invitations.rules import Answer, PartStat, ReplySource, is_about_earlier_time
from scheduler.invitations.service import invite, record_reply, withdraw_invitation
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import UNSENT, NoticeState
from scheduler.stakeholders.models import Post
from tests import factories
from tests.calendar_program import CalendarProgram
from tests.conftest import DATABASE
from tests.outbox.draining import send_all
from tests.smtp import SmtpSink

START = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
AUTHSERV = "mx.office.example.org"
SAID = st.sampled_from(["ACCEPTED", "TENTATIVE", "DECLINED"])
LATE = 8
"""Changes before a cancellation may come: after it little can happen."""
SEAT = st.sampled_from([0, 1])
_numbers = itertools.count(1)


class Histories(RuleBasedStateMachine):
    """One engagement and everything that can be done to it; `world` is the test's application and its mail server."""

    def __init__(self, app, sink: SmtpSink, reading: Settings) -> None:
        super().__init__()
        self.app, self.sink = app, sink
        self.modes = {True: reading, False: replace(reading, inbox_url=None)}
        self.clock = time_machine.travel(START, tick=False)
        self.time = self.clock.start()
        self.turns: list[tuple[datetime, bool]] = []
        self.on_their_way: list[bytes] = []
        self.delivered: list[bytes] = []
        self.read_so_far = len(sink.caught)
        self.done = 0
        self.is_quick = True

    @initialize(reads=st.booleans())
    def begin(self, *, reads: bool) -> None:
        """A visit in a month, and both seats invited."""
        self._turn(reads=reads)
        number = next(_numbers)
        factories.office(quiet_out_of_hours=False)
        self.seats: list[Post] = []
        self.mailboxes = [[f"leader{number}@example.org", f"pa{number}@example.org"], [f"chair{number}@example.org"]]
        for principal, *pa in self.mailboxes:
            post = factories.post(title="Leader", email=principal, pa_email=pa[0] if pa else "", pa_name="Office")
            self.seats.append(post)
        starts = START + timedelta(days=30)
        made = factories.engagement(
            starts_at=starts,
            ends_at=starts + timedelta(hours=1),
            reply_by_at=None,
            principals=[factories.principal()],
            created_at=START,
            revised_at=START,
        )
        self.engagement_id = made.id
        self.programs = {address: CalendarProgram(address) for box in self.mailboxes for address in box}
        db.session.commit()
        for seat in (0, 1):
            self.invites(seat)

    @property
    def engagement(self) -> Engagement:
        return db.session.get_one(Engagement, self.engagement_id)

    def invitation(self, seat: int) -> Invitation | None:
        query = db.session.query(Invitation).filter_by(engagement_id=self.engagement_id, post_id=self.seats[seat].id)
        return query.one_or_none()

    def do(self, act: Callable[[], object]) -> None:
        """What the rules refuse changes nothing; a minute passes either way."""
        self.done += 1
        self.time.shift(timedelta(minutes=1))
        try:
            act()
        except RuleBroken:
            db.session.rollback()
        else:
            db.session.commit()
        if self.is_quick:
            self.mail_goes_out()
            self.partners_read_their_mail(twice=False)

    @rule(is_quick=st.booleans())
    def the_post_slows_down_or_hurries(self, *, is_quick: bool) -> None:
        self.is_quick = is_quick

    @rule(seat=SEAT)
    def invites(self, seat: int) -> None:
        self.do(lambda: invite(self.engagement, [self.seats[seat]], now=utc_now()))

    @rule(seat=SEAT)
    def withdraws(self, seat: int) -> None:
        invitation = self.invitation(seat)
        if invitation is not None:
            self.do(lambda: withdraw_invitation(invitation, now=utc_now()))

    @rule(days=st.integers(25, 40), hour=st.integers(8, 16))
    def moves(self, days: int, hour: int) -> None:
        """Also gives a new day to what was postponed."""
        starts = START.replace(hour=hour) + timedelta(days=days)
        when = Timed(starts, starts + timedelta(hours=1))
        self.do(lambda: edit_engagement(self.engagement, self._draft(when=when, clash_reason="x"), now=utc_now()))

    @rule(title=st.sampled_from(["Visit", "Meeting", "Talk"]))
    def renames(self, title: str) -> None:
        self.do(lambda: edit_engagement(self.engagement, self._draft(title=title), now=utc_now()))

    @precondition(lambda self: self.engagement.status is EngagementStatus.AGREED)
    @rule()
    def postpones(self) -> None:
        self.do(lambda: postpone_engagement(self.engagement, "Illness", now=utc_now()))

    @precondition(lambda self: self.done > LATE)
    @rule()
    def cancels(self) -> None:
        self.do(lambda: cancel_engagement(self.engagement, "Illness", now=utc_now()))

    @rule(seat=SEAT, said=SAID, which=st.integers(0, 1))
    def answers_by_link(self, seat: int, said: str, which: int) -> None:
        invitation = self.invitation(seat)
        links = live_links(invitation) if invitation else []
        if invitation is not None and links:
            link = links[which % len(links)]
            self.do(lambda: self._record(invitation, said, ReplySource.LINK, link))

    @rule(seat=SEAT, said=SAID)
    def answers_by_telephone(self, seat: int, said: str) -> None:
        invitation = self.invitation(seat)
        if invitation is not None:
            self.do(lambda: self._record(invitation, said, ReplySource.TELEPHONE, None))

    @rule(seat=SEAT, said=SAID, which=st.integers(0, 1))
    def presses_a_button(self, seat: int, said: str, which: int) -> None:
        """Only where the program shows one; the mail is on its way from then on."""
        box = self.mailboxes[seat]
        program = self.programs[box[which % len(box)]]
        entry = program.live(self.engagement.uid)
        if entry is not None and entry.organizer:
            self.time.shift(timedelta(minutes=1))
            self.on_their_way.append(self._mail(program, program.answer(self.engagement.uid, said, utc_now())))

    @precondition(lambda self: self.on_their_way)
    @rule(number=st.integers(0, 5))
    def an_answer_arrives(self, number: int) -> None:
        """Any of those on their way, not the oldest first."""
        self._take_in(self.on_their_way.pop(number % len(self.on_their_way)))

    @precondition(lambda self: self.delivered)
    @rule(number=st.integers(0, 5))
    def an_answer_arrives_again(self, number: int) -> None:
        self._take_in(self.delivered[number % len(self.delivered)])

    @rule()
    def mail_goes_out(self) -> None:
        self.time.shift(timedelta(minutes=2))
        send_all(utc_now())

    @rule(twice=st.booleans(), backwards=st.booleans())
    def partners_read_their_mail(self, *, twice: bool, backwards: bool = False) -> None:
        unread = self._unread()
        for message in reversed(unread) if backwards else unread:
            self._hand_to_program(message)
            if twice:
                self._hand_to_program(message)

    @rule(reads=st.booleans())
    def the_office_changes_its_mode(self, *, reads: bool) -> None:
        self._turn(reads=reads)

    def _turn(self, *, reads: bool) -> None:
        self.app.extensions[EXTENSION] = self.modes[reads]
        self.turns.append((utc_now(), reads))

    def teardown(self) -> None:
        """Everything arrives; then compare."""
        try:
            if hasattr(self, "engagement_id"):
                self._let_everything_arrive()
                for seat, box in enumerate(self.mailboxes):
                    for address in box:
                        self._compare(seat, self.programs[address])
        finally:
            self.clock.stop()
            db.session.rollback()

    def _let_everything_arrive(self) -> None:
        while self.on_their_way:
            self._take_in(self.on_their_way.pop(0))
        self.time.shift(timedelta(hours=3))
        send_all(utc_now())
        assert db.session.query(Notice).filter(Notice.state.in_(UNSENT)).count() == 0
        for message in self._unread():
            self._hand_to_program(message)

    def _compare(self, seat: int, program: CalendarProgram) -> None:
        engagement, invitation = self.engagement, self.invitation(seat)
        entry = program.live(engagement.uid)
        is_expected = (
            invitation is not None and invitation.withdrawn_at is None and engagement.status not in OFF_THE_DIARY
        )
        if not is_expected:
            assert entry is None or self._refused_a_plain_one(entry, invitation), "a ghost"
            return
        assert invitation is not None
        assert entry is not None, "invited, and the calendar does not have it"
        when = when_of(engagement)
        assert isinstance(when, Timed)
        assert (entry.starts.astimezone(UTC), entry.sequence) == (when.starts_at, engagement.sequence)
        if entry.organizer and not entry.is_of_file and self._is_echoed(program, invitation):
            assert entry.partstat == self._present(invitation, engagement), "calendar and page disagree"

    def _is_echoed(self, program: CalendarProgram, invitation: Invitation) -> bool:
        """Only an office that reads replies tells calendars of answers: neither now nor by mail that left before."""
        mails = db.session.query(Notice).filter_by(recipient_address=program.address, state=NoticeState.SENT)
        replies = [reply.id for reply in invitation.replies[:1]]
        left = [each.sent_at for each in mails if each.payload.get("reply_id") in replies and each.sent_at]
        return self.app.extensions[EXTENSION].reads_replies and all(self._read_replies_at(at) for at in left)

    def _read_replies_at(self, left: datetime) -> bool:
        """A turn may come at the minute in which a mail has just left, never before one in its minute."""
        return [reads for since, reads in self.turns if since < left][-1]

    @staticmethod
    def _refused_a_plain_one(entry, invitation: Invitation | None) -> bool:
        """Who sent apologies for what came as a file is not written to about its end; the file is theirs."""
        return invitation is not None and not entry.organizer and invitation.partstat is PartStat.DECLINED

    @staticmethod
    def _present(invitation: Invitation, engagement: Engagement) -> str:
        is_stale = is_about_earlier_time(invitation.partstat, invitation.answered_sequence, engagement.sequence)
        return str(PartStat.NEEDS_ACTION if is_stale else invitation.partstat)

    def _draft(self, **changes: object):
        return replace(draft_of(self.engagement), **changes)

    @staticmethod
    def _record(invitation: Invitation, said: str, source: ReplySource, link: InvitationLink | None) -> None:
        staff = "Robin" if source is ReplySource.TELEPHONE else ""
        record_reply(invitation, Answer(PartStat(said)), source=source, link=link, recorded_by=staff, now=utc_now())

    def _unread(self) -> list[EmailMessage]:
        new, self.read_so_far = self.sink.caught[self.read_so_far :], len(self.sink.caught)
        return [each.message for each in new]

    def _hand_to_program(self, message: EmailMessage) -> None:
        address = str(message["To"].addresses[0].addr_spec)
        if address in self.programs:
            self.programs[address].receive(message)

    def _mail(self, program: CalendarProgram, calendar: bytes) -> bytes:
        message = EmailMessage()
        message["Authentication-Results"] = f"{AUTHSERV}; dmarc=pass header.from=example.org"
        message["From"], message["To"], message["Subject"] = program.address, "office@example.org", "Accepted"
        message["Message-ID"] = f"<{next(_numbers)}@example.org>"
        message.set_content("")
        message.add_alternative(calendar, "text", "calendar", params={"method": "REPLY"})
        return message.as_bytes()

    def _take_in(self, raw: bytes) -> None:
        self.time.shift(timedelta(minutes=1))
        self.delivered.append(raw)
        receive(raw, MailDoor.PIPE, now=utc_now())
        db.session.commit()
        processing.process_waiting(utc_now())
        assert db.session.query(InboundMail).filter(InboundMail.attempts > 1).count() == 0


@pytest.fixture
def reading(app, settings) -> Iterator[Settings]:
    """Settings with a mailbox for replies; whatever mode a history ends in, the next test starts plainly."""
    yield replace(settings, inbox_url="pipe:", inbox_address="office@example.org", inbox_authserv_id=AUTHSERV)
    app.extensions[EXTENSION] = settings


def run(app, sink: SmtpSink, reading: Settings, monkeypatch: pytest.MonkeyPatch, *, histories: int, steps: int) -> None:
    # The child process that reads is tested elsewhere; here it would take a second a mail.
    monkeypatch.setattr(processing, "read_apart", lambda raws: [read_mail(raw) for raw in raws])
    wanted = settings(
        max_examples=histories,
        stateful_step_count=steps,
        deadline=None,
        derandomize=histories < 100,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],  # to shrink a history takes longer than to read it
    )
    run_state_machine_as_test(lambda: Histories(app, sink, reading), settings=wanted)


def test_after_any_history_every_calendar_says_what_we_say(app, smtp_sink, reading, monkeypatch):
    run(app, smtp_sink, reading, monkeypatch, histories=25 if DATABASE == "sqlite" else 10, steps=25)


@pytest.mark.storm
def test_after_a_thousand_histories_every_calendar_says_what_we_say(app, smtp_sink, reading, monkeypatch):
    run(app, smtp_sink, reading, monkeypatch, histories=1_000, steps=40)

"""Answers a caught invitation as the recipient's calendar program would: a mail that comes in by the ordinary door."""

import smtplib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from scheduler.config import Settings
from scheduler.core.errors import SchedulerError
from scheduler.core.values import dataclass
from scheduler.demo.queries import CaughtMail
from scheduler.ical.event import CalendarEvent, Timed
from scheduler.ical.itip import Attendee, Method, Organizer, counter, reply
from scheduler.ical.replies import ItipAttendee, ItipEvent, read_itip
from scheduler.inbox.doors.addresses import is_listener, listener

HAND_OVER_SECONDS = 20
LATER = timedelta(days=1)
"""What “Propose another time” proposes: the same hours a day later."""


@dataclass(frozen=True, slots=True)
class Button:
    """One press in a calendar program: what its button says, how its subject begins, what it sends."""

    words: str
    subject: str
    method: Method
    write: Callable[[ItipEvent, ItipAttendee, datetime], bytes]


class NobodyListens(SchedulerError):
    """The worker does not take mail at present."""


def invitation_in(mail: CaughtMail) -> ItipEvent | None:
    """The scheduling message that a calendar program would show buttons for; None when there is none."""
    content = mail.calendar()
    events = read_itip(content) if content else []
    return next((each for each in events if each.method == Method.REQUEST and each.attendees and each.organizer), None)


def send_answer(mail: CaughtMail, asked: ItipEvent, button: Button, settings: Settings, *, now: datetime) -> None:
    """Press a button: hand the answer over by LMTP. Raises NobodyListens."""
    url = settings.inbox_url
    attendee = asked.attendees[0]
    if url is None or not is_listener(url):
        raise NobodyListens("This demo takes no replies: SCHEDULER_INBOX_URL names no LMTP address.")
    address = listener(url)
    answer = _mail(mail, asked, button, settings, now).as_bytes(policy=SMTP)
    try:
        with smtplib.LMTP(address.host, address.port, timeout=HAND_OVER_SECONDS) as client:
            client.sendmail(attendee.address, [asked.organizer], answer)
    except (smtplib.SMTPException, OSError) as error:
        raise NobodyListens(f"The answer was not taken ({error}). Does the worker run?") from error


def _mail(mail: CaughtMail, asked: ItipEvent, button: Button, settings: Settings, now: datetime) -> EmailMessage:
    """As the office's own mail server would deliver it, with what that found out about the sender."""
    attendee = asked.attendees[0]
    domain = attendee.address.rpartition("@")[2]
    message = EmailMessage(policy=SMTP)
    if settings.inbox_authserv_id:
        message["Authentication-Results"] = f"{settings.inbox_authserv_id}; dmarc=pass header.from={domain}"
    message["From"] = attendee.address
    message["To"] = asked.organizer
    message["Subject"] = f"{button.subject}: {asked.summary}"
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=domain)
    if mail.message["Message-ID"]:
        message["In-Reply-To"] = str(mail.message["Message-ID"])
    message.set_content("")
    calendar = button.write(asked, attendee, now)
    message.add_alternative(calendar, "text", "calendar", cte="base64", params={"method": button.method})
    return message


def _reply(partstat: str) -> Callable[[ItipEvent, ItipAttendee, datetime], bytes]:
    def write(asked: ItipEvent, attendee: ItipAttendee, now: datetime) -> bytes:
        answers = Attendee(address=attendee.address, name=attendee.name, partstat=partstat)
        return reply(
            uid=asked.uid,
            sequence=asked.sequence or 0,
            stamped_at=now,
            attendee=answers,
            organizer=Organizer(asked.organizer),
            recurs_at=asked.recurs_at,
        )

    return write


def _counter(asked: ItipEvent, attendee: ItipAttendee, now: datetime) -> bytes:
    assert isinstance(asked.when, Timed)  # the button is not shown for whole days
    event = CalendarEvent(
        uid=asked.uid,
        sequence=asked.sequence or 0,
        stamped_at=now,
        created_at=now,
        modified_at=now,
        when=Timed(asked.when.starts_at + LATER, asked.when.ends_at + LATER),
        summary=asked.summary,
        location=asked.location,
    )
    answers = Attendee(address=attendee.address, name=attendee.name, partstat="TENTATIVE")
    return counter(event, answers, Organizer(asked.organizer), "Could we do the day after?", asked.recurs_at)


BUTTONS: Mapping[str, Button] = {
    "accept": Button("Accept", "Accepted", Method.REPLY, _reply("ACCEPTED")),
    "tentative": Button("Tentative", "Tentative", Method.REPLY, _reply("TENTATIVE")),
    "decline": Button("Decline", "Declined", Method.REPLY, _reply("DECLINED")),
    "propose": Button("Propose another time", "New time proposed", Method.COUNTER, _counter),
}


def buttons_for(asked: ItipEvent) -> dict[str, Button]:
    """Those that a calendar program would show."""
    can_propose = isinstance(asked.when, Timed)
    return {name: button for name, button in BUTTONS.items() if can_propose or button.method is not Method.COUNTER}

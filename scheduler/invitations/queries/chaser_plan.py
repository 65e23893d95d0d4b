"""What will go and what went, as the office's pages show it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from scheduler.core.addresses import address_key
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.models import Engagement
from scheduler.invitations.models import Chaser, Invitation, InvitationLink
from scheduler.invitations.queries.chasers import Candidate, Upcoming, upcoming
from scheduler.invitations.rules.ladders import Step

SHOWN = 200
LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class PlannedMail:
    """One mail that will go to one mailbox, about one or more engagements."""

    at: datetime
    step: Step
    links: tuple[InvitationLink, ...]

    @property
    def link(self) -> InvitationLink:
        """Whose address it goes to."""
        return self.links[0]

    @property
    def others(self) -> int:
        """About how many more invitations the same mail is."""
        return len(self.links) - 1


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One invitee on one day: what happens, and in which mails; a call has none."""

    upcoming: Upcoming
    mails: tuple[PlannedMail, ...]


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """A working day on which something happens."""

    day: date
    rows: tuple[PlannedRow, ...]
    mails: int


def planned_days(now: datetime) -> list[PlannedDay]:
    """The next working days on which something goes, if nobody answers before."""
    rows = upcoming(now)
    days = list(dict.fromkeys(row.on for row in rows))
    return [_day(day, [row for row in rows if row.on == day]) for day in days]


def planned_mail(link: InvitationLink, step: Step, on: date, now: datetime) -> PlannedMail | None:
    """The mail to this link's mailbox on that day; None when none is planned."""
    rows = [row for row in upcoming(now) if row.on == on]
    mails = mails_of([(row.at, row.rung.step, row.candidate) for row in rows])
    key = address_key(link.address)
    return next((mail for mail in mails if mail.step is step and address_key(mail.link.address) == key), None)


def mails_of(rows: Iterable[tuple[datetime, Step, Candidate]]) -> list[PlannedMail]:
    """One for each mailbox and step, in the order of the rows; calls send none."""
    boxes: dict[tuple[Step, str], tuple[datetime, list[InvitationLink]]] = {}
    for at, step, candidate in rows:
        if step is Step.CALL:
            continue
        for link in candidate.links:
            boxes.setdefault((step, address_key(link.address)), (at, []))[1].append(link)
    return [PlannedMail(at, step, tuple(links)) for (step, _), (at, links) in boxes.items()]


def recent_chasers(now: datetime) -> Sequence[Chaser]:
    """What became of rungs lately, newest first."""
    query = (
        select(Chaser)
        .join(Chaser.invitation)
        .join(Invitation.engagement)
        .options(contains_eager(Chaser.invitation).contains_eager(Invitation.engagement).load_only(Engagement.title))
        .where(Chaser.at >= now - LOOK_BACK)
        .order_by(Chaser.at.desc(), Chaser.id.desc())
        .limit(SHOWN)
    )
    return db.session.scalars(query).all()


def _day(day: date, rows: Sequence[Upcoming]) -> PlannedDay:
    mails = mails_of([(row.at, row.rung.step, row.candidate) for row in rows])

    def of(row: Upcoming) -> tuple[PlannedMail, ...]:
        return tuple(
            mail
            for mail in mails
            if mail.step is row.rung.step and any(link in row.candidate.links for link in mail.links)
        )

    return PlannedDay(day, tuple(PlannedRow(row, of(row)) for row in rows), len(mails))

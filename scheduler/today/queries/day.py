"""The reads behind the Today page: a fixed number of statements, however many partners are invited."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import contains_eager

from scheduler.core.addresses import address_key
from scheduler.core.clock import local_day, start_of_day
from scheduler.core.db import db
from scheduler.core.wording import day_words
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries import engagements_between
from scheduler.engagements.rules import OFF_THE_DIARY, EngagementStatus
from scheduler.forward_plan.queries.changes import partners_in
from scheduler.forward_plan.rules.vocabulary import CoverageState
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.invitations.queries.offer_board import offers_that_need_the_office
from scheduler.invitations.rules import PartStat
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from scheduler.today.queries.waiting import waiting_needs
from scheduler.today.rules.day import Need, NeedKind, Silence, Turnout, ago_words, forgotten_needs

OPEN = (EngagementStatus.TO_ARRANGE, EngagementStatus.OFFERING_DATES, EngagementStatus.AGREED)
COMING = (PartStat.ACCEPTED, PartStat.DELEGATED)
FAILED_SINCE = timedelta(days=30)
"""Older failures are history: the send log keeps them."""
ROWS = 20


def days_ahead(first: date, last: date) -> list[tuple[date, list[Engagement]]]:
    """Each day with what is in the diary on it, whole days first; one that lasts two days stands on both."""
    found = [each for each in engagements_between(first, last) if each.status not in OFF_THE_DIARY]
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [(day, [each for each in found if _touches(each, day)]) for day in days]


def turnouts(engagement_ids: Iterable[int]) -> dict[int, Turnout]:
    """How many come to each of these engagements; one without invitations is missing."""
    silent = Invitation.partstat == PartStat.NEEDS_ACTION
    rows = db.session.execute(
        select(
            Invitation.engagement_id,
            func.count(),
            func.count().filter(Invitation.partstat.in_(COMING)),
            func.count().filter(silent),
        )
        .where(Invitation.engagement_id.in_(list(engagement_ids)), Invitation.withdrawn_at.is_(None))
        .group_by(Invitation.engagement_id)
        .order_by(Invitation.engagement_id)
    )
    return {key: Turnout(invited, coming, silent) for key, invited, coming, silent in rows}


def silences(now: datetime) -> list[Silence]:
    """Coming engagements with invitees who have not answered, the earliest reply-by date first; two statements."""
    silent = func.count().filter(Invitation.partstat == PartStat.NEEDS_ACTION)
    due = func.coalesce(Engagement.reply_by_at, Engagement.starts_at)
    rows = db.session.execute(
        select(Engagement, func.count(), silent)
        .join(Invitation, Invitation.engagement_id == Engagement.id)
        .where(_is_coming(now), Invitation.withdrawn_at.is_(None))
        .group_by(Engagement.id)
        .having(silent > 0)
        .order_by(due.nulls_last(), Engagement.id)
        .limit(ROWS)
    ).all()
    labels = _silent_labels([engagement.id for engagement, _, _ in rows])
    return [
        Silence(each.id, each.title, _begins(each), each.reply_by_at, tuple(labels[each.id]), invited)
        for each, invited, _ in rows
    ]


def _silent_labels(engagement_ids: Sequence[int]) -> dict[int, list[str]]:
    rows = db.session.execute(
        select(Invitation.engagement_id, Invitation.invitee_label)
        .where(
            Invitation.engagement_id.in_(engagement_ids),
            Invitation.withdrawn_at.is_(None),
            Invitation.partstat == PartStat.NEEDS_ACTION,
        )
        .order_by(Invitation.engagement_id, Invitation.id)
    )
    labels: dict[int, list[str]] = defaultdict(list)
    for engagement_id, label in rows:
        labels[engagement_id].append(label)
    return labels


def needs(now: datetime, waiting: Sequence[Silence]) -> list[Need]:
    """Everything that waits for a person in the office: most urgent kind first, a fixed number of statements."""
    bounced = _bounced_links(now)
    bounced_keys = {address_key(link.address) for link in bounced}
    failed = [notice for notice in _failed_notices(now) if notice.recipient_key not in bounced_keys]
    pressing = [silence for silence in waiting if silence.is_pressing(now)]
    return [
        *forgotten_needs(partners_in((CoverageState.NO_ENTRY, CoverageState.OVERDUE), local_day(now))),
        *(_bounced_need(link) for link in bounced),
        *(_failed_need(notice) for notice in failed),
        *waiting_needs(now),
        *(Need(NeedKind.DATES, each.title, each.reason, each.offer_id) for each in offers_that_need_the_office(now)),
        *(_silent_need(silence, now) for silence in pressing),
        *(_unmarked_need(engagement, local_day(now)) for engagement in _unmarked(now)),
    ]


def _bounced_links(now: datetime) -> Sequence[InvitationLink]:
    return db.session.scalars(
        select(InvitationLink)
        .join(InvitationLink.invitation)
        .join(Invitation.engagement)
        .options(contains_eager(InvitationLink.invitation).contains_eager(Invitation.engagement))
        .where(
            InvitationLink.undeliverable_at.is_not(None),
            InvitationLink.revoked_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            _is_coming(now),
        )
        .order_by(InvitationLink.undeliverable_at.desc(), InvitationLink.id)
        .limit(ROWS)
    ).all()


def _failed_notices(now: datetime) -> Sequence[Notice]:
    return db.session.scalars(
        select(Notice)
        .where(Notice.state == NoticeState.FAILED, Notice.created_at > now - FAILED_SINCE)
        .order_by(Notice.created_at.desc(), Notice.id)
        .limit(ROWS)
    ).all()


def _unmarked(now: datetime) -> Sequence[Engagement]:
    return db.session.scalars(
        select(Engagement)
        .where(
            Engagement.status == EngagementStatus.AGREED,
            or_(Engagement.ends_at < now, Engagement.ends_on < local_day(now)),
        )
        .order_by(Engagement.ends_at, Engagement.ends_on, Engagement.id)
        .limit(ROWS)
    ).all()


def _is_coming(now: datetime) -> ColumnElement[bool]:
    return and_(Engagement.status.in_(OPEN), or_(Engagement.starts_at > now, Engagement.starts_on > local_day(now)))


def _bounced_need(link: InvitationLink) -> Need:
    engagement = link.invitation.engagement
    reason = f"{engagement.title}, to {link.address}: {link.undeliverable_reason or 'the mail came back'}."
    title = f"The invitation for {link.invitation.invitee_label} came back"
    return Need(NeedKind.BOUNCED, title, reason, link.invitation_id)


def _failed_need(notice: Notice) -> Need:
    to = notice.recipient_name or notice.recipient_address
    reason = f"{notice.subject_line or notice.kind.capitalize()}: {notice.last_error or 'no reason given'}"
    return Need(NeedKind.FAILED, f"A mail to {to} could not be sent", reason, notice.id)


def _silent_need(silence: Silence, now: datetime) -> Need:
    verb = "has" if len(silence.labels) == 1 else "have"
    title = f"{len(silence.labels)} {verb} not answered: {silence.title}"
    return Need(NeedKind.SILENT, title, silence.reason(now), silence.engagement_id)


def _unmarked_need(engagement: Engagement, today: date) -> Need:
    day = engagement.ends_on or local_day(_begins(engagement))
    reason = f"It was {ago_words(day, today)}. Say whether it was held, postponed or cancelled."
    return Need(
        NeedKind.NOT_MARKED, f"Was it held? {engagement.title}, {day_words(day, year=False)}", reason, engagement.id
    )


def _touches(engagement: Engagement, day: date) -> bool:
    if engagement.starts_on is not None and engagement.ends_on is not None:
        return engagement.starts_on <= day <= engagement.ends_on
    assert engagement.starts_at is not None
    assert engagement.ends_at is not None
    last = engagement.ends_at - timedelta(microseconds=1)  # one that ends at midnight is over
    return local_day(engagement.starts_at) <= day <= local_day(last)


def _begins(engagement: Engagement) -> datetime:
    """The first instant, for sorting timed and all-day ones together; callers pass dated ones only."""
    if engagement.starts_at is not None:
        return engagement.starts_at
    assert engagement.starts_on is not None
    return start_of_day(engagement.starts_on)

"""Who might be chased or reminded: invitations to what is still to come, as values that the rules decide on."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from scheduler.almanac.queries import bank_holidays, opening_hours
from scheduler.almanac.rules.working_days import next_working_moment
from scheduler.core.addresses import address_key
from scheduler.core.clock import from_local, local_day, start_of_day
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import OFF_THE_DIARY, OVER, EngagementKind
from scheduler.invitations.models import Chaser, ChaserLadder, CounterProposal, Invitation, InvitationLink, ReminderStop
from scheduler.invitations.queries.invitations import live_links
from scheduler.invitations.rules import Audience, ChaserState, PartStat, ProposalState
from scheduler.invitations.rules.chasers import COMES, Standing, forecast, next_mail_on, reason_against
from scheduler.invitations.rules.ladders import DEFAULTS, Ladder, Rung, Step

DAY = timedelta(days=1)
LOOK_AHEAD = 10
"""Working days that the page of what will go shows."""
ASKED = (Audience.PRINCIPAL, Audience.PA)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An invitation, how it stands, and the links whose addresses a mail may go to."""

    invitation: Invitation
    standing: Standing
    links: list[InvitationLink]


@dataclass(frozen=True, slots=True)
class Upcoming:
    """One rung that will be reached on a day, if nobody answers before."""

    at: datetime
    candidate: Candidate
    rung: Rung

    @property
    def on(self) -> date:
        """The office's day."""
        return local_day(self.at)


def ladders() -> Mapping[EngagementKind, Ladder]:
    """The ladder of every kind; one that nobody changed keeps the default."""
    stored = {row.kind: _ladder_of(row) for row in db.session.scalars(select(ChaserLadder))}
    return {kind: stored.get(kind, default) for kind, default in DEFAULTS.items()}


def _ladder_of(row: ChaserLadder) -> Ladder:
    return Ladder(tuple(row.chase_days), row.call_days, tuple(row.remind_days), row.is_on)


def candidates(now: datetime, engagement: Engagement | None = None) -> list[Candidate]:
    """Live invitations to what has not begun and is near enough for a rung, or those of one engagement."""
    concerned = _near(now) if engagement is None else (Engagement.id == engagement.id,)
    query = (
        select(Invitation)
        .join(Invitation.engagement)
        .where(Invitation.withdrawn_at.is_(None), *concerned)
        .options(
            contains_eager(Invitation.engagement).selectinload(Engagement.principals),
            joinedload(Invitation.post),
            joinedload(Invitation.person),
            selectinload(Invitation.links),
        )
        .order_by(Engagement.starts_at, Engagement.starts_on, Engagement.id, Invitation.invitee_label, Invitation.id)
        # The round looks again behind its locks; a page keeps what it has loaded of its engagement.
        .execution_options(populate_existing=engagement is None)
    )
    return candidates_of(db.session.scalars(query).all())


def candidates_of(invitations: Sequence[Invitation]) -> list[Candidate]:
    """How these invitations stand, in a fixed number of queries."""
    ids = [each.id for each in invitations]
    known, by_kind = _Known(ids), ladders()
    return [found for each in invitations if (found := _candidate(each, by_kind, known)) is not None]


def upcoming(now: datetime, found: Iterable[Candidate] | None = None) -> list[Upcoming]:
    """What goes on the next working days if nobody answers, by day; calls too."""
    by_id = {each.invitation.id: each for each in (candidates(now) if found is None else found)}
    standings, holidays = [each.standing for each in by_id.values()], bank_holidays()
    moments = working_moments(now)
    rows = [
        Upcoming(at, by_id[standing.invitation_id], rung)
        for step in Step
        for at, standing, rung in forecast(standings, step, moments, holidays)
    ]
    return sorted(rows, key=lambda each: each.at)


def working_moments(now: datetime, number: int = LOOK_AHEAD) -> list[datetime]:
    """`now` or when the office opens next, then the opening of each working day after it."""
    hours, holidays = opening_hours(), bank_holidays()
    moments = [next_working_moment(now, hours, holidays)]
    while len(moments) < number:
        midnight = from_local(local_day(moments[-1]) + DAY, hours.opens_at, hours.zone)
        moments.append(next_working_moment(midnight, hours, holidays))
    return moments


def next_chaser_on(found: Iterable[Candidate], now: datetime) -> date | None:
    """When the silent among them are next written to; None: nobody is silent, or nothing more goes."""
    days = (next_mail_on(each.standing, now, bank_holidays()) for each in found)
    return min((day for day in days if day is not None), default=None)


class _Known:
    """What became of rungs, and where reminders were stopped, for some invitations."""

    def __init__(self, ids: Sequence[int]) -> None:
        self.chasers: defaultdict[int, list[Chaser]] = defaultdict(list)
        for chaser in db.session.scalars(select(Chaser).where(Chaser.invitation_id.in_(ids)).order_by(Chaser.id)):
            self.chasers[chaser.invitation_id].append(chaser)
        stops = select(ReminderStop.link_id).join(ReminderStop.link).where(InvitationLink.invitation_id.in_(ids))
        self.stopped = set(db.session.scalars(stops))
        waiting = CounterProposal.invitation_id.in_(ids), CounterProposal.state == ProposalState.OPEN
        self.proposed = set(db.session.scalars(select(CounterProposal.invitation_id).where(*waiting)))


def _near(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Still to begin, in the diary, and so near that some ladder could have a rung by now or soon."""
    steps = [days for ladder in ladders().values() for step in Step for days in ladder.days_of(step)]
    until = now + 2 * (max(steps, default=0) + LOOK_AHEAD) * DAY  # so many days hold the working days, holidays too
    today = local_day(now)
    near = or_(
        Engagement.starts_at.between(now, until),
        Engagement.starts_on.between(today + DAY, local_day(until)),
        (Engagement.reply_by_at <= until) & or_(Engagement.starts_at > now, Engagement.starts_on > today),
    )
    concerned = or_(
        Invitation.partstat.in_((PartStat.NEEDS_ACTION, *COMES)), Invitation.answered_sequence < Engagement.sequence
    )
    return Engagement.status.not_in(OFF_THE_DIARY | OVER), near, concerned


def _candidate(invitation: Invitation, by_kind: Mapping[EngagementKind, Ladder], known: _Known) -> Candidate | None:
    engagement = invitation.engagement
    begins_at = begins_at_of(engagement)
    if begins_at is None:
        return None
    links, chasers = live_links(invitation), known.chasers[invitation.id]
    chosen = [each for each in _concerned_links(invitation, links) if _may_mail(each, known)]
    standing = Standing(
        invitation_id=invitation.id,
        ladder=by_kind[engagement.kind],
        begins_at=begins_at,
        reply_by_at=engagement.reply_by_at,
        partstat=invitation.partstat,
        answered_sequence=invitation.answered_sequence,
        sequence=engagement.sequence,
        is_off=engagement.status in OFF_THE_DIARY | OVER,
        is_withdrawn=invitation.withdrawn_at is not None,
        is_vacant=invitation.person_id is None and not any(each.audience is Audience.PRINCIPAL for each in links),
        has_proposed=invitation.id in known.proposed,
        mailboxes=frozenset(address_key(each.address) for each in chosen),
        is_unreachable=all(each.undeliverable_at for each in links),
        asked_on=_asked_on(links, chasers),
        done=frozenset((each.rung, each.counted_to_on) for each in chasers),
    )
    return Candidate(invitation, standing, chosen)


def begins_at_of(engagement: Engagement) -> datetime | None:
    """The instant at which it begins; an all-day one with its day; None while it has no date."""
    if engagement.starts_at is not None:
        return engagement.starts_at
    return start_of_day(engagement.starts_on) if engagement.starts_on is not None else None


def _concerned_links(invitation: Invitation, links: Sequence[InvitationLink]) -> list[InvitationLink]:
    """The invitee's and their office's; of one who sends somebody, the substitute's own if we have it."""
    current = invitation.answered_sequence == invitation.engagement.sequence
    if invitation.partstat is PartStat.DELEGATED and current:
        own = [each for each in links if each.audience is Audience.SUBSTITUTE]
        if own:
            return own
    return [each for each in links if each.audience in ASKED]


def _may_mail(link: InvitationLink, known: _Known) -> bool:
    return link.undeliverable_at is None and link.id not in known.stopped


def _asked_on(links: Sequence[InvitationLink], chasers: Sequence[Chaser]) -> date | None:
    """The last day on which they heard of it from us; calls and what was left out do not count."""
    told = [each.told_at for each in links if each.told_at is not None]
    chased = [each.at for each in chasers if each.state is ChaserState.POSTED]
    return local_day(max([*told, *chased])) if told or chased else None


def to_call(now: datetime) -> list[tuple[Chaser, Candidate]]:
    """Whoever's call day has come and is still silent, called already or not; an answer takes them off by itself."""
    query = (
        select(Chaser)
        .join(Chaser.invitation)
        .join(Invitation.engagement)
        .where(Chaser.state.in_((ChaserState.TO_CALL, ChaserState.CALLED)), Invitation.withdrawn_at.is_(None))
        .where(or_(Engagement.starts_at > now, Engagement.starts_on > local_day(now)))
        .options(
            contains_eager(Chaser.invitation).options(
                contains_eager(Invitation.engagement),
                joinedload(Invitation.post),
                joinedload(Invitation.person),
                selectinload(Invitation.links),
            )
        )
        .order_by(Engagement.starts_at, Engagement.starts_on, Engagement.id, Invitation.invitee_label, Chaser.id)
    )
    rows = db.session.scalars(query).all()
    found = {each.invitation.id: each for each in candidates_of(list(dict.fromkeys(row.invitation for row in rows)))}
    pairs = [(row, found[row.invitation_id]) for row in rows if row.invitation_id in found]
    return [(row, candidate) for row, candidate in pairs if _is_for_the_list(row, candidate.standing, now)]


def call_list_count(now: datetime) -> int:
    """How many people are still to be telephoned; somebody with three invitations counts once."""
    return len({who_of(each.invitation) for row, each in to_call(now) if row.state is ChaserState.TO_CALL})


def who_of(invitation: Invitation) -> str:
    """One human, or one seat whose holder nobody knows, whatever they are invited as."""
    return f"person:{invitation.person_id}" if invitation.person_id is not None else invitation.invitee_key


def _is_for_the_list(row: Chaser, standing: Standing, now: datetime) -> bool:
    """A row of an earlier deadline is history; whoever was asked anew today is left in peace today."""
    is_current = row.counted_to_on == standing.counted_to_on(Step.CALL)
    was_asked_today = local_day(row.at) < local_day(now) == standing.asked_on
    return is_current and not was_asked_today and reason_against(standing, Step.CALL, now) is None

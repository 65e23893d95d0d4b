"""Take in what came: one invitation however many copies of it come; changes and ends of it find it again."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from scheduler.accounts.models import Office
from scheduler.audit.service import record
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.incoming.models import IncomingCopy, IncomingInvitation
from scheduler.incoming.queries.homes import homes, our_addresses, principal_with
from scheduler.incoming.queries.invitations import copy_of, known_of, locked, on_day, with_uid
from scheduler.incoming.queries.joining import is_our_entry
from scheduler.incoming.rules.arrivals import Arrival, answers_to, attendee_of, domain_of, first_day
from scheduler.incoming.rules.freshness import alters, is_older, is_same_entry, is_same_event
from scheduler.incoming.rules.likeness import bare_title
from scheduler.incoming.rules.matching import HomeKind, Match, who_invites
from scheduler.incoming.rules.vocabulary import Decision, Way
from scheduler.incoming.service.changing import call_off, take_over, write_when
from scheduler.stakeholders.rules.search import name_key


class News(StrEnum):
    """What an arrival turned out to be."""

    NEW = "new"
    COPY = "another copy"
    CHANGED = "changed"
    CALLED_OFF = "called off"
    HAD_BEFORE = "had before"
    DOUBTFUL = "doubtful"
    """An end or a change that nobody proves to come from where the invitation did: nothing is done."""
    OURS = "our own"
    """A meeting that we convene, passed on or sent back: nobody invites us to it."""
    UNKNOWN = "unknown"
    """An end of something that we do not know."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of it; without an invitation nothing was kept."""

    news: News
    invitation: IncomingInvitation | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where an arrival belongs: its host, and the addresses that are ours."""

    match: Match
    ours: frozenset[str]

    def home_id(self, kind: HomeKind) -> int | None:
        """The host's number when it is of that kind."""
        home = self.match.home
        return home.id if home is not None and home.kind is kind else None


def take(arrival: Arrival, *, now: datetime) -> Taken:
    """Keep it; flushes. The very same arrival again changes nothing."""
    _one_after_the_other()
    arrival = replace(arrival, stamped_at=_stamp(arrival, now))
    had = copy_of(arrival.way, arrival.reference)
    place = _place(arrival, now)
    if is_our_entry(arrival.uid) or (arrival.organizer in place.ours and not arrival.is_vouched):
        return Taken(News.OURS)
    found = had.invitation if had is not None else _find(arrival, place)
    if found is None:
        return Taken(News.UNKNOWN) if arrival.is_cancelled else Taken(News.NEW, _add(arrival, place, now))
    invitation = locked(found)
    if not _may_change(arrival, invitation, place.ours):
        return Taken(News.DOUBTFUL, invitation)
    news = _news(arrival, invitation, now)
    if had is not None:
        return Taken(News.HAD_BEFORE if news is News.COPY else news, invitation)
    _keep_copy(arrival, invitation, now)
    _complete(invitation, arrival)
    return Taken(news, invitation)


def _complete(invitation: IncomingInvitation, arrival: Arrival) -> None:
    """What only this copy says."""
    for name in ("reply_by_on", "principal_id", "words", "host_words", "offer_words"):
        if not getattr(invitation, name):
            setattr(invitation, name, getattr(arrival, name))
    invitation.has_offer = invitation.has_offer or arrival.has_offer
    db.session.flush()


def _stamp(arrival: Arrival, now: datetime) -> datetime | None:
    """A clock of theirs that runs ahead must not silence what they send later."""
    return min(arrival.stamped_at, now) if arrival.stamped_at is not None else None


def _one_after_the_other() -> None:
    """Two copies that come at once must find each other: there is no row yet on which they could meet."""
    db.session.execute(select(Office.id).where(Office.id == 1).with_for_update())


def _place(arrival: Arrival, now: datetime) -> Place:
    ours = our_addresses()
    if arrival.body_id is not None or arrival.organisation_id is not None:
        return Place(Match(), ours)
    return Place(who_invites(arrival, homes(local_day(now)), ours), ours)


def _find(arrival: Arrival, place: Place) -> IncomingInvitation | None:
    """By the identity that their calendar gave it, else by host, day and title."""
    known = with_uid(arrival.uid, arrival.recurrence_id)
    if known is not None:
        return known
    on = first_day(arrival.when)
    if on is None:
        return None
    body_id = arrival.body_id or place.home_id(HomeKind.BODY)
    organisation_id = arrival.organisation_id or place.home_id(HomeKind.ORGANISATION)
    host = (body_id, organisation_id)
    alike = (each for each in on_day(on) if is_same_event(arrival, known_of(each)) and _is_of(each, host, arrival))
    return next(alike, None)


def _is_of(invitation: IncomingInvitation, host: tuple[int | None, int | None], arrival: Arrival) -> bool:
    """The same host; where one of the two has none of our list, the same writer or the very same title."""
    known = (invitation.body_id, invitation.organisation_id)
    if any(known) and any(host):
        return known == host
    writers = {invitation.sender_address, invitation.organizer} - {""}
    same_title = name_key(bare_title(invitation.title)) == name_key(bare_title(arrival.title))
    return same_title or bool(writers & {arrival.sender_address, arrival.organizer})


def _may_change(arrival: Arrival, invitation: IncomingInvitation, ours: frozenset[str]) -> bool:
    """Anybody may bring another copy; a mail that changes or ends it must come from where it did, or through us.

    Anybody can write such a sender: our mail server must vouch for it.
    """
    if arrival.is_vouched or arrival.way is not Way.MAIL or not alters(arrival, known_of(invitation)):
        return True
    if arrival.is_cancelled and invitation.decision is Decision.CALLED_OFF:
        return True
    theirs = {domain_of(each) for each in (invitation.organizer, invitation.sender_address) if each}
    through_us = {domain_of(each) for each in ours}
    is_theirs = not theirs or domain_of(arrival.sender_address) in theirs | through_us
    return arrival.is_proven and is_theirs


def _news(arrival: Arrival, invitation: IncomingInvitation, now: datetime) -> News:
    known = known_of(invitation)
    is_same = is_same_entry(arrival, known)
    if is_older(arrival, known) and is_same:
        return News.COPY
    if arrival.is_cancelled:
        return News.CALLED_OFF if call_off(invitation, arrival, now=now) else News.COPY
    if not invitation.uid and arrival.uid:
        _identify(invitation, arrival)
    elif not is_same:
        return News.COPY
    return News.CHANGED if take_over(invitation, arrival) else News.COPY


def _identify(invitation: IncomingInvitation, arrival: Arrival) -> None:
    """One that was typed in gets its calendar entry afterwards: then a program can be answered."""
    ours = our_addresses()
    invitation.uid, invitation.recurrence_id = arrival.uid, arrival.recurrence_id
    invitation.organizer = "" if arrival.organizer in ours else arrival.organizer
    invitation.attendee = attendee_of(arrival, ours)
    invitation.sender_address = invitation.sender_address or answers_to(arrival, ours)


def _add(arrival: Arrival, place: Place, now: datetime) -> IncomingInvitation:
    ours = place.ours
    attendee = attendee_of(arrival, ours)
    asked = principal_with(attendee, local_day(now)) or principal_with(arrival.came_to, local_day(now))
    sender = answers_to(arrival, ours)
    invitation = IncomingInvitation(
        received_at=now,
        title=arrival.title,
        words=arrival.words,
        place_text=arrival.place_text,
        online_url=arrival.online_url,
        reply_by_on=arrival.reply_by_on,
        body_id=arrival.body_id or place.home_id(HomeKind.BODY),
        organisation_id=arrival.organisation_id or place.home_id(HomeKind.ORGANISATION),
        post_id=place.match.post_id,
        principal_id=arrival.principal_id or (asked.id if asked is not None else None),
        host_words=arrival.host_words[:200],
        sender_name=arrival.sender_name[:200] if sender == arrival.sender_address else "",
        sender_address=sender,
        has_offer=arrival.has_offer,
        offer_words=arrival.offer_words[:300],
        uid=arrival.uid,
        sequence=arrival.sequence,
        recurrence_id=arrival.recurrence_id,
        organizer="" if arrival.organizer in ours else arrival.organizer,
        attendee=attendee,
        stamped_at=arrival.stamped_at,
        decision=Decision.WAITING,
    )
    write_when(invitation, arrival.when)
    db.session.add(invitation)
    db.session.flush()
    _keep_copy(arrival, invitation, now)
    record("incoming.arrived", "incoming_invitation", invitation.id, f"Invited us: {invitation.title} ({arrival.way})")
    return invitation


def _keep_copy(arrival: Arrival, invitation: IncomingInvitation, now: datetime) -> None:
    invitation.copies.append(
        IncomingCopy(
            way=arrival.way,
            reference=arrival.reference,
            came_to=arrival.came_to[:254],
            sender=arrival.sender_address[:254],
            at=now,
        )
    )
    db.session.flush()

"""Keep each row of who is in the room true to whoever comes; what one human told us never passes to another."""

from datetime import datetime
from functools import cache

from sqlalchemy import bindparam, delete
from sqlalchemy.sql.dml import ReturningDelete

from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.invitations.models import Invitation, Reply, Substitution
from scheduler.invitations.queries import standing_reply
from scheduler.invitations.queries.locks import lock_row
from scheduler.invitations.rules import Authority, PartStat
from scheduler.stakeholders.rules.search import fold
from scheduler.summits.models import Attendee, AttendeeNeeds, Party, WorkshopWish
from scheduler.summits.queries.attendees import main_attendee
from scheduler.summits.rules.vocabulary import TAKES_PLACES, AttendeeKind

COMES_ALONG = frozenset({AttendeeKind.COMPANION, AttendeeKind.SUPPORT})


@dataclass(frozen=True, slots=True)
class Human:
    """Who sits on an invited seat: `key` tells whether it is still the same one."""

    key: str
    name: str
    role: str
    organisation_name: str
    band: int | None
    authority: Authority | None
    """None of the invitee, who was never asked: they are the seat that was invited."""
    is_substitute: bool = False


def refresh_attendees(
    party: Party,
    *,
    reply: Reply | None = None,
    now: datetime,  # noqa: ARG001  # what every service takes
) -> Attendee | None:
    """Who takes the invited seat, as it was answered last (`reply`, when that is at hand); None without an invitation.

    Another human than before: needs, consent, parking and wishes go, for they were the other one's. With apologies all
    needs go, and who was to come along.
    """
    invitation = party.invitation
    if invitation is None:
        return None
    human, attendee = _human(party, invitation, reply or standing_reply(invitation)), main_attendee(party)
    if attendee is None:
        attendee = Attendee(party=party, kind=AttendeeKind.INVITEE, name="", human_key=human.key)
        db.session.add(attendee)
        db.session.flush()
    if attendee.human_key != human.key:
        forget_human(attendee)
    _copy(human, attendee)
    if invitation.partstat is PartStat.DECLINED or invitation.withdrawn_at is not None:
        _forget_party(party)
    db.session.flush()
    return attendee


def is_out_of_date(party: Party) -> bool:
    """Whether the row of who takes the invited seat differs from what invitation, post and person say now."""
    if party.invitation is None:
        return False
    human, attendee = _human(party, party.invitation, standing_reply(party.invitation)), main_attendee(party)
    return attendee is None or any(getattr(attendee, name) != value for name, value in _row(human).items())


def refresh_party(party: Party, *, now: datetime) -> None:
    """What the office has corrected of a name or a post; waits for whoever answers this invitation just now."""
    assert party.invitation is not None
    lock_row(party.invitation)
    refresh_attendees(party, now=now)


def forget_human(attendee: Attendee) -> None:
    """Another human takes the row: nothing stays that the one before told about themselves."""
    attendee.on_printed_list, attendee.wants_parking, attendee.vehicle = False, False, ""
    delete_needs([attendee.id])
    db.session.execute(delete(WorkshopWish).where(WorkshopWish.attendee_id == attendee.id))


def delete_needs(attendee_ids: list[int]) -> int:
    """Needs of these people; returns of how many there were any."""
    return len(db.session.scalars(_needs_going(), {"ids": attendee_ids}).all())


@cache
def _needs_going() -> ReturningDelete[int]:
    """Written once: apologies ask for it while everybody else waits."""
    theirs = delete(AttendeeNeeds).where(AttendeeNeeds.attendee_id.in_(bindparam("ids", expanding=True)))
    return theirs.returning(AttendeeNeeds.attendee_id).execution_options(synchronize_session="fetch")


def _human(party: Party, invitation: Invitation, reply: Reply | None) -> Human:
    named = reply.substitution if reply is not None and reply.partstat is PartStat.DELEGATED else None
    return _substitute(party, invitation, named) if named is not None else _invitee(party, invitation)


def _substitute(party: Party, invitation: Invitation, named: Substitution) -> Human:
    return Human(
        f"substitute:{fold(named.name)}",
        named.name,
        named.role,
        _organisation(party, invitation),
        named.band,
        named.authority,
        is_substitute=True,
    )


def _invitee(party: Party, invitation: Invitation) -> Human:
    person, post = invitation.person, invitation.post
    return Human(
        f"person:{invitation.person_id}" if invitation.person_id is not None else f"post:{invitation.post_id}",
        " ".join(part for part in (person.honorific, person.name) if part) if person is not None else "",
        post.title if post is not None else "",
        _organisation(party, invitation),
        post.band if post is not None else None,
        authority=None,
    )


def _organisation(party: Party, invitation: Invitation) -> str:
    if party.agency is not None:
        return party.agency.name
    return invitation.post.home.name if invitation.post is not None else ""


def _copy(human: Human, attendee: Attendee) -> None:
    """Only what is new: most answers change none of it, and everybody else waits while a flush looks for changes."""
    for name, value in _row(human).items():
        if getattr(attendee, name) != value:
            setattr(attendee, name, value)


def _row(human: Human) -> dict[str, object]:
    return {
        "human_key": human.key,
        "name": human.name,
        "role": human.role,
        "organisation_name": human.organisation_name,
        "band": human.band,
        "authority": human.authority,
        "is_substitute": human.is_substitute,
    }


def _forget_party(party: Party) -> None:
    """Nobody of it comes: companions are named anew with a new yes."""
    delete_needs([each.id for each in party.attendees])
    for each in [each for each in party.attendees if each.kind in COMES_ALONG]:
        party.attendees.remove(each)
    if party.state not in TAKES_PLACES:
        party.size = 1

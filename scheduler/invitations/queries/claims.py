"""What a feature above says to invitees, and to staff of them, when an answer alone does not make sure of a place."""

from collections.abc import Callable, Mapping
from datetime import datetime

from scheduler.core.values import dataclass
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementKind
from scheduler.invitations.models import Invitation
from scheduler.invitations.rules import PartStat

COMES = frozenset({PartStat.ACCEPTED, PartStat.DELEGATED})


@dataclass(frozen=True, slots=True)
class Claims:
    """How engagements of one kind speak of places. Every text may be empty; the pages are endpoints of a link.

    `asking` stands beside the question, `standing` below the answer; `by_invitation` is for staff.
    """

    asking: Callable[[Invitation], str]
    standing: Callable[[Invitation, datetime], str]
    by_invitation: Callable[[Engagement], Mapping[int, str]]
    place_page: str = ""
    details_page: str = ""
    """Where somebody who comes goes on after the answer."""


_claims: dict[EngagementKind, Claims] = {}


def register_claims(kind: EngagementKind, claims: Claims) -> None:
    """Have answers to engagements of this kind speak of places."""
    _claims[kind] = claims


def has_claims(kind: str) -> bool:
    """Whether pages of such an engagement say what others' answers change: they are never kept."""
    return kind in _claims


def asking_facts(invitation: Invitation) -> tuple[tuple[str, str], ...]:
    """What to know before answering: how many places there are."""
    claims = _claims.get(invitation.engagement.kind)
    return (("Places", claims.asking(invitation)),) if claims else ()


def standing_facts(invitation: Invitation, now: datetime) -> tuple[tuple[str, str], ...]:
    """Whether whoever says yes has a place."""
    claims = _claims.get(invitation.engagement.kind)
    return (("Your place", claims.standing(invitation, now)),) if claims else ()


def place_page(invitation: Invitation) -> str:
    """Where a waiting invitee sees how they stand; empty where nobody waits."""
    claims = _claims.get(invitation.engagement.kind)
    return claims.place_page if claims else ""


def details_page(invitation: Invitation) -> str:
    """Where somebody who has just said that they come is asked for more; empty when nothing more is asked."""
    claims = _claims.get(invitation.engagement.kind)
    return claims.details_page if claims and invitation.partstat in COMES else ""


def claims_of(engagement: Engagement) -> Mapping[int, str]:
    """How each invitee stands, by the invitation's id; empty for most engagements."""
    claims = _claims.get(engagement.kind)
    return claims.by_invitation(engagement) if claims else {}

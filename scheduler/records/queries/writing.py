"""What the page of the write-up needs to know: who was to come, who else might have, who may own an action."""

from collections.abc import Sequence
from datetime import date

from scheduler.actions.queries import possible_owners
from scheduler.core.values import dataclass
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import Engagement, Principal
from scheduler.engagements.queries import live_principals
from scheduler.engagements.rules import EngagementKind
from scheduler.records.models import GiftOffer
from scheduler.records.queries.gifts import gifts_of
from scheduler.records.queries.owners import Owners, owners_at
from scheduler.records.queries.presence import people_in
from scheduler.records.rules.people import Came
from scheduler.records.rules.vocabulary import Side

Homes = dict[str, list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Writing:
    """Of one engagement, as of today."""

    people: tuple[Came, ...]
    """Empty for a summit: there the door knows."""
    principals: Sequence[Principal]
    planned: frozenset[int]
    homes: Homes
    owners: Owners
    gifts: Sequence[GiftOffer]
    today: date


def writing_of(engagement: Engagement, today: date) -> Writing:
    """In a fixed number of statements."""
    on = first_day_of(engagement) or today
    people = people_in(engagement) if engagement.kind is not EngagementKind.SUMMIT else ()
    ours = {each.id: each for each in (*engagement.principals, *live_principals(on))}
    written = {each.principal_id for each in people if each.side is Side.OURS and each.principal_id is not None}
    planned = frozenset(written.union(each.id for each in engagement.principals))
    principals = sorted(ours.values(), key=lambda each: (each.id not in planned, each.position, each.id))
    return Writing(
        people, principals, planned, homes_at(engagement), owners_at(engagement, on), gifts_of(engagement), today
    )


def homes_at(engagement: Engagement | None) -> Homes:
    """A select's organisations and bodies by heading, those of an engagement first."""
    groups = possible_owners()
    every = {group: list(groups[group]) for group in groups if group != "Ours"}
    if engagement is None or not engagement.posts:
        return every
    here = dict.fromkeys(
        (f"organisation:{post.organisation_id}" if post.organisation_id else f"body:{post.body_id}", post.home.name)
        for post in engagement.posts
    )
    rest = {group: [row for row in rows if row not in here] for group, rows in every.items()}
    return {"At this meeting": list(here), **rest}

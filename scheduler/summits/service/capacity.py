"""How many places there are, and how many an organisation may have. Nobody is ever removed by a smaller number."""

from datetime import datetime

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.rules import ChangeKind
from scheduler.invitations.queries.locks import lock_row
from scheduler.summits.models import Agency, Summit
from scheduler.summits.queries import agencies_of
from scheduler.summits.rules.places import Allowance, Numbers
from scheduler.summits.service.counters import lock_places
from scheduler.summits.service.offers import cap_offers, offer_on
from scheduler.summits.service.places import free_all

MOST = 100_000

ENDS_IT = frozenset({ChangeKind.CANCELLED, ChangeKind.DECLINED})


def set_numbers(summit: Summit, numbers: Numbers, *, now: datetime) -> int:
    """From now on there are so many places; returns how many were offered or given at once. Raises RuleBroken."""
    _check(numbers)
    lock_row(summit.engagement, shared=True)
    places = lock_places(summit)
    before = {"places": places.places, "quota": places.quota}
    places.places = numbers.places
    places.ceiling = Allowance(numbers.places, places.taken).ceiling
    places.quota = numbers.quota
    changed = [agency.name for agency in agencies_of(summit) if _set_quota(agency, numbers)]
    db.session.flush()
    after = {"places": numbers.places, "quota": numbers.quota}
    if before != after or changed:
        details = {"before": before, "after": after, "organisations": changed}
        record("summit.places_set", "engagement", summit.engagement_id, _words(numbers), details=details)
    return offer_on(summit, now=now)


def _check(numbers: Numbers) -> None:
    if numbers.places is not None and not 0 <= numbers.places <= MOST:
        raise RuleBroken(f"Enter a number of places from 0 to {MOST:,}, or leave it empty.", "places")
    if numbers.quota is not None and not 1 <= numbers.quota <= MOST:
        raise RuleBroken("Enter 1 place or more for each organisation, or leave it empty.", "quota")
    if any(not 1 <= each <= MOST for each in numbers.own.values()):
        raise RuleBroken("An organisation’s own number is 1 or more. Leave it empty for the number of all.", "own")


def _set_quota(agency: Agency, numbers: Numbers) -> bool:
    """Whether its own number is new; that of all is told once."""
    own = numbers.own.get(agency.id)
    was = agency.quota if agency.has_own_quota else None
    agency.has_own_quota = own is not None
    agency.quota = numbers.quota if own is None else own
    agency.ceiling = Allowance(agency.quota, agency.taken).ceiling
    return was != own


def _words(numbers: Numbers) -> str:
    places = "no limit of places" if numbers.places is None else f"{numbers.places} places"
    quota = "as many as it likes" if numbers.quota is None else str(numbers.quota)
    return f"Set {places}, for each organisation {quota}"


def follow_plan(summit: Summit, kind: ChangeKind, *, now: datetime) -> None:
    """Off, it has no places; begun sooner, offers end sooner; on again, free places go on offer."""
    if kind in ENDS_IT:
        free_all(summit, now=now)
        return
    lock_places(summit)
    cap_offers(summit, now=now)
    offer_on(summit, now=now)

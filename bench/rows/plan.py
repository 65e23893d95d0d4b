"""A county's bodies, each promised a meeting every six months, with three years of engagements behind and ahead."""

from datetime import date, datetime, timedelta

from bench.rows import add, link
from bench.rows.engagements import Span, load_engagements
from bench.rows.partners import PLACES
from scheduler.accounts.models import Office
from scheduler.core.clock import local_day
from scheduler.core.db import commit, db
from scheduler.engagements.models import Principal
from scheduler.forward_plan.models import CommitmentRule, CommitmentRulePrincipal, Pledge
from scheduler.forward_plan.service.commitments import sync_commitments
from scheduler.forward_plan.service.coverage import note_coverage
from scheduler.stakeholders.models import Area, Body, Person, Place, Post, PostGroup, Tenure
from scheduler.stakeholders.rules import BodyKind, RoleKind
from scheduler.stakeholders.rules.search import search_key

BODIES, POSTS_EACH, ENGAGEMENTS = 100, 5, 3_000
THREE_YEARS = Span(730, 365)


def load_plan(now: datetime) -> None:
    """100 bodies with 500 posts, a pledge to all of them, 3,000 engagements. Commits."""
    posts, places = _load_bodies(now)
    # Engagements take every fourth post and the next one: of four a body, that is its chair with a member.
    met = [post for number, post in enumerate(posts) if number % POSTS_EACH < POSTS_EACH - 1]
    load_engagements(ENGAGEMENTS, met, places, now=now, span=THREE_YEARS)
    (group,) = add(PostGroup, [{"name": "Every chair", "role_kinds": [RoleKind.CHAIR.value], "reviewed_at": now}])
    from_on = local_day(now) - timedelta(days=365)
    facts = {"title": "Meet every chair", "source": "Panel", "source_on": from_on, "created_at": now}
    (pledge,) = add(Pledge, [facts])
    (rule,) = add(
        CommitmentRule,
        [{"pledge_id": pledge, "group_id": group, "ideal_interval": 6, "longest_interval": 9, "from_on": from_on}],
    )
    first = db.session.query(Principal.id).filter_by(position=1).scalar()
    link(CommitmentRulePrincipal, [{"rule_id": rule, "principal_id": first}])
    sync_commitments(now=now)
    note_coverage(now=now - timedelta(days=10))
    note_coverage(now=now)
    commit()


def _load_bodies(now: datetime) -> tuple[list[int], list[int]]:
    add(
        Office,
        [{"id": 1, "name": "Office of the Commissioner", "email": "office@example.org", "telephone": "0116 496 0000"}],
    )
    (area,) = add(Area, [{"name": "Local authorities"}])
    places = add(Place, [{"name": f"Town hall {n}", "town": f"Town {n}"} for n in range(1, PLACES + 1)])
    names = [f"Partnership {number}" for number in range(1, BODIES + 1)]
    bodies = add(
        Body,
        [
            {"name": name, "kind": BodyKind.CSP, "area_id": area, "place_id": places[number % PLACES]}
            | {"search_key": search_key(name)}
            for number, name in enumerate(names)
        ],
    )
    posts = add(
        Post,
        [
            {"title": "Chair" if seat == 0 else f"Member {seat}", "band": 2 if seat == 0 else 3, "body_id": body}
            | {"role_kind": RoleKind.CHAIR if seat == 0 else RoleKind.MEMBER, "created_at": now}
            | {"email": f"seat{seat}.{body}@example.org", "search_key": search_key(name)}
            for body, name in zip(bodies, names, strict=True)
            for seat in range(POSTS_EACH)
        ],
    )
    people = add(Person, [{"name": f"Rowan Ashdown {number}"} for number in range(len(posts))])
    held = zip(people, posts, strict=True)
    add(Tenure, [{"person_id": person, "post_id": post, "from_on": date(2023, 5, 15)} for person, post in held])
    return posts, places

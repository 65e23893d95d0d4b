"""Former holders of posts whose name is still there."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.db import db
from scheduler.keeping.queries.facets import facets_of_person
from scheduler.keeping.rules.items import Item
from scheduler.stakeholders.models import Person, Post, Tenure


def former_holders(before: date) -> list[Item]:
    """Whoever held a post and holds none now, from the last day of their last one."""
    posts = joinedload(Tenure.post).options(joinedload(Post.organisation), joinedload(Post.body))
    query = select(Person).options(selectinload(Person.tenures).options(posts)).order_by(Person.id)
    return [
        Item(
            ("person", each.id),
            day,
            f"{each.full_name}, {last.post.full_title}",
            facets_of_person(each.id),
            f"/partners/people/{each.id}",
        )
        for each in db.session.scalars(query)
        for last, day in _ended(each)
        if day <= before and _is_named(each, last)
    ]


def _ended(person: Person) -> list[tuple[Tenure, date]]:
    """The last tenure with its last day; empty while they hold anything, or never did."""
    if not person.tenures or any(tenure.until_on is None for tenure in person.tenures):
        return []
    last = max(person.tenures, key=lambda tenure: (tenure.until_on or date.max, tenure.id))
    return [(last, last.until_on)] if last.until_on is not None else []


def _is_named(person: Person, last: Tenure) -> bool:
    kept = (person.honorific, person.honours, person.email, person.telephone, person.notes)
    return any(kept) or person.name != last.post.full_title[:200]

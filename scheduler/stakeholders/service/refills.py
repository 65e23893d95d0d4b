"""Ends and refills many posts in one transaction: all rows, or none and what is wrong with which."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.stakeholders.models import Person, Post, Tenure
from scheduler.stakeholders.queries.refills import posts_for_update, tenures_by_post
from scheduler.stakeholders.rules.drafts import PersonDraft
from scheduler.stakeholders.rules.refills import Holding, RowsRefused, SeatChange, check_change
from scheduler.stakeholders.service.people import add_person, change_person, set_days, take_post
from scheduler.stakeholders.service.signals import asked_what_follows, posts_refilled


def refill_posts(changes: Sequence[SeatChange], *, now: datetime) -> list[Tenure]:
    """Do all of it; returns the new tenures. Raises RowsRefused when a row cannot be."""
    posts = posts_for_update({change.post_id for change in changes})
    tenures = tenures_by_post(posts)
    today = local_day(now)
    _refuse_wrong_rows(changes, tenures, today)
    newcomers: dict[int, Person] = {}
    begun = []
    for change in sorted(changes, key=lambda each: each.same_as_post_id is not None):
        _end(_present(tenures[change.post_id], today), change.on)
        if change.newcomer is not None:
            person = newcomers[change.post_id] = _person(change, newcomers)
            begun.append(take_post(posts[change.post_id], person, from_on=change.on))
    posts_refilled.send(list(posts.values()))
    return begun


def check_refill(changes: Sequence[SeatChange], *, now: datetime) -> None:
    """As `refill_posts`, but changes nothing. Raises RowsRefused."""
    _refuse_wrong_rows(changes, tenures_by_post({change.post_id for change in changes}), local_day(now))


def what_follows(from_days: dict[Post, date], *, is_succession: bool = False) -> list[str]:
    """What the features above will do when these posts change hands or hand over to others, in words."""
    asked = asked_what_follows.send(from_days, is_succession=is_succession)
    return [words for _receiver, words in asked if words]


def _refuse_wrong_rows(changes: Sequence[SeatChange], tenures: dict[int, list[Tenure]], today: date) -> None:
    wrong: dict[int, RuleBroken] = {}
    for change in changes:
        own = tenures.get(change.post_id, [])
        present = _present(own, today)
        others = [_holding(each) for each in own if each is not present]
        try:
            check_change(change, _holding(present) if present else None, others)
        except RuleBroken as error:
            wrong[change.post_id] = error
    if wrong:
        raise RowsRefused(wrong)


def _present(tenures: Sequence[Tenure], today: date) -> Tenure | None:
    """Who holds the post on a day; of several the latest to arrive, as everywhere."""
    held = [each for each in tenures if each.from_on <= today and (each.until_on is None or each.until_on >= today)]
    return held[-1] if held else None


def _holding(tenure: Tenure) -> Holding:
    return Holding(tenure.id, tenure.person_id, tenure.person.full_name, tenure.from_on, tenure.until_on)


def _end(tenure: Tenure | None, on: date) -> None:
    if tenure is not None:
        set_days(tenure, from_on=tenure.from_on, until_on=on - timedelta(days=1))


def _person(change: SeatChange, newcomers: dict[int, Person]) -> Person:
    assert change.newcomer is not None
    if change.same_as_post_id is not None:
        return newcomers[change.same_as_post_id]
    if change.person_id is None:
        return add_person(change.newcomer)
    person = db.session.get_one(Person, change.person_id)
    return change_person(person, _completed(person, change.newcomer), version=person.version)


def _completed(person: Person, typed: PersonDraft) -> PersonDraft:
    """What is known of somebody, with the style and address that were typed now."""
    return PersonDraft(
        name=person.name,
        honorific=typed.honorific or person.honorific,
        honours=person.honours,
        email=typed.email or person.email,
        telephone=person.telephone,
        notes=person.notes,
    )

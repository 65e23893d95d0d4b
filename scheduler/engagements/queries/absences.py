"""Leave to come, and what falls into it."""

from collections.abc import Sequence
from datetime import date

from scheduler.engagements.calendar import when_of
from scheduler.engagements.models import Absence, Engagement, Principal
from scheduler.engagements.queries.engagements import engagements_between
from scheduler.engagements.rules import OFF_THE_DIARY
from scheduler.engagements.rules.spans import days_of_time


def hits_of(principal: Principal, from_on: date) -> list[tuple[Absence, list[Engagement]]]:
    """Each absence that is not over by that day, with the engagements of its days; one read for all of them."""
    absences = [each for each in principal.absences if each.last_on >= from_on]
    if not absences:
        return []
    last_on = max(each.last_on for each in absences)
    found = engagements_between(min(each.first_on for each in absences), last_on, principal.id)
    return [(absence, _within(found, absence)) for absence in absences]


def _within(found: Sequence[Engagement], absence: Absence) -> list[Engagement]:
    hits = []
    for engagement in found:
        when = when_of(engagement)
        if when is None or engagement.status in OFF_THE_DIARY:
            continue
        first, last = days_of_time(when)
        if first <= absence.last_on and last >= absence.first_on:
            hits.append(engagement)
    return hits

"""What was promised both ways, what was raised, and which undertakings concern whom."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from scheduler.actions.models import Action
from scheduler.actions.queries import owner_words
from scheduler.actions.rules import OVER, ActionState, due_words, is_late
from scheduler.briefs.queries.partners import BODY, ORGANISATION, Home
from scheduler.briefs.rules.facts import Promise, Raised, Undertaken
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.wording import day_words
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.rules import Handling
from scheduler.records.models import RecordNote
from scheduler.undertakings.models import Undertaking
from scheduler.undertakings.queries.undertakings import due_of
from scheduler.undertakings.rules.dates import due_words as undertaking_due_words
from scheduler.undertakings.rules.dates import is_late as is_late_undertaking


def actions_about(engagement_ids: Collection[int], homes: Collection[Home]) -> Sequence[Action]:
    """Agreed at these engagements or owned by these partners; the earliest day first, those without a day last."""
    organisations = [number for kind, number in homes if kind == ORGANISATION]
    bodies = [number for kind, number in homes if kind == BODY]
    query = select(Action).where(
        or_(
            Action.engagement_id.in_(engagement_ids),
            Action.organisation_id.in_(organisations),
            Action.body_id.in_(bodies),
        ),
        Action.state != ActionState.DROPPED,
    )
    shown = (
        joinedload(Action.principal),
        joinedload(Action.organisation),
        joinedload(Action.body),
        joinedload(Action.engagement),
    )
    return db.session.scalars(query.options(*shown).order_by(Action.due_on.is_(None), Action.due_on, Action.id)).all()


def promises_between(
    actions: Iterable[Action], homes: Collection[Home], earlier: Collection[int], last: Collection[int], today: date
) -> tuple[Promise, ...]:
    """Of one brief: what is open from earlier meetings or owned by them, and what came of the last ones."""
    return tuple(_promise(each, today) for each in actions if _concerns(each, homes, earlier, last))


def raised_at(notes: Iterable[RecordNote], engagement_ids: Collection[int]) -> tuple[Raised, ...]:
    """Of one brief: what is open from these engagements."""
    return tuple(
        Raised(
            engagement_id=each.engagement_id,
            kind=each.kind,
            words=each.words,
            on=first_day_of(each.engagement) or local_day(each.noted_at),
            is_sensitive=each.engagement.handling is Handling.OFFICIAL_SENSITIVE,
        )
        for each in notes
        if each.engagement_id in engagement_ids
    )


def undertaken_about(
    undertakings: Iterable[Undertaking], homes: Collection[Home], engagement_ids: Collection[int], today: date
) -> tuple[Undertaken, ...]:
    """Given to them, due at one of these engagements, or shown by one."""
    return tuple(
        Undertaken(
            undertaking_id=each.id,
            words=each.words,
            source=f"{each.source}, {day_words(each.source_on)}",
            due=undertaking_due_words(each.state, due_of(each), today),
            is_late=is_late_undertaking(each.state, due_of(each), today),
        )
        for each in undertakings
        if (BODY, each.body_id) in homes
        or each.due_engagement_id in engagement_ids
        or any(shown.engagement_id in engagement_ids for shown in each.evidence)
    )


def _concerns(action: Action, homes: Collection[Home], earlier: Collection[int], last: Collection[int]) -> bool:
    if action.state in OVER:
        return action.engagement_id in last
    return (
        action.engagement_id in earlier
        or (ORGANISATION, action.organisation_id) in homes
        or (BODY, action.body_id) in homes
    )


def _promise(action: Action, today: date) -> Promise:
    return Promise(
        action_id=action.id,
        words=action.words,
        owner=owner_words(action),
        is_ours=action.principal_id is not None,
        agreed_on=first_day_of(action.engagement),
        due=due_words(action.state, action.due_on, today),
        is_late=is_late(action.state, action.due_on, today),
        is_done=action.state is ActionState.DONE,
        is_sensitive=action.engagement.handling is Handling.OFFICIAL_SENSITIVE,
    )

"""Undertakings: those open, those closed, those to be looked at again, and how all stood on a day."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.actions.models import Action
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import EngagementPost
from scheduler.engagements.rules import OFF_THE_DIARY, Handling
from scheduler.stakeholders.models import Body, Organisation, Post
from scheduler.undertakings.models import Evidence, Undertaking
from scheduler.undertakings.rules.dates import REVIEW_NOTICE, due_day, state_as_of
from scheduler.undertakings.rules.vocabulary import UndertakingState

SENSITIVE_WORDS = "a meeting whose handling is OFFICIAL-SENSITIVE"


@dataclass(frozen=True, slots=True)
class Standing:
    """One undertaking as it stood at the end of a day, with the evidence that there was by then."""

    undertaking: Undertaking
    state: UndertakingState
    due_on: date | None
    evidence: tuple[Evidence, ...]


def undertaking_by_id(undertaking_id: int) -> Undertaking | None:
    """One with all that its page shows."""
    return db.session.scalars(_whole().where(Undertaking.id == undertaking_id)).unique().one_or_none()


def open_undertakings() -> list[Undertaking]:
    """Not closed yet; the earliest due first, those without a day last."""
    query = _whole().where(Undertaking.state == UndertakingState.OPEN)
    return _by_due(db.session.scalars(query))


def closed_undertakings() -> list[Undertaking]:
    """Reported or given up, the last one first."""
    query = _whole().where(Undertaking.state != UndertakingState.OPEN)
    return list(db.session.scalars(query.order_by(Undertaking.closed_on.desc(), Undertaking.id)))


def reviews_due(today: date) -> list[Undertaking]:
    """To be looked at again about now, closed ones too: “in, say, a year's time” is often after the report."""
    query = _whole().where(Undertaking.review_on <= today + REVIEW_NOTICE)
    return list(db.session.scalars(query.order_by(Undertaking.review_on, Undertaking.id)))


def undertakings_as_of(on: date) -> list[Standing]:
    """All that had been given by that day, in the order in which they were given, each as it stood at its end.

    When each is due is told as it is known now; the report keeps what it said then in its snapshot.
    """
    query = _whole().where(Undertaking.source_on <= on)
    found = db.session.scalars(query.order_by(Undertaking.source_on, Undertaking.id))
    return [_standing(each, on) for each in found]


def concerning(home: Organisation | Body) -> list[Undertaking]:
    """Open ones that were given to it, or that have a meeting with it among their evidence or as the one due."""
    column = Post.organisation_id if isinstance(home, Organisation) else Post.body_id
    meetings = select(EngagementPost.engagement_id).join(Post).where(column == home.id)
    evidence = exists().where(Evidence.undertaking_id == Undertaking.id, Evidence.engagement_id.in_(meetings))
    given = Undertaking.body_id == home.id if isinstance(home, Body) else Undertaking.id.in_(())
    query = _whole().where(
        Undertaking.state == UndertakingState.OPEN, or_(given, evidence, Undertaking.due_engagement_id.in_(meetings))
    )
    return _by_due(db.session.scalars(query))


def due_of(undertaking: Undertaking) -> date | None:
    """The day of the meeting at which it is due, else its own; a meeting that is off decides nothing."""
    meeting = undertaking.due_engagement
    is_on = meeting is not None and meeting.status not in OFF_THE_DIARY
    return due_day(undertaking.due_on, first_day_of(meeting) if meeting is not None and is_on else None)


def evidence_day(evidence: Evidence) -> date:
    """When there was such evidence: the day of the meeting, or the one on which it was noted."""
    met_on = first_day_of(evidence.engagement) if evidence.engagement is not None else None
    return met_on or local_day(evidence.added_at)


def evidence_words(evidence: Evidence, *, for_office: bool = False) -> str:
    """“Meeting with the Leader: three were met”. For others than the office no file's name, and nothing sensitive."""
    meeting = evidence.engagement or (evidence.action.engagement if evidence.action is not None else None)
    if not for_office and meeting is not None and meeting.handling is Handling.OFFICIAL_SENSITIVE:
        return SENSITIVE_WORDS
    file_words = evidence.upload.file_name if for_office and evidence.upload is not None else ""
    parts = [
        evidence.engagement.title if evidence.engagement is not None else "",
        evidence.action.words if evidence.action is not None else "",
        file_words or ("a file" if evidence.upload is not None and not evidence.words else ""),
        evidence.words,
    ]
    return ": ".join(part for part in parts if part)


def owner_words(undertaking: Undertaking) -> str:
    """Who of ours answers for it, by title."""
    return undertaking.principal.title if undertaking.principal is not None else ""


def _standing(undertaking: Undertaking, on: date) -> Standing:
    state = state_as_of(undertaking.state, undertaking.closed_on, on)
    shown = tuple(each for each in undertaking.evidence if evidence_day(each) <= on)
    return Standing(undertaking, state, due_of(undertaking), shown)


def _by_due(found: Iterable[Undertaking]) -> list[Undertaking]:
    def order(each: Undertaking) -> tuple[date, date, int]:
        return due_of(each) or date.max, each.source_on, each.id

    return sorted(found, key=order)


def _whole() -> Select[Undertaking]:
    evidence = selectinload(Undertaking.evidence)
    return select(Undertaking).options(
        joinedload(Undertaking.body),
        joinedload(Undertaking.principal),
        joinedload(Undertaking.due_engagement),
        evidence.joinedload(Evidence.engagement),
        evidence.joinedload(Evidence.action).joinedload(Action.engagement),
        evidence.joinedload(Evidence.upload),
    )

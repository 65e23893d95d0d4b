"""What can be chosen for an undertaking: bodies, ours, meetings at which it may be due, and what may show it."""

from datetime import date, datetime

from sqlalchemy import or_, select

from scheduler.actions.models import Action
from scheduler.actions.queries import owner_words
from scheduler.core.clock import start_of_day
from scheduler.core.db import db
from scheduler.core.wording import day_words
from scheduler.engagements.calendar import when_words
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries import EngagementFilter, all_principals, found_engagements
from scheduler.engagements.rules import OFF_THE_DIARY, EngagementKind
from scheduler.stakeholders.queries.records import live_bodies
from scheduler.stakeholders.rules import BodyKind
from scheduler.undertakings.models import Undertaking

MOST = 12
"""Of what a search for evidence found; narrower words find the rest."""


def bodies_to_choose(today: date, chosen: Undertaking | None) -> list[tuple[int, str]]:
    """Panels first: most undertakings are given to one."""
    found = sorted(live_bodies(today), key=lambda each: each.kind is not BodyKind.PANEL)
    if chosen is not None and chosen.body is not None and chosen.body not in found:
        found.append(chosen.body)
    return [(each.id, each.name) for each in found]


def principals_to_choose() -> list[tuple[int, str]]:
    """By title."""
    return [(each.id, each.title) for each in all_principals()]


def meetings_to_choose(today: date, chosen: Undertaking | None) -> list[tuple[int, str]]:
    """Board meetings to come, and the one that was chosen before."""
    chosen_id = chosen.due_engagement_id if chosen is not None else None
    to_come = or_(Engagement.starts_at >= start_of_day(today), Engagement.starts_on >= today)
    board = (Engagement.kind == EngagementKind.BOARD) & to_come & Engagement.status.not_in(OFF_THE_DIARY)
    query = select(Engagement).where(or_(board, Engagement.id == (chosen_id or 0)))
    found = sorted(db.session.scalars(query), key=lambda each: (_day(each), each.id))
    return [(each.id, f"{day_words(_day(each))}, {each.title}") for each in found]


def evidence_to_choose(text: str, now: datetime, today: date) -> list[tuple[str, str]]:
    """Meetings and actions that have these words, or the nearest ones: “engagement:12” and what the page shows."""
    meetings, _total = found_engagements(EngagementFilter(text=text, until_on=today), 1, today)
    begun = [each for each in meetings if each.starts_at is None or each.starts_at <= now]
    query = select(Action).order_by(Action.id.desc()).limit(MOST)
    for word in text.split():
        query = query.where(Action.words.icontains(word, autoescape=True))
    listed = [(f"engagement:{each.id}", f"{each.title} ({when_words(each)})") for each in begun[:MOST]]
    return listed + [(f"action:{each.id}", _action(each)) for each in db.session.scalars(query)]


def _action(action: Action) -> str:
    return f"Action: {' '.join(action.words.split())[:140]} ({owner_words(action)})"


def _day(engagement: Engagement) -> date:
    return first_day_of(engagement) or date.max

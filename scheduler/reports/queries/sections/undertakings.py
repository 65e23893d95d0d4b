"""What was promised to whom it is reported, how it stood at the period's end, and what shows it."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from scheduler.core.db import db
from scheduler.core.wording import count_words, day_words
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import Handling
from scheduler.reports.queries.sections.ground import Ground, Period
from scheduler.reports.rules.document import Block, Paragraph, Row, Table
from scheduler.stakeholders.models import Post
from scheduler.undertakings.models import Evidence
from scheduler.undertakings.queries import Standing, owner_words, undertakings_as_of
from scheduler.undertakings.rules.vocabulary import STATE_WORDS, UndertakingState


def undertaking_blocks(ground: Ground) -> list[Block]:
    """One sentence and one table; nothing when nothing was undertaken."""
    period = ground.period
    found = [each for each in undertakings_as_of(period.until_on) if _concerns(each, period)]
    if not found:
        return []
    _read_partners(found)
    return [Paragraph(_sentence(found, period)), _table(found, period)]


def _read_partners(found: list[Standing]) -> None:
    """Everything that the evidence points to, at once instead of one by one."""
    shown = [each for standing in found for each in standing.evidence]
    ids = {each.engagement_id for each in shown} | {each.action.engagement_id for each in shown if each.action}
    posts = selectinload(Engagement.posts)
    query = select(Engagement).where(Engagement.id.in_(ids - {None}))
    db.session.scalars(query.options(posts.joinedload(Post.organisation), posts.joinedload(Post.body))).all()


def _concerns(standing: Standing, period: Period) -> bool:
    """Given to whom it is reported or to nobody in particular, and not closed before the period."""
    given = standing.undertaking
    is_theirs = period.body_id is None or given.body_id in {None, period.body_id}
    return is_theirs and not (standing.state is not UndertakingState.OPEN and _closed_before(standing, period))


def _closed_before(standing: Standing, period: Period) -> bool:
    closed_on = standing.undertaking.closed_on
    return closed_on is not None and closed_on < period.from_on


def _sentence(found: list[Standing], period: Period) -> str:
    is_open = [each for each in found if each.state is UndertakingState.OPEN]
    late = sum(each.due_on is not None and each.due_on < period.until_on for each in is_open)
    standing = f"{len(is_open)} open" + (f" ({late} past the day on which it was due)" if late else "")
    on_record = f"{count_words(len(found), 'undertaking is', 'undertakings are')} on record"
    return f"{period.as_of}, {on_record}: {standing}, {len(found) - len(is_open)} closed in the period."


def _table(found: list[Standing], period: Period) -> Table:
    return Table(
        key="undertakings",
        title="Undertakings and how they were kept",
        columns=("Undertaking", "Given", "Owner", "Due", "State", "Evidence"),
        period=period.as_of,
        rows=tuple(_row(each) for each in found),
    )


def _row(standing: Standing) -> Row:
    given = standing.undertaking
    shown = [each for each in standing.evidence if _may_be_told(each)]
    state = STATE_WORDS[standing.state]
    closing = given.closing_words.strip() if standing.state is not UndertakingState.OPEN else ""
    source = f"{given.source}, {day_words(given.source_on)}"
    return Row(
        (
            " ".join(given.words.split()),
            f"{source}, {given.source_reference}" if given.source_reference else source,
            owner_words(given) or "Not recorded",
            day_words(standing.due_on) if standing.due_on else "No day",
            f"{state}: {closing}" if closing else state,
            "; ".join(dict.fromkeys(_evidence(each) for each in shown)) or "None yet",
        ),
        (f"undertaking:{given.id}", *(f"engagement:{each.engagement_id}" for each in shown if each.engagement_id)),
    )


def _may_be_told(evidence: Evidence) -> bool:
    engagement = evidence.engagement or (evidence.action.engagement if evidence.action else None)
    return engagement is None or engagement.handling is Handling.OFFICIAL


def _evidence(evidence: Evidence) -> str:
    """By kind, partner and day: a title or a file's name may hold anything."""
    parts = []
    engagement = evidence.engagement
    if engagement is not None:
        on = first_day_of(engagement)
        homes = sorted({post.home.name for post in engagement.posts})
        parts.append(", ".join([engagement.kind.capitalize(), *homes, *([day_words(on)] if on else [])]))
    if evidence.action is not None:
        parts.append(f"action: {' '.join(evidence.action.words.split())}")
    if evidence.upload is not None:
        parts.append("a paper")
    return "; ".join([*parts, *([evidence.words] if evidence.words else [])])

"""The summit: what it is called and when it is, what it was called before, who is asked, who came, what came of it.

Everything as it was known at the period's end; access and dietary needs are never read.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.db import db
from scheduler.core.wording import day_words, list_words
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import Engagement
from scheduler.reports.queries.sections.ground import MAY_BE_TOLD, Ground, Period
from scheduler.reports.queries.sections.summit_invited import area_table, asked_to, who_comes
from scheduler.reports.queries.sections.summit_outcomes import assessment_table, assessment_words, signature_table
from scheduler.reports.rules.document import Block, Paragraph, Row, Table
from scheduler.summits.models import Summit
from scheduler.summits.queries.overview import chapters_of
from scheduler.summits.rules.standing import Chapter

FOLLOWED = timedelta(days=366)
"""So long after its day a summit is still reported on: its strategy is signed, its actions are under way."""


def summit_blocks(ground: Ground) -> list[Block]:
    """Of every summit of the period, the earliest first."""
    return [block for summit in _summits(ground.period) for block in _blocks(summit, ground.period)]


def _summits(period: Period) -> list[Summit]:
    """Known by the period's end, and not over for longer than they are followed."""
    query = (
        select(Summit)
        .join(Summit.engagement)
        .where(MAY_BE_TOLD, Engagement.created_at < period.ends_at)
        .options(
            joinedload(Summit.engagement).selectinload(Engagement.principals),
            joinedload(Summit.engagement).joinedload(Engagement.place),
            selectinload(Summit.chapters),
        )
        .order_by(Summit.id)
    )
    earliest = period.from_on - FOLLOWED
    return [each for each in db.session.scalars(query) if (first_day_of(each.engagement) or date.max) >= earliest]


def _blocks(summit: Summit, period: Period) -> list[Block]:
    asked = asked_to(summit, period.ends_at)
    sentences = [*_what_it_is(summit, period), *who_comes(asked, summit, period)]
    assessments, signed = assessment_table(summit, period), signature_table(summit, period)
    sentences += assessment_words(assessments)
    tables = (_chapter_table(summit, period), area_table(summit, asked, period), assessments, signed)
    return [*(Paragraph(each) for each in sentences), *(each for each in tables if each.rows)]


def _known(summit: Summit, period: Period) -> list[Chapter]:
    return [each for each in chapters_of(summit) if each.known_on <= period.until_on]


def _what_it_is(summit: Summit, period: Period) -> list[str]:
    """Name, date, hosts and purpose as of the period's end, and what they were before."""
    known = _known(summit, period)
    title = known[-1].title if known else summit.engagement.title
    hosts = list_words([each.title for each in summit.engagement.principals])
    by = f", hosted by the {hosts}," if hosts else ""
    when = _when(summit, known, period)
    found = [f"The “{title}”{by} {when}."]
    found += [f"{_former(each)}." for each in known[:-1]]
    if summit.engagement.purpose.strip():
        found.append(f"Its purpose: {_one_line(summit.engagement.purpose)}")
    if summit.outcomes.strip():
        found.append(f"It is to bring about: {_one_line(summit.outcomes)}")
    return found


def _when(summit: Summit, known: Sequence[Chapter], period: Period) -> str:
    day = first_day_of(summit.engagement)
    words = known[-1].date_words if known else day_words(day) if day else ""
    if summit.closed_at is not None and summit.closed_at < period.ends_at:
        return f"took place on {words}"
    return f"is planned for {words}" if words else "is planned; its day is not fixed yet"


def _former(chapter: Chapter) -> str:
    words = chapter.sentence()
    return words.removesuffix(".")


def _chapter_table(summit: Summit, period: Period) -> Table:
    known = _known(summit, period)
    return Table(
        key=f"summit-{summit.id}-history",
        title="Names and dates of the summit",
        columns=("Name", "Planned for", "Known since", "Why it changed"),
        period=period.as_of,
        rows=tuple(
            Row(
                (
                    each.title,
                    each.date_words or "No date yet",
                    day_words(each.known_on),
                    "" if each is known[-1] else each.reason or "Not recorded",
                ),
                (f"engagement:{summit.engagement_id}",),
            )
            for each in (known if len(known) > 1 else [])
        ),
    )


def _one_line(words: str) -> str:
    line = " ".join(words.split())
    return line if line.endswith((".", "!", "?")) else f"{line}."

"""What was promised, by whom of ours, and where each promise stands: the reason why there is a report."""

from collections.abc import Sequence

from sqlalchemy import select

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.wording import count_words, day_words
from scheduler.forward_plan.models import CommitmentRule, PlanRelease
from scheduler.forward_plan.queries.coverage import BoardRow, cadence_of, ours_words
from scheduler.forward_plan.rules.vocabulary import COVERAGE_WORDS, CoverageState
from scheduler.reports.queries.sections.ground import Ground
from scheduler.reports.rules.document import Block, Paragraph, Row, Table


def background_blocks(ground: Ground) -> list[Block]:
    """Promises with their sources, then how many partners stand where under each."""
    known = [(rule, rows) for rule, rows in ground.board.by_rule if rule.pledge.source_on <= ground.period.until_on]
    if not known:
        return [Paragraph("No promise to meet partners is on record for this period.")]
    pledges = {rule.pledge_id for rule, _ in known}
    words = f"{count_words(len(pledges), 'promise')} to meet partners stood on {day_words(ground.period.until_on)}."
    released = [Paragraph(each) for each in _released(ground)]
    return [Paragraph(words), *released, _promises(ground, known), _standings(ground, known)]


def _released(ground: Ground) -> list[str]:
    """The engagement forward plan that stood at the period's end."""
    query = select(PlanRelease).where(PlanRelease.released_at < ground.period.ends_at)
    found = db.session.scalars(query.order_by(PlanRelease.number.desc()).limit(1)).first()
    if found is None:
        return []
    days = f"{day_words(found.from_on)} to {day_words(found.until_on)}"
    released_on = day_words(local_day(found.released_at))
    return [f"Version {found.number} of the engagement forward plan, for {days}, was released on {released_on}."]


def _promises(ground: Ground, known: Sequence[tuple[CommitmentRule, list[BoardRow]]]) -> Table:
    return Table(
        key="promises",
        title="What was promised",
        columns=("Promise", "With whom", "From us", "How often", "Where it was said"),
        period=ground.period.as_of,
        rows=tuple(
            Row(
                (
                    rule.pledge.title,
                    _whom(rule),
                    ours_words(rule),
                    _often(rule),
                    _source(rule),
                ),
                (f"pledge:{rule.pledge_id}",),
            )
            for rule, _ in known
        ),
    )


def _standings(ground: Ground, known: Sequence[tuple[CommitmentRule, list[BoardRow]]]) -> Table:
    states = tuple(CoverageState)
    return Table(
        key="standings",
        title="Where each promise stands",
        columns=("Promise", "Partners", *(COVERAGE_WORDS[state][1] for state in states)),
        period=ground.period.as_of,
        counted=tuple(range(1, len(states) + 2)),
        tally=1,
        tally_of="commitment",
        note="Each partner is counted once under each promise, where it has come furthest.",
        rows=tuple(
            Row(
                (
                    f"{rule.pledge.title}: {_whom(rule)}",
                    str(len(rows)),
                    *(str(sum(row.state is state for row in rows)) for state in states),
                ),
                tuple(f"commitment:{row.commitment.id}" for row in rows),
            )
            for rule, rows in known
        ),
    )


def _whom(rule: CommitmentRule) -> str:
    named = rule.group or rule.organisation or rule.body
    return named.name if named else ""


def _often(rule: CommitmentRule) -> str:
    words = cadence_of(rule).words.capitalize()
    return f"{words}, subject to invitation" if rule.is_by_invitation else words


def _source(rule: CommitmentRule) -> str:
    pledge = rule.pledge
    said = f"{pledge.source}, {day_words(pledge.source_on)}"
    return f"{said}, {pledge.source_reference}" if pledge.source_reference else said

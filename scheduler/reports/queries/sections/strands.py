"""Planning cases, reviews, consultations and programmes: who leads, who met whom for them, and what comes next."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.db import db
from scheduler.core.wording import count_words, day_words, list_words
from scheduler.records.rules.people import Came
from scheduler.records.rules.vocabulary import Side
from scheduler.reports.queries.sections.ground import Ground, Met, Period
from scheduler.reports.rules.document import Block, Paragraph, Row, Table
from scheduler.stakeholders.models import Body
from scheduler.strands.models import Milestone, Strand, StrandEngagement


def strand_blocks(ground: Ground) -> list[Block]:
    """A sentence a strand, then all of them, their meetings and their milestones."""
    strands = _strands(ground.period)
    held, ahead = _by_strand(strands, ground.held), _by_strand(strands, ground.ahead)
    sentences = [_sentence(each, held[each.id], ahead[each.id], ground.period) for each in strands]
    tables = (
        _strand_table(strands, held, ahead, ground.period),
        _meeting_table(strands, held, ground.period),
        _milestone_table(strands, ground.period),
    )
    return [*(Paragraph(each) for each in sentences), *(each for each in tables if each.rows)]


def _strands(period: Period) -> Sequence[Strand]:
    """Begun by the period's end and not over before it began; by title."""
    query = (
        select(Strand)
        .where(Strand.started_on <= period.until_on)
        .where(or_(Strand.ended_on.is_(None), Strand.ended_on >= period.from_on))
        .options(joinedload(Strand.owner), joinedload(Strand.organisation), joinedload(Strand.body))
        .options(joinedload(Strand.body).joinedload(Body.parent), selectinload(Strand.milestones))
        .order_by(Strand.title, Strand.id)
    )
    return db.session.scalars(query).all()


def _by_strand(strands: Sequence[Strand], mets: Sequence[Met]) -> dict[int, list[Met]]:
    query = select(StrandEngagement.strand_id, StrandEngagement.engagement_id)
    query = query.where(StrandEngagement.strand_id.in_([each.id for each in strands]))
    belongs: dict[int, list[int]] = defaultdict(list)
    for strand_id, engagement_id in db.session.execute(query):
        belongs[engagement_id].append(strand_id)
    found: dict[int, list[Met]] = defaultdict(list)
    for met in mets:
        for strand_id in belongs[met.engagement.id]:
            found[strand_id].append(met)
    return found


def _sentence(strand: Strand, held: Sequence[Met], ahead: Sequence[Met], period: Period) -> str:
    """Who leads it, how often it was met about, the next milestone, and what the office wrote about it."""
    parts = [f"{strand.title}{_about(strand)}: {strand.kind}{_led(strand)}"]
    if held:
        ours = list(dict.fromkeys(each.role for met in held for each in met.people if _is_ours(each)))
        parts.append(f"{count_words(len(held), 'meeting')} in the period, attended by the {list_words(ours)}")
    if ahead:
        parts.append(f"{count_words(len(ahead), 'more is', 'more are')} in the diary")
    following = [each for each in _milestones(strand, period) if _is_open(each, period)]
    if following:
        parts.append(f"next: {following[0].title}, {day_words(following[0].due_on)}")
    if strand.ended_on is not None and strand.ended_on <= period.until_on:
        parts.append(f"ended on {day_words(strand.ended_on)}")
    return " ".join(part for part in (f"{'; '.join(parts)}.", strand.words) if part)


def _is_ours(came: Came) -> bool:
    return came.side is Side.OURS and came.came


def _about(strand: Strand) -> str:
    home = strand.organisation or strand.body
    return f" ({home.name})" if home is not None and home.name not in strand.title else ""


def _led(strand: Strand) -> str:
    leaders = [each for each in (strand.owner.title if strand.owner else "", strand.co_owner) if each]
    if len(leaders) == 2:
        return f" co-led by the {leaders[0]} and the {leaders[1]}"
    return f" led by the {leaders[0]}" if leaders else ""


def _strand_table(
    strands: Sequence[Strand], held: dict[int, list[Met]], ahead: dict[int, list[Met]], period: Period
) -> Table:
    return Table(
        key="strands",
        title="Strands of work",
        columns=("Strand", "Kind", "Led by", "With", "Meetings held", "In the diary"),
        period=period.words,
        note="A meeting may belong to several strands.",
        tally=4,
        rows=tuple(
            Row(
                (
                    each.title,
                    each.kind.capitalize(),
                    each.owner.title if each.owner else "Not recorded",
                    each.co_owner,
                    str(len(held[each.id])),
                    str(len(ahead[each.id])),
                ),
                (f"strand:{each.id}", *(met.key for met in held[each.id])),
            )
            for each in strands
        ),
    )


def _meeting_table(strands: Sequence[Strand], held: dict[int, list[Met]], period: Period) -> Table:
    names = period.with_names
    return Table(
        key="strand-meetings",
        title="Meetings held for each strand",
        columns=("Strand", "Date", "What", "From us", "With"),
        period=period.words,
        rows=tuple(
            Row(
                (
                    strand.title,
                    day_words(met.on),
                    met.what,
                    met.ours(with_names=names),
                    met.theirs(with_names=names) or met.partners,
                ),
                (met.key,),
            )
            for strand in strands
            for met in held[strand.id]
        ),
    )


def _milestone_table(strands: Sequence[Strand], period: Period) -> Table:
    return Table(
        key="milestones",
        title="Milestones of the strands",
        columns=("Milestone", "Strand", "Due", "Reached"),
        period=period.as_of,
        rows=tuple(
            Row(
                (each.title, strand.title, day_words(each.due_on), _reached(each, period)),
                (f"strand:{strand.id}",),
            )
            for strand in strands
            for each in _milestones(strand, period)
        ),
    )


def _milestones(strand: Strand, period: Period) -> list[Milestone]:
    """Of the period and to come; those reached before it are old news."""
    return [each for each in strand.milestones if (each.done_on or date.max) >= period.from_on]


def _is_open(milestone: Milestone, period: Period) -> bool:
    return milestone.done_on is None or milestone.done_on > period.until_on


def _reached(milestone: Milestone, period: Period) -> str:
    if not _is_open(milestone, period):
        return day_words(milestone.done_on or milestone.due_on)
    return "Overdue" if milestone.due_on < period.until_on else "Not yet"

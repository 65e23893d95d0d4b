"""What the plan's priorities got, what was raised, and which actions follow; as it stood at the period's end."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.actions.models import Action
from scheduler.actions.queries import owner_words
from scheduler.actions.rules import OVER, STATE_WORDS, ActionState
from scheduler.core.clock import start_of_day
from scheduler.core.db import db
from scheduler.core.wording import count_words, day_words, list_words
from scheduler.engagements.models import Engagement
from scheduler.records.models import RecordNote
from scheduler.records.rules.vocabulary import NoteKind
from scheduler.reports.queries.sections.ground import MAY_BE_TOLD, Ground, Period
from scheduler.reports.rules.document import Block, Paragraph, Row, Table
from scheduler.stakeholders.models import Post
from scheduler.strands.queries.priorities import PriorityRow


def priority_blocks(found: Sequence[PriorityRow], period: Period) -> list[Block]:
    """How many of the engagements held served which priority; nothing when the plan is not in the system."""
    if not any(row.priority is not None for row in found):
        return []
    rows = tuple(
        Row(
            (row.priority.name if row.priority else "No priority noted", str(len(row.held))),
            tuple(f"engagement:{each.id}" for each in row.held),
        )
        for row in found
    )
    note = "An engagement may serve several priorities, so the figures do not add up to the number of engagements."
    table = Table(
        key="priorities",
        title="Engagements by priority of the plan",
        columns=("Priority", "Engagements held"),
        period=period.words,
        tally=1,
        note=note,
        rows=rows,
    )
    unserved = [row.priority.name for row in found if row.priority is not None and not row.held]
    words = f"No engagement of the period was put to: {list_words(unserved)}."
    return [*([Paragraph(words)] if unserved else []), table]


def follow_up_blocks(ground: Ground) -> list[Block]:
    """Notes by kind and actions one by one; nothing of an OFFICIAL-SENSITIVE engagement."""
    notes, actions = _notes(ground), _actions(ground.period)
    sentences = []
    if actions:
        done = sum(state in OVER for _, state in actions)
        words = f"{count_words(len(actions), 'action')} agreed with partners stood in the period"
        sentences.append(f"{words}; {done or 'none'} of them over by {day_words(ground.period.until_on)}.")
    tables = (_note_table(notes, ground.period), _action_table(actions, ground.period))
    return [*(Paragraph(each) for each in sentences), *(each for each in tables if each.rows)]


def risk_words(ground: Ground) -> str:
    """How many of the engagements listed carry a recorded risk; empty for none."""
    risky = sum(each.record is not None and each.record.has_risk for each in ground.held)
    return f"A risk is recorded for {risky} of the {count_words(len(ground.held), 'engagement')} held." if risky else ""


def plan_words(found: Sequence[PriorityRow]) -> str:
    """How the engagements are tied to the plan; empty when its priorities are not in the system."""
    if not any(row.priority is not None for row in found):
        return ""
    held = {each.id for row in found for each in row.held}
    served = {each.id for row in found if row.priority is not None for each in row.held}
    return f"{len(served)} of {count_words(len(held), 'engagement')} held serve a priority of the plan." if held else ""


def _notes(ground: Ground) -> list[RecordNote]:
    """Raised at what was held in the period."""
    query = select(RecordNote).where(RecordNote.engagement_id.in_([each.engagement.id for each in ground.held]))
    return list(db.session.scalars(query.order_by(RecordNote.id)))


def _note_table(notes: Sequence[RecordNote], period: Period) -> Table:
    found: dict[NoteKind, list[RecordNote]] = defaultdict(list)
    for each in notes:
        found[each.kind].append(each)
    return Table(
        key="raised",
        title="What was raised at the meetings",
        columns=("Kind", "Raised", "Closed since"),
        period=period.words,
        counted=(1, 2),
        tally=1,
        tally_of="note",
        rows=tuple(
            Row(
                (kind.capitalize(), str(len(found[kind])), str(sum(_is_closed(each, period) for each in found[kind]))),
                tuple(f"note:{each.id}" for each in found[kind]),
            )
            for kind in NoteKind
            if found[kind]
        ),
    )


def _is_closed(note: RecordNote, period: Period) -> bool:
    return note.closed_on is not None and note.closed_on <= period.until_on


def _actions(period: Period) -> list[tuple[Action, ActionState]]:
    """Agreed by the period's end, and not over before it began; each as it stood at its end."""
    posts = joinedload(Action.engagement).selectinload(Engagement.posts)
    query = (
        select(Action)
        .join(Action.engagement)
        .where(MAY_BE_TOLD, Action.created_at < period.ends_at)
        .options(joinedload(Action.principal), joinedload(Action.organisation), joinedload(Action.body))
        .options(posts.joinedload(Post.organisation), posts.joinedload(Post.body), selectinload(Action.updates))
        .order_by(Action.due_on.is_(None), Action.due_on, Action.id)
    )
    return [(each, _state(each, period)) for each in db.session.scalars(query) if not _was_over(each, period)]


def _state(action: Action, period: Period) -> ActionState:
    told = [each.state for each in action.updates if each.at < period.ends_at]
    if told:
        return told[-1]
    return action.state if not action.updates else ActionState.OPEN


def _was_over(action: Action, period: Period) -> bool:
    told = [each.state for each in action.updates if each.at < start_of_day(period.from_on)]
    return bool(told) and told[-1] in OVER


def _action_table(actions: Sequence[tuple[Action, ActionState]], period: Period) -> Table:
    return Table(
        key="actions",
        title="Actions that follow",
        columns=("Action", "Owner", "Agreed with", "Due", "State"),
        period=period.as_of,
        rows=tuple(
            Row(
                (
                    " ".join(each.words.split()),
                    owner_words(each),
                    list_words(sorted({post.home.name for post in each.engagement.posts})) or "Not recorded",
                    day_words(each.due_on) if each.due_on else "No day",
                    STATE_WORDS[state],
                ),
                (f"action:{each.id}", f"engagement:{each.engagement_id}"),
            )
            for each, state in actions
        ),
    )

"""The board in words: the Panel's sentences, what changed, and rows for a spreadsheet."""

from collections.abc import Iterable, Sequence

from scheduler.core.wording import day_words
from scheduler.forward_plan.queries.changes import Shift
from scheduler.forward_plan.queries.coverage import Board, BoardRow
from scheduler.forward_plan.rules.sentence import Noun, panel_sentence
from scheduler.forward_plan.rules.vocabulary import CoverageState
from scheduler.stakeholders.models import Organisation
from scheduler.stakeholders.rules import COUNCIL_KINDS, BodyKind

HEADINGS = (
    "Partner",
    "State",
    "Last met",
    "Who of ours",
    "Who of theirs",
    "Level",
    "Next",
    "Note",
    "Days to the limit",
    "Limit",
    "Pledge",
    "Source",
)

BODY_NOUNS = {
    BodyKind.CSP: Noun("community safety partnership", "community safety partnerships"),
    BodyKind.BOARD: Noun("board", "boards"),
    BodyKind.FORUM: Noun("forum", "forums"),
}


def panel_sentences(board: Board) -> list[str]:
    """One sentence a rule, which says first what was promised when there are several; single partners share one."""
    rules = board.by_rule
    if len(rules) == 1:
        return [_sentence(rules[0][1])]
    many = [f"{rows[0].commitment.rule.pledge.title}: {_sentence(rows)}" for _, rows in rules if len(rows) > 1]
    single = "; ".join(_one(rows[0]) for _, rows in rules if len(rows) == 1)
    return [*many, f"{single}."] if single else many


def moved_rows(board: Board, shifts: Iterable[Shift]) -> list[tuple[BoardRow, Shift]]:
    """Whose state is another than a week ago, in the board's order."""
    by_commitment = {shift.commitment_id: shift for shift in shifts}
    return [(row, by_commitment[row.commitment.id]) for row in board.rows if row.commitment.id in by_commitment]


def export_rows(board: Board) -> list[list[str]]:
    """The board as plain text cells under HEADINGS."""
    return [_cells(row) for row in board.rows]


def noun_of(rows: Sequence[BoardRow]) -> Noun:
    """“councils”, “community safety partnerships”, or simply “partners” when they are of several sorts."""
    homes = [row.home for row in rows]
    if all(isinstance(home, Organisation) and home.kind in COUNCIL_KINDS for home in homes):
        return Noun("council", "councils")
    kinds = {home.kind for home in homes}
    kind = kinds.pop() if len(kinds) == 1 else None
    return BODY_NOUNS.get(kind, Noun()) if isinstance(kind, BodyKind) else Noun()


def _sentence(rows: Sequence[BoardRow]) -> str:
    by_name = sorted(rows, key=lambda row: row.name.casefold())
    return panel_sentence([(row.state, row.name) for row in by_name], noun_of(rows))


def _one(row: BoardRow) -> str:
    """“Chief Executives' Forum held on 13 November 2026”."""
    when = f" on {day_words(row.last.on)}" if row.state is CoverageState.HELD and row.last else ""
    return f"{row.name} {row.state_words.lower()}{when}"


def _cells(row: BoardRow) -> list[str]:
    pledge, last = row.commitment.rule.pledge, row.last
    return [
        row.name,
        row.state_words,
        last.on.isoformat() if last else "",
        last.ours if last else "",
        last.theirs if last else "",
        last.level if last else "",
        row.next.words,
        row.next.why,
        row.limit_words,
        row.due.limit_on.isoformat(),
        pledge.title,
        f"{pledge.source}, {day_words(pledge.source_on)}",
    ]

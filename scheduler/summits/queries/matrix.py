"""The matrix summed up: by area, and in numbers."""

from collections.abc import Sequence
from itertools import groupby

from scheduler.core.values import dataclass
from scheduler.summits.queries.assessments import MatrixRow
from scheduler.summits.rules.assessments import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How far all of it has come; who has none is left out of `expected`."""

    expected: int
    asked: int
    promised: int
    received: int
    late: int
    shared: int
    considered: int
    overdue: int
    none: int


def tally_of(rows: Sequence[MatrixRow]) -> Tally:
    """The numbers above the matrix."""
    counted = [row for row in rows if row.stage is not Stage.HAS_NONE]
    standings = [row.standing for row in counted if row.standing is not None]
    return Tally(
        expected=len(counted),
        asked=sum(standing.is_asked for standing in standings),
        promised=sum(standing.is_open and standing.promised_for_on is not None for standing in standings),
        received=sum(standing.has_file for standing in standings),
        late=sum(standing.is_first_late for standing in standings),
        shared=sum(standing.has_file and standing.is_shared for standing in standings),
        considered=sum(standing.has_file and standing.is_considered for standing in standings),
        overdue=sum(row.is_overdue for row in counted),
        none=len(rows) - len(counted),
    )


def areas_of(rows: Sequence[MatrixRow]) -> list[tuple[str, list[MatrixRow]]]:
    """Each area's rows, in the order given."""
    by_area = groupby(rows, key=lambda row: row.agency.area.name if row.agency.area else "No area")
    return [(name, list(group)) for name, group in by_area]

"""Every column that can hold a person, and what erasing does there; every other column that holds text, by name.

A column that stands in neither list fails a test: whoever adds one decides here whether people can stand in it.
"""

from collections.abc import Mapping

from scheduler.keeping.rules.traces.kinds import CONTACT_KINDS, Trace
from scheduler.keeping.rules.traces.meetings import MEETINGS
from scheduler.keeping.rules.traces.nobody import NOBODY, STAFF_LABELS
from scheduler.keeping.rules.traces.partners import PARTNERS
from scheduler.keeping.rules.traces.words import column_words, table_words

__all__ = [
    "CONTACT_KINDS",
    "NOBODY",
    "STAFF_LABELS",
    "TRACES",
    "Trace",
    "column_words",
    "table_words",
]


def _by_column(*maps: Mapping[str, Mapping[Trace, str]]) -> dict[str, dict[str, Trace]]:
    return {
        table: {name: trace for trace, names in kinds.items() for name in names.split()}
        for each in maps
        for table, kinds in each.items()
    }


TRACES: Mapping[str, Mapping[str, Trace]] = _by_column(PARTNERS, MEETINGS)
"""By table and column."""

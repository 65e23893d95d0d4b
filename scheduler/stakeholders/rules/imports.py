"""What an import does or did, as its pages show it."""

from collections.abc import Sequence
from dataclasses import field

from scheduler.core.values import dataclass


@dataclass(slots=True)
class RowResult:
    """What a row does; `what` names its subject."""

    number: int
    what: str
    errors: list[str] = field(default_factory=list)
    creates: list[str] = field(default_factory=list)
    updates: list[str] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        """One of “error”, “create”, “update”, “unchanged”."""
        if self.errors:
            return "error"
        if self.creates:
            return "create"
        return "update" if self.updates else "unchanged"


@dataclass(frozen=True, slots=True)
class Preview:
    """All rows of a file; nothing of a file with an error is ever stored."""

    rows: Sequence[RowResult]

    def of(self, outcome: str) -> list[RowResult]:
        """The rows with one outcome."""
        return [row for row in self.rows if row.outcome == outcome]

    @property
    def may_run(self) -> bool:
        """Whether there is something to store and nothing wrong."""
        return not self.of("error") and any(row.creates or row.updates for row in self.rows)

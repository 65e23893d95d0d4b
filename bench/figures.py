"""One line of the result: what was measured, against what, what it must reach and whether it does."""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bench.spread import short

COLUMNS = ("figure", "value", "reference", "ratio", "CPU", "must", "aim", "verdict")


class Verdict(StrEnum):
    """How a figure stands to its target; BY_CPU: the rate misses it, the steadier CPU time a request does not."""

    AIM = "aim reached"
    MUST = "must reached"
    BY_CPU = "must by CPU"
    MISSED = "MISSED"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Target:
    """What a ratio must reach and what it aims at; `least` false means that smaller is better."""

    must: float
    aim: float
    least: bool = True

    def is_met(self, ratio: float) -> bool:
        """Whether the must is reached."""
        return self._reaches(ratio, self.must)

    def is_aim(self, ratio: float) -> bool:
        """Whether the aim is reached."""
        return self._reaches(ratio, self.aim)

    def words(self, bound: float) -> str:
        """“≥ 0.9” or “≤ 1.15”, “1” when there is only one right value."""
        return f"{'≥' if self.least else '≤'} {bound:g}"

    def _reaches(self, ratio: float, bound: float) -> bool:
        return ratio >= bound if self.least else ratio <= bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`ratio` is value / reference; `cpu` the same from CPU times, turned the same way."""

    name: str
    value: str
    reference: str = ""
    ratio: float | None = None
    cpu: float | None = None
    target: Target | None = None

    @property
    def verdict(self) -> Verdict:
        """Judged by the ratio; the CPU's word counts when the ratio misses."""
        if self.target is None or self.ratio is None:
            return Verdict.NONE
        if self.target.is_aim(self.ratio):
            return Verdict.AIM
        if self.target.is_met(self.ratio):
            return Verdict.MUST
        return Verdict.BY_CPU if self.cpu is not None and self.target.is_met(self.cpu) else Verdict.MISSED

    @property
    def cells(self) -> tuple[str, ...]:
        """Its row."""
        target = self.target
        return (
            self.name,
            self.value,
            self.reference,
            "" if self.ratio is None else short(self.ratio),
            "" if self.cpu is None else short(self.cpu),
            target.words(target.must) if target else "",
            target.words(target.aim) if target else "",
            str(self.verdict),
        )


def table(figures: Iterable[Figure]) -> str:
    """A Markdown table whose columns also line up in a terminal."""
    rows = [COLUMNS, *(figure.cells for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def section(title: str, figures: Iterable[Figure], notes: Iterable[str] = ()) -> str:
    """A group's table with what must be known to read it."""
    told = "".join(f"\n{textwrap.fill(note, 118)}" for note in notes)
    return f"\n## {title}\n\n{table(figures)}\n{told}"

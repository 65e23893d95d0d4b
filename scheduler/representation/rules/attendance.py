"""How often a seat of ours was filled, and by whom; meetings that were cancelled are not counted."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import field
from types import MappingProxyType

from scheduler.core.values import dataclass
from scheduler.core.wording import count_words
from scheduler.representation.rules.vocabulary import Sat

FILLED = frozenset({Sat.ATTENDED, Sat.ALTERNATE})
SAT_WORDS: Mapping[Sat, str] = {
    Sat.ATTENDED: "Attended",
    Sat.ALTERNATE: "An alternate went",
    Sat.APOLOGIES: "Apologies",
    Sat.ABSENT: "Nobody went",
}
SAT_STATES: Mapping[Sat, str] = {
    Sat.ATTENDED: "held",
    Sat.ALTERNATE: "someone_else",
    Sat.APOLOGIES: "apologies",
    Sat.ABSENT: "overdue",
}
"""Names of `templates/components/state.html`: how each is drawn."""


@dataclass(frozen=True, slots=True)
class OneSitting:
    """How one meeting went for a seat, and how senior whoever sat there was."""

    sat: Sat
    band: int


@dataclass(frozen=True, slots=True)
class Attendance:
    """Of one seat, or of several together: held meetings by how they went, and by the band of who came."""

    by_sat: Mapping[Sat, int] = field(default_factory=lambda: MappingProxyType({}))
    by_band: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def held(self) -> int:
        """Meetings that took place."""
        return sum(self.by_sat.values())

    @property
    def filled(self) -> int:
        """Those at which somebody sat for us."""
        return sum(self.by_sat.get(each, 0) for each in FILLED)

    @property
    def rate(self) -> int | None:
        """Whole per cent of the held meetings at which our seat was filled; None before the first."""
        return round(100 * self.filled / self.held) if self.held else None

    @property
    def words(self) -> str:
        """“5 of 6 meetings (83%), 1 by an alternate”."""
        if not self.held:
            return "No meeting held yet"
        words = f"{self.filled} of {count_words(self.held, 'meeting')} ({self.rate}%)"
        instead = self.by_sat.get(Sat.ALTERNATE, 0)
        return f"{words}, {instead} by an alternate" if instead else words


def counted(sittings: Iterable[OneSitting]) -> Attendance:
    """The sum of them."""
    listed = list(sittings)
    by_band = Counter(each.band for each in listed if each.sat in FILLED)
    return Attendance(Counter(each.sat for each in listed), dict(sorted(by_band.items())))


def together(parts: Iterable[Attendance]) -> Attendance:
    """Of several seats."""
    by_sat: Counter[Sat] = Counter()
    by_band: Counter[int] = Counter()
    for part in parts:
        by_sat.update(part.by_sat)
        by_band.update(part.by_band)
    return Attendance(by_sat, dict(sorted(by_band.items())))

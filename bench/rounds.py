"""Interleaves the candidates of a group, so that a noisy minute falls on all of them alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.figures import Figure, Target
from bench.spread import ratio_of, spread_of
from bench.wrk import Candidate, Rate, measure

ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Series:
    """The rounds of one candidate, in their order."""

    rates: Sequence[Rate]

    @property
    def per_second(self) -> list[float]:
        """Answers a second, round by round."""
        return [rate.per_second for rate in self.rates]

    @property
    def cpu(self) -> list[float]:
        """The server's CPU seconds a request, round by round."""
        return [rate.cpu for rate in self.rates]

    def words(self) -> str:
        """“38,600/s (38,400 to 42,000), 33.1 µs”."""
        return f"{spread_of(self.per_second).words('/s')}, {spread_of(self.cpu).scaled(1e6).median:,.0f} µs"


def interleave(candidates: Sequence[Candidate]) -> dict[str, Series]:
    """Every candidate once a round, by name."""
    rates: dict[str, list[Rate]] = {candidate.name: [] for candidate in candidates}
    for _ in range(ROUNDS):
        for candidate in candidates:
            rates[candidate.name].append(measure(candidate))
    return {name: Series(measured) for name, measured in rates.items()}


def compared(name: str, ours: Series, reference: Series, target: Target | None = None) -> Figure:
    """How many times the reference's rate, with the CPU's ratio turned the same way: more is better."""
    return Figure(
        name=name,
        value=ours.words(),
        reference=reference.words(),
        ratio=ratio_of(ours.per_second, reference.per_second),
        cpu=ratio_of(reference.cpu, ours.cpu),
        target=target,
    )

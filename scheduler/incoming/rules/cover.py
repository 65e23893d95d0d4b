"""Who of ours goes: whom they asked, who sits there, the alternates in order, whom a pledge names as well."""

from collections.abc import Iterator, Sequence
from dataclasses import field
from enum import IntEnum

from scheduler.core.values import dataclass
from scheduler.core.wording import list_words
from scheduler.invitations.rules import Authority


class Claim(IntEnum):
    """Why somebody comes into question, the strongest first."""

    ASKED = 1
    REPRESENTATIVE = 2
    ALTERNATE = 3
    ANY_OF = 4
    ANYBODY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One of ours by role; `position` orders alternates (1 first) and the office's own list."""

    role: str
    claim: Claim
    position: int = 0
    principal_id: int | None = None
    """None: somebody whose diary we do not keep."""
    authority: Authority | None = None
    source: str = ""
    """The pledge that names them."""
    in_the_way: tuple[str, ...] = ()
    """What their diary says against it, in words."""

    @property
    def key(self) -> str:
        """What a form calls them."""
        return f"principal:{self.principal_id}" if self.principal_id is not None else f"role:{self.role}"

    @property
    def is_free(self) -> bool:
        """Nothing that we know of stands in the way."""
        return not self.in_the_way

    @property
    def can_commit(self) -> bool:
        """Nobody said that they may decide nothing there."""
        return self.authority is not Authority.NONE


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who should go, and why in words; None: nobody who comes into question is free."""

    candidate: Candidate | None
    reason: str
    candidates: tuple[Candidate, ...] = field(default=())
    """All of them, each once, in the order in which they come into question."""


def propose_cover(candidates: Sequence[Candidate]) -> Proposal:
    """The first who is free; an alternate who can decide nothing comes after all who can."""
    ordered = _each_once(sorted(candidates, key=_rank))
    free = [each for each in ordered if each.is_free]
    chosen = next((each for each in free if each.claim is not Claim.ANYBODY), None)
    if chosen is None:
        return Proposal(None, _nobody_words(ordered), ordered)
    passed = list(ordered[: ordered.index(chosen)])
    return Proposal(chosen, _words(chosen, passed), ordered)


def _rank(candidate: Candidate) -> tuple[bool, int, int, str]:
    is_last = candidate.claim is Claim.ALTERNATE and not candidate.can_commit
    return (is_last, candidate.claim, candidate.position, candidate.role)


def _each_once(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """With the strongest claim of each."""
    first: dict[str, Candidate] = {}
    for each in candidates:
        first.setdefault(each.key, each)
    return tuple(first.values())


def _words(chosen: Candidate, passed: Sequence[Candidate]) -> str:
    """“The Chief Executive: “Every CSP chair” names either. The Commissioner has “Visit to Blaby” from 2pm to 3pm.”."""
    why = {
        Claim.ASKED: "is the one they asked, and free",
        Claim.REPRESENTATIVE: "represents us there",
        Claim.ALTERNATE: f"is the {_ordinal(chosen.position)} alternate{_authority_words(chosen)}",
        Claim.ANY_OF: f"is named {'as well ' if passed else ''}by {_quoted(chosen.source)}",
        Claim.ANYBODY: "is free",
    }[chosen.claim]
    return " ".join([f"The {chosen.role} {why}.", *_hindrances(passed)])


def _authority_words(candidate: Candidate) -> str:
    said = {
        Authority.FULL: " and may commit us",
        Authority.LIMITED: " and may commit us within limits",
        Authority.NONE: ", but may not commit us",
    }
    return said[candidate.authority] if candidate.authority is not None else ""


def _hindrances(passed: Sequence[Candidate]) -> Iterator[str]:
    for each in passed:
        yield from (f"{words.rstrip('.')}." for words in each.in_the_way[:1])


def _nobody_words(candidates: Sequence[Candidate]) -> str:
    asked = [each for each in candidates if each.claim is not Claim.ANYBODY]
    if not asked:
        return "Nobody is known to represent us there. Choose who goes."
    titles = list_words([f"the {each.role}" for each in asked])
    verb = "is" if len(asked) == 1 else "are"
    return " ".join([f"Nobody is free: {titles} {verb} taken.", *_hindrances(asked)])


def _quoted(source: str) -> str:
    return f"“{source}”" if source else "a pledge"


def _ordinal(position: int) -> str:
    names = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth"}
    return names.get(position, f"{position}th")

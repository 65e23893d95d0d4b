"""A released plan as frozen lines, and the difference between two releases in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from enum import StrEnum
from typing import Any

from scheduler.core.values import dataclass
from scheduler.core.wording import day_words, list_words


class DifferenceKind(StrEnum):
    """What became of a line since the last release, in the order in which they are told."""

    MOVED = "moved"
    GONE = "gone"
    ADDED = "added"
    CHANGED = "changed"
    HELD = "held"


KIND_WORDS: Mapping[DifferenceKind, str] = {
    DifferenceKind.MOVED: "Moved",
    DifferenceKind.GONE: "No longer in the plan",
    DifferenceKind.ADDED: "New",
    DifferenceKind.CHANGED: "Changed",
    DifferenceKind.HELD: "Held since",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One engagement as it stood at a release; `on` and `starts_at` are ISO texts, empty without a day."""

    engagement_id: int
    title: str
    on: str
    starts_at: str
    when: str
    place: str
    partners: tuple[str, ...]
    ours: tuple[str, ...]
    principal_ids: tuple[int, ...]
    state: str
    is_held: bool = False

    @classmethod
    def thawed(cls, frozen: Mapping[str, Any]) -> "Line":
        """A line as it was kept."""
        lists = {name: tuple(frozen[name]) for name in ("partners", "ours", "principal_ids")}
        return cls(**{**frozen, **lists})

    def frozen(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)

    @property
    def day(self) -> str:
        """“3 March 2026”, or that there is none."""
        return day_words(date.fromisoformat(self.on)) if self.on else "no date"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a reader of the last release does not know; `principal_ids` are those it concerns."""

    kind: DifferenceKind
    engagement_id: int
    words: str
    principal_ids: tuple[int, ...]
    reason: str = ""

    @property
    def sentence(self) -> str:
        """“Visit to Melton moved from 3 March 2026 to 10 March 2026: Commissioner ill”."""
        return f"{self.words}: {self.reason}" if self.reason else self.words

    @property
    def is_told(self) -> bool:
        """Whether principals are written to; that something took place is no news to whoever was there."""
        return self.kind is not DifferenceKind.HELD

    @classmethod
    def thawed(cls, frozen: Mapping[str, Any]) -> "Difference":
        """A difference as it was kept."""
        kind, concerned = DifferenceKind(frozen["kind"]), tuple(frozen["principal_ids"])
        return cls(kind, frozen["engagement_id"], frozen["words"], concerned, frozen["reason"])


def differences(before: Iterable[Line], after: Iterable[Line], *, from_on: date) -> list[Difference]:
    """What differs, in the order of kinds and days; what only lies before `from_on` has passed, not gone."""
    old, new = _by_key(before), _by_key(after)
    passed = {key for key, line in old.items() if key not in new and line.on and line.on < from_on.isoformat()}
    found = [_difference(old.get(key), new.get(key)) for key in [*old, *(key for key in new if key not in old)]]
    told = [each for each in found if each is not None and each.engagement_id not in passed]
    order = list(DifferenceKind)
    days = {key: line.on for key, line in [*old.items(), *new.items()]}
    return sorted(told, key=lambda each: (order.index(each.kind), days[each.engagement_id], each.engagement_id))


def told_by_principal(found: Sequence[Difference]) -> dict[int, list[Difference]]:
    """Whom to tell, and what concerns each: nobody reads of changes that are not theirs."""
    told: dict[int, list[Difference]] = {}
    for each in found:
        for principal_id in each.principal_ids if each.is_told else ():
            told.setdefault(principal_id, []).append(each)
    return told


def _by_key(lines: Iterable[Line]) -> dict[int, Line]:
    return {line.engagement_id: line for line in lines}


def _difference(old: Line | None, new: Line | None) -> Difference | None:
    if old is None:
        assert new is not None
        return _of(DifferenceKind.ADDED, new, f"{new.title}: {new.when}", new)
    if new is None:
        return _of(DifferenceKind.GONE, old, f"{old.title} of {old.day} is no longer in the plan", old)
    if (new.on, new.starts_at) != (old.on, old.starts_at):
        return _of(DifferenceKind.MOVED, new, _moved(old, new), old)
    if changed := _changed(old, new):
        return _of(DifferenceKind.CHANGED, new, f"{new.title}, {new.day}: {changed}", old)
    if new.is_held and not old.is_held:
        return _of(DifferenceKind.HELD, new, f"{new.title}, {new.day}", old)
    return None


def _of(kind: DifferenceKind, line: Line, words: str, other: Line) -> Difference:
    """It concerns who goes now and who went before."""
    concerned = tuple(dict.fromkeys((*line.principal_ids, *other.principal_ids)))
    return Difference(kind, line.engagement_id, words, concerned)


def _moved(old: Line, new: Line) -> str:
    """From day to day, or within one day from time to time."""
    if not old.on:
        return f"{new.title} has its date: {new.when}"
    if not new.on:
        return f"{new.title} of {old.day} has no date any more"
    if old.on == new.on:
        return f"{new.title} moved from {old.when} to {new.when}"
    return f"{new.title} moved from {old.day} to {new.day}"


def _changed(old: Line, new: Line) -> str:
    parts = []
    if new.ours != old.ours:
        parts.append(f"{list_words(new.ours) or 'nobody yet'} instead of {list_words(old.ours) or 'nobody'}")
    if new.partners != old.partners:
        parts.append(f"now with {list_words(new.partners) or 'nobody outside'}")
    if new.place != old.place:
        parts.append(f"now at {new.place}")
    if new.title != old.title:
        parts.append(f"was called {old.title}")
    return "; ".join(parts)

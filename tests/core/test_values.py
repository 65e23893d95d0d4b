"""A value declared by ours and one declared by the standard library's decorator do the same."""

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from scheduler.core import values


def declared(decorator: Any) -> SimpleNamespace:
    """The same classes, by either decorator."""

    @decorator(frozen=True, slots=True)
    class Plain:
        """With words."""

        name: str
        size: int = 1
        parts: list[str] = dataclasses.field(default_factory=list)
        note: str = dataclasses.field(default="", compare=False)
        secret: str = dataclasses.field(default="hush", repr=False)
        made: str = dataclasses.field(default="here", init=False)

        @property
        def double(self) -> int:
            return 2 * self.size

    @decorator(frozen=True, slots=True, kw_only=True)
    class Named:
        first: int
        second: int = 2

    @decorator(frozen=True, slots=True)
    class Checked:
        low: int
        high: int

        def __post_init__(self) -> None:
            if self.low > self.high:
                raise ValueError("the wrong way round")

    @decorator(frozen=True, slots=True)
    class Child(Checked):
        middle: int = 0

    @decorator(frozen=True, slots=True)
    class Quiet:
        word: str

        def __repr__(self) -> str:
            return "hidden"

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Quiet)

        def __hash__(self) -> int:
            return 7

    @decorator(frozen=True, slots=True, order=True)
    class Ordered:
        rank: int

    @decorator(slots=True)
    class Loose:
        count: int = 0

    @decorator(frozen=True, slots=True)
    class Keyed:
        key: int
        parts: list[int] = dataclasses.field(default_factory=list, hash=False)

    @decorator(frozen=True, slots=True)
    class Empty:
        pass

    @decorator
    class Bare:
        word: str = "x"

    return SimpleNamespace(**{name: each for name, each in locals().items() if isinstance(each, type)})


def told(act: Callable[[SimpleNamespace], object], decorator: Any) -> object:
    """What it gives, or which error it raises."""
    try:
        return act(declared(decorator))
    except Exception as error:  # noqa: BLE001 - compared
        return type(error)


ACTS: dict[str, Callable[[SimpleNamespace], object]] = {
    "positional": lambda of: repr(of.Plain("a", 2, ["b"], "c", "d")),
    "by name": lambda of: repr(of.Plain(size=3, name="a")),
    "defaults": lambda of: (of.Plain("a").size, of.Plain("a").parts, of.Plain("a").secret, of.Plain("a").made),
    "a fresh list each": lambda of: of.Plain("a").parts is of.Plain("a").parts,
    "too few": lambda of: of.Plain(),
    "too many": lambda of: of.Plain("a", 1, [], "", "", "made"),
    "unknown": lambda of: of.Plain("a", colour="red"),
    "only by name": lambda of: of.Named(1),
    "named": lambda of: repr(of.Named(first=1)),
    "named, one missing": lambda of: of.Named(second=1),
    "equal": lambda of: of.Plain("a") == of.Plain("a"),
    "unequal": lambda of: of.Plain("a") == of.Plain("b"),
    "what is not compared": lambda of: of.Plain("a", note="x") == of.Plain("a", note="y"),
    "another class": lambda of: of.Named(first=1, second=2) == of.Checked(1, 2),
    "a child is another class": lambda of: of.Checked(1, 2) == of.Child(1, 2),
    "nothing in it": lambda of: (of.Empty() == of.Empty(), hash(of.Empty()) == hash(of.Empty()), repr(of.Empty())),
    "hash": lambda of: hash(of.Checked(1, 2)) == hash(of.Checked(1, 2)),
    "hash of a list": lambda of: hash(of.Plain("a")),
    "hash of the key alone": lambda of: (hash(of.Keyed(1)) == hash(of.Keyed(1, [2])), of.Keyed(1) == of.Keyed(1, [2])),
    "as a key": lambda of: {of.Named(first=1): "x"}[of.Named(first=1, second=2)],
    "set": lambda of: setattr(of.Plain("a"), "name", "b"),
    "delete": lambda of: delattr(of.Plain("a"), "name"),
    "no dict": lambda of: of.Plain("a").__dict__,
    "replace": lambda of: repr(dataclasses.replace(of.Plain("a"), size=9)),
    "replace is checked": lambda of: dataclasses.replace(of.Checked(1, 2), high=0),
    "as a dict": lambda of: dataclasses.asdict(of.Plain("a", parts=["b"])),
    "as a tuple": lambda of: dataclasses.astuple(of.Child(1, 2, 3)),
    "fields": lambda of: [(each.name, each.init, each.kw_only) for each in dataclasses.fields(of.Named)],
    "checked": lambda of: of.Checked(2, 1),
    "a child is checked": lambda of: of.Child(2, 1),
    "a child's words": lambda of: repr(of.Child(1, 2)),
    "its own methods": lambda of: (repr(of.Quiet("a")), of.Quiet("a") == of.Quiet("b"), hash(of.Quiet("a"))),
    "order": lambda of: sorted([of.Ordered(2), of.Ordered(1)]) == [of.Ordered(1), of.Ordered(2)],
    "property": lambda of: of.Plain("a", 4).double,
    "matched": lambda of: (of.Plain.__match_args__, of.Named.__match_args__),
    "words": lambda of: of.Plain.__doc__,
    "copied": lambda of: copy.copy(of.Plain("a", 5)) == of.Plain("a", 5),
    "copied deeply": lambda of: copy.deepcopy(of.Plain("a", 5, ["b"])) == of.Plain("a", 5, ["b"]),
    "parameters": lambda of: [
        (each.name, each.kind) for each in inspect.signature(of.Plain.__init__).parameters.values()
    ],
    "named in errors": lambda of: of.Plain.__init__.__qualname__,
    "loose": lambda of: (setattr(of.Loose(), "count", 1), repr(of.Loose(3)), of.Loose.__hash__),
    "bare": lambda of: repr(of.Bare()),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_it_does_what_the_standard_one_does(act):
    assert told(act, values.dataclass) == told(act, dataclasses.dataclass)


@dataclasses.dataclass(frozen=True, slots=True)
class Kept:
    size: int


@values.dataclass(frozen=True, slots=True)
class KeptByOurs:
    size: int
    parts: tuple[str, ...] = ()


@pytest.mark.parametrize("value", [Kept(3), KeptByOurs(3, ("a",))])
def test_it_goes_to_another_process_and_comes_back(value):
    assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301 - our own


@pytest.mark.parametrize("decorator", [dataclasses.dataclass, values.dataclass], ids=["standard", "ours"])
def test_one_that_holds_itself_has_words_that_end(decorator):
    loop: list[object] = []
    value = declared(decorator).Plain("a", parts=loop)
    loop.append(value)
    assert "parts=[...]" in repr(value)

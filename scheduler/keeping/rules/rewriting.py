"""What becomes of one stored value when a person is taken out of it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from scheduler.core.addresses import address_key
from scheduler.core.values import dataclass
from scheduler.keeping.rules.likeness import Hit, Likeness
from scheduler.keeping.rules.traces.kinds import Trace

NOBODYS_DOMAIN = "erased.invalid"
"""RFC 2606: no mail can ever reach it."""
BY_ADDRESS = "address:"
"""How the key of an invited seat begins whose holder nobody knows (`Invitation.invitee_key`)."""

Value = Any


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: whether the column may be empty, how long it may be, and the row's own key in words."""

    may_be_null: bool
    must_be_filled: bool
    limit: int | None
    key: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What the value becomes, and every hit in it."""

    value: Value
    hits: tuple[Hit, ...]


def rewritten(trace: Trace, value: Value, likeness: Likeness, place: Place) -> Rewritten | None:
    """The value without the person; None when they do not stand in it."""
    if value is None or value in ("", b""):
        return None
    hits = tuple(_hits(trace, value, likeness))
    return Rewritten(_CHANGES[trace](value, likeness, place), hits) if hits else None


def _hits(trace: Trace, value: Value, likeness: Likeness) -> Iterator[Hit]:
    if trace is Trace.FOLDED:
        yield from (Hit("", found[0], "", "") for found in likeness.folded.finditer(value))
    elif trace is Trace.ADDRESS and address_key(value) in {address_key(each) for each in likeness.addresses}:
        yield Hit("", value, "", "")
    else:
        for text in _texts(value):
            yield from likeness.hits(text)
        if trace is Trace.KEY:
            yield from (Hit("", found[0], "", "") for found in likeness.folded.finditer(value.casefold()))


def _texts(value: Value) -> Iterator[str]:
    """Every string in a structure, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes):
        yield unfolded(value)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _texts(key)
            yield from _texts(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _texts(each)


def unfolded(ics: bytes) -> str:
    """Calendar text with its long lines joined again (RFC 5545 3.1) and its commas as people write them."""
    text = ics.replace(b"\r\n ", b"").replace(b"\r\n\t", b"").decode(errors="replace")
    return text.replace("\\,", ",").replace("\\;", ";").replace("\\n", "\n")


def _words(value: Value, likeness: Likeness, place: Place) -> Value:
    return _tree(value, likeness, place) if not isinstance(value, str) else likeness.rewrite(value)[: place.limit]


def _tree(value: Value, likeness: Likeness, place: Place) -> Value:
    if isinstance(value, str):
        return likeness.rewrite(value)
    if isinstance(value, Mapping):
        return {likeness.rewrite(str(key)): _tree(each, likeness, place) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_tree(each, likeness, place) for each in value]
    return value


def _address(_value: Value, _likeness: Likeness, place: Place) -> Value:
    if place.may_be_null:
        return None
    return f"erased-{place.key}@{NOBODYS_DOMAIN}" if place.must_be_filled else ""


def _key(_value: Value, _likeness: Likeness, place: Place) -> Value:
    return f"erased:{place.key}"


def _folded(value: Value, likeness: Likeness, _place: Place) -> Value:
    return " ".join(likeness.folded.sub("", value).split())


def _blank(_value: Value, _likeness: Likeness, place: Place) -> Value:
    return None if place.may_be_null else ""


_CHANGES: Mapping[Trace, Callable[[Value, Likeness, Place], Value]] = {
    Trace.NAME: _words,
    Trace.TEXT: _words,
    Trace.ADDRESS: _address,
    Trace.TELEPHONE: _blank,
    Trace.FOLDED: _folded,
    Trace.KEY: _key,
    Trace.TREE: _tree,
    Trace.RAW: _blank,
    Trace.DRAWN: _blank,
    Trace.ROW: _blank,
    Trace.FROZEN: _tree,
    Trace.LOGGED: _words,
}

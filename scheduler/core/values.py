"""Dataclasses that are quick to declare: hundreds of them stand before the first page of each process does.

For a frozen class with slots the standard library writes and compiles six methods, over half a millisecond; here it
is one, and the others are shared. What such a class does is the same; any other kind is the standard library's own.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, fields
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(
        cls: type | None = None, /, *, frozen: bool = False, slots: bool = False, kw_only: bool = False, **options: bool
    ) -> Any:
        """As in the standard library, and understood by type checkers as that."""

        def declare(declared: type) -> type:
            if frozen and slots and not options:
                return _value(declared, kw_only=kw_only)
            whole = {"frozen": frozen, "slots": slots, "kw_only": kw_only} | options
            return dataclasses.dataclass(**whole)(declared)

        return declare if cls is None else declare(cls)


__all__ = ["dataclass"]


def _value(declared: type, *, kw_only: bool) -> type:
    declared.__doc__ = declared.__doc__ or declared.__name__  # or the signature would be put into words
    cls: Any = dataclasses.dataclass(slots=True, init=False, repr=False, eq=False, kw_only=kw_only)(declared)
    every = fields(cls)
    compared = _facts([each.name for each in every if each.compare])
    hashed = _facts([each.name for each in every if (each.compare if each.hash is None else each.hash)])
    shared = SHARED | {"__eq__": _equality(compared), "__hash__": _hashing(hashed)}
    for name, method in shared.items():
        if name not in cls.__dict__:
            setattr(cls, name, method)
    begin = _beginning(every, finishes=hasattr(cls, "__post_init__"))
    begin.__qualname__ = f"{cls.__qualname__}.{begin.__name__}"  # as an error names it
    cls.__init__ = begin
    return cls  # type: ignore[no-any-return]


def _facts(names: list[str]) -> Callable[[Any], object]:
    """All that counts when two are compared."""
    return attrgetter(*names) if names else lambda _value: ()


def _equality(facts: Callable[[Any], object]) -> Callable[[object, object], bool]:
    def __eq__(self: object, other: object) -> bool:  # noqa: N807 - the method
        return facts(self) == facts(other) if other.__class__ is self.__class__ else NotImplemented

    return __eq__


def _hashing(facts: Callable[[Any], object]) -> Callable[[object], int]:
    def __hash__(self: object) -> int:  # noqa: N807 - the method
        return hash(facts(self))

    return __hash__


def _beginning(every: tuple[Field[Any], ...], *, finishes: bool) -> Callable[..., None]:
    """The one method that differs from class to class in its very signature."""
    known: dict[str, object] = {"_set": object.__setattr__, "_missing": MISSING}
    positional: list[str] = ["self"]
    by_name: list[str] = []
    body: list[str] = []
    for each in every:
        value = each.name
        if each.default_factory is not MISSING:
            known[f"_make_{each.name}"] = each.default_factory
            made = f"_make_{each.name}()"
            value = f"{made} if {each.name} is _missing else {each.name}" if each.init else made
            default = "=_missing"
        elif each.default is not MISSING:
            known[f"_default_{each.name}"] = each.default
            default = f"=_default_{each.name}"
            value = value if each.init else f"_default_{each.name}"
        else:
            default = ""
        if each.init:
            (by_name if each.kw_only else positional).append(each.name + default)
        elif not default:
            continue
        body.append(f"    _set(self, {each.name!r}, {value})")
    if finishes:
        body.append("    self.__post_init__()")
    parameters = ", ".join([*positional, "*", *by_name] if by_name else positional)
    exec(f"def __init__({parameters}):\n" + ("\n".join(body) or "    pass"), known)  # noqa: S102 - of declared names
    return known["__init__"]  # type: ignore[return-value]


@recursive_repr()
def _words(self: Any) -> str:
    shown = ", ".join(f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{type(self).__qualname__}({shown})"


def _keep(_self: object, name: str, _value: object = None) -> NoReturn:
    message = f"cannot change field {name!r}"
    raise FrozenInstanceError(message)


def _packed(self: Any) -> list[object]:
    return [getattr(self, each.name) for each in fields(self)]


def _unpack(self: Any, state: list[object]) -> None:
    for each, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, each.name, value)


SHARED: dict[str, Callable[..., object]] = {
    "__repr__": _words,
    "__setattr__": _keep,
    "__delattr__": _keep,
    "__getstate__": _packed,
    "__setstate__": _unpack,
}

"""Keeps packages out of processes that have no use for them, and back until one has."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any


@contextmanager
def without(*packages: str) -> Iterator[None]:
    """Inside, a package that is not loaded yet counts as not installed: who can do without it does.

    flask-security loads authlib, joserfc and requests wherever it finds them, structlog the whole of rich.
    """
    hidden = [name for name in packages if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None is how Python notes that one is missing
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


class Later(ModuleType):
    """Stands for a module and loads it when something of it is first asked for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)  # the import system's own questions
        return getattr(import_module(self.__name__), name)


@contextmanager
def later(*modules: str) -> Iterator[None]:
    """Inside, who imports one of these whole gets its stand-in; `from … import` would load it and is of no use here."""
    awaited = [name for name in modules if name not in sys.modules]
    sys.modules.update({name: Later(name) for name in awaited})
    try:
        yield
    finally:
        for name in awaited:
            del sys.modules[name]

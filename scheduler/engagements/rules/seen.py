"""A mark of what a page had shown, for what carries no version number."""

from collections.abc import Mapping
from hashlib import sha256

from scheduler.core.errors import VersionConflict


def mark_of(facts: Mapping[str, object]) -> str:
    """The same facts, the same mark; it travels with the page's form."""
    return sha256(repr(sorted(facts.items())).encode()).hexdigest()[:16]


def check_mark(facts: Mapping[str, object], seen: str | None) -> None:
    """Raises VersionConflict when the facts are not those of the page; None: nobody looked at a page."""
    if seen is not None and seen != mark_of(facts):
        raise VersionConflict

"""What the office has seen before it presses: a press erases exactly that, or nothing."""

import hashlib
from collections.abc import Iterable
from typing import Any


def fingerprint(seen: Iterable[tuple[Any, ...]]) -> str:
    """SHA-256 over what a preview showed, in any order."""
    lines = sorted(repr(each) for each in seen)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()

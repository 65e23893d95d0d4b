"""Something that waits for the office: each feature finds its own, the Today page shows them all."""

from scheduler.core.values import dataclass


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line: what waits, the grey reason beside it, and the one thing to press."""

    title: str
    reason: str
    href: str
    action: str

"""Read what came in: outside of any writing transaction, then one transaction a mail that matches, decides and acts."""

from datetime import datetime


def process_waiting(now: datetime) -> int:
    """Read every mail that waits; returns how many. Commits by itself."""
    del now
    return 0

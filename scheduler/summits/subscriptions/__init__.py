"""What the summit does when something happens below it; each noun wires its own."""

from scheduler.summits.subscriptions import places

__all__ = ["places"]

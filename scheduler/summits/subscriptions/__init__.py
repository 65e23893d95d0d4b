"""What the summit does when something happens below it; each noun wires its own."""

from scheduler.summits.subscriptions import attendees, places, waves

__all__ = ["attendees", "places", "waves"]

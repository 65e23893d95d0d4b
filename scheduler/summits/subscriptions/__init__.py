"""What the summit does when something happens below it; each noun wires its own."""

from scheduler.summits.subscriptions import attendees, dates, places, waves

__all__ = ["attendees", "dates", "places", "waves"]

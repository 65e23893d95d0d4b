"""What the summit does when something happens below it; each noun wires its own."""

from scheduler.summits.subscriptions import attendees, dates, places, programme, waves

__all__ = ["attendees", "dates", "places", "programme", "waves"]

"""What the summit does when something happens below it; each noun wires its own."""

from scheduler.summits.subscriptions import assessments, attendees, dates, outcomes, places, programme, waves

__all__ = ["assessments", "attendees", "dates", "outcomes", "places", "programme", "waves"]

"""What the summit does when something happens below it; each noun wires its own."""

from scheduler.summits.subscriptions import assessments, dates, outcomes, places, programme, waves

__all__ = ["assessments", "dates", "outcomes", "places", "programme", "waves"]

"""What the worker does for summits by itself; each noun registers its own rounds."""

from scheduler.summits.tasks import assessments, attendees, needs, places

__all__ = ["assessments", "attendees", "needs", "places"]

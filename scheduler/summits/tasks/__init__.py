"""What the worker does for summits by itself; each noun registers its own rounds."""

from scheduler.summits.tasks import places

__all__ = ["places"]

"""The named changes of a summit; what others need is named here."""

from scheduler.summits.service.founding import found_summit

__all__ = ["found_summit"]

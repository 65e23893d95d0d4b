"""Errors that services and rules raise on purpose; routes turn them into plain words."""


class SchedulerError(Exception):
    """Root of everything that the product raises knowingly."""


class RuleBroken(SchedulerError):
    """A rule refuses; the message is a plain sentence that may be shown beside `field`."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class VersionConflict(SchedulerError):
    """Somebody else changed the row since the page was opened."""

"""What the running application was given: its settings, reachable without importing Flask."""

from flask import current_app

from scheduler.config import Settings

EXTENSION = "scheduler.settings"


def current_settings() -> Settings:
    """The settings of the application in whose context we run."""
    settings = current_app.extensions[EXTENSION]
    assert isinstance(settings, Settings)
    return settings


def absolute_url(path: str) -> str:
    """A link for mail and feeds: always on the configured base, never on the Host a client sent."""
    return f"{current_settings().base_url}{path}"

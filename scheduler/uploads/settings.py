"""Refuses to start with settings of uploads that cannot work."""

from scheduler.config import Settings
from scheduler.uploads.scanning import check_scanner_url
from scheduler.uploads.storage import storage_for


def check_uploads(settings: Settings) -> None:
    """Raises SettingsError naming the variable and the remedy."""
    storage_for(settings)
    if settings.scanner_url is not None:
        check_scanner_url(settings.scanner_url)

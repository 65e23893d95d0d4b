"""The storage that the settings name, made once per application."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from flask import current_app

from scheduler.config import Settings, SettingsError
from scheduler.core.current import current_settings
from scheduler.uploads.storage.interface import Storage
from scheduler.uploads.storage.local import LocalStorage
from scheduler.uploads.storage.s3 import S3Storage

_EXTENSION = "scheduler.uploads.storage"


def storage_for(settings: Settings) -> Storage:
    """A folder of the data directory unless SCHEDULER_UPLOADS_URL says otherwise. Raises SettingsError."""
    if settings.uploads_url is None:
        return LocalStorage(settings.data_dir / "uploads")
    parts = urlsplit(settings.uploads_url)
    if parts.scheme == "file" and parts.path.startswith("/") and len(parts.path) > 1:
        return LocalStorage(Path(parts.path))
    if parts.scheme == "s3" and parts.hostname:
        options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        unknown = options.keys() - {"endpoint", "region"}
        if not unknown:
            return S3Storage(
                parts.netloc, prefix=parts.path, endpoint=options.get("endpoint"), region=options.get("region")
            )
    raise SettingsError(
        "SCHEDULER_UPLOADS_URL must be like file:///srv/uploads or s3://bucket/prefix?endpoint=https://…&region=…;"
        " see docs/operations.md."
    )


def current_storage() -> Storage:
    """Of the running application."""
    storage: Storage | None = current_app.extensions.get(_EXTENSION)
    if storage is None:
        storage = current_app.extensions[_EXTENSION] = storage_for(current_settings())
    return storage

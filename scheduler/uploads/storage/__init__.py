"""Where files lie: on this machine's disk, or in an S3-compatible store."""

from scheduler.uploads.storage.chosen import current_storage, storage_for
from scheduler.uploads.storage.interface import FileGone, Storage, StorageDown, StoredFile

__all__ = ["FileGone", "Storage", "StorageDown", "StoredFile", "current_storage", "storage_for"]

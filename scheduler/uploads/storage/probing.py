"""Tries a storage out, the same way for each kind."""

import secrets
import tempfile
from pathlib import Path

from scheduler.uploads.storage.interface import FileGone, Storage, StorageDown

_CONTENT = b"a check by the doctor"


def new_name() -> str:
    """A name that nobody can guess, and that no file has."""
    return secrets.token_hex(20)


def probe_by_writing(storage: Storage) -> None:
    """Put, read, remove. Raises StorageDown."""
    name = f"probe{new_name()}"
    with tempfile.NamedTemporaryFile() as source:
        source.write(_CONTENT)
        source.flush()
        storage.put(name, Path(source.name))
    try:
        if b"".join(storage.read(name)) != _CONTENT:
            raise StorageDown("What was written is not what is read")
    except FileGone as error:
        raise StorageDown("What was written is not there") from error
    finally:
        storage.remove(name)

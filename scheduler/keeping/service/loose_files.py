"""Files beside the database in which somebody may stand: what we may delete goes, the rest is named to the office."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import make_url

from scheduler.core.current import current_settings
from scheduler.core.values import dataclass
from scheduler.keeping.rules.likeness import Likeness
from scheduler.keeping.rules.mails import hits_in_mail

OURS_TO_DELETE = frozenset({"incoming", "mail"})
"""Folders of the data directory: parts of uploads, and mails that the demo caught."""
UPLOADS, TEMPLATES = "uploads", "templates-"
"""Uploads are found by their rows; compiled templates hold nobody."""
OF_SQLITE = ("", "-wal", "-shm", "-journal", ".lock")
"""What follows the database's name in the files that are its own; the sweep cleans them."""
PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"PGDMP", b"scheduler-backup ")
"""How archives, dumps and backups begin: a name may stand in them compressed."""
LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class LooseFile:
    """One file that speaks of them, or (not `is_sure`) cannot be looked through."""

    path: Path
    name: str
    is_ours_to_delete: bool
    is_sure: bool


def loose_files(likeness: Likeness) -> list[LooseFile]:
    """All of them, by name."""
    root = current_settings().data_dir
    found = [_judged(path, root, likeness) for path in _files(root)]
    return [each for each in found if each is not None]


def delete_ours(files: list[LooseFile]) -> list[str]:
    """Delete what we may; the names of what is left for the office to look at."""
    for each in files:
        if each.is_ours_to_delete and each.is_sure:
            each.path.unlink(missing_ok=True)
    return [each.name for each in files if each.path.exists()]


def _files(root: Path) -> Iterator[Path]:
    of_database = _of_database()
    for path in sorted(root.rglob("*")):
        part = path.relative_to(root).parts[0]
        is_left_out = part == UPLOADS or part.startswith(TEMPLATES)
        if not is_left_out and path.is_file() and path.resolve() not in of_database:
            yield path


def _of_database() -> frozenset[Path]:
    url = make_url(current_settings().database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        return frozenset()
    return frozenset(Path(f"{url.database}{end}").resolve() for end in OF_SQLITE)


def _judged(path: Path, root: Path, likeness: Likeness) -> LooseFile | None:
    name, part = str(path.relative_to(root)), path.relative_to(root).parts[0]
    unread = LooseFile(path, name, is_ours_to_delete=False, is_sure=False)
    try:
        if path.stat().st_size > LARGEST:
            return unread
        content = path.read_bytes()
    except OSError:
        return None
    if _speaks(path, content, likeness):
        return LooseFile(path, name, part in OURS_TO_DELETE, is_sure=True)
    return unread if content.startswith(PACKED) else None


def _speaks(path: Path, content: bytes, likeness: Likeness) -> bool:
    if path.suffix == ".eml":
        return bool(hits_in_mail(content, likeness))
    return likeness.is_in(content.decode(errors="replace"))

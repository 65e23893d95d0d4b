"""Files beside the database in which somebody may stand: what we may delete goes, the rest is named to the office."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from scheduler.core.current import current_settings
from scheduler.keeping.rules.likeness import Likeness
from scheduler.keeping.rules.mails import hits_in_mail

OURS_TO_DELETE = frozenset({"incoming", "mail", "mails"})
"""Folders of the data directory: parts of uploads, and mails that the demo caught."""
LEFT_OUT = ("templates-", "uploads")
"""Compiled templates hold nobody; uploads are found by their rows."""
LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class LooseFile:
    """One file that speaks of them, or is too large to be looked through."""

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
    database = Path(make_url(current_settings().database_url).database or "").name
    for path in sorted(root.rglob("*")):
        part = path.relative_to(root).parts[0]
        is_database = bool(database) and path.name.startswith(database)
        if path.is_file() and not is_database and not part.startswith(LEFT_OUT):
            yield path


def _judged(path: Path, root: Path, likeness: Likeness) -> LooseFile | None:
    name, part = str(path.relative_to(root)), path.relative_to(root).parts[0]
    try:
        if path.stat().st_size > LARGEST:
            return LooseFile(path, name, is_ours_to_delete=False, is_sure=False)
        content = path.read_bytes()
    except OSError:
        return None
    speaks = bool(hits_in_mail(content, likeness)) if path.suffix == ".eml" else likeness.is_in(_text(content))
    return LooseFile(path, name, part in OURS_TO_DELETE, is_sure=True) if speaks else None


def _text(content: bytes) -> str:
    return content.decode(errors="replace")

"""File names from strangers: cleaned so that no system trips over them, and read only for how they end."""

import re
import unicodedata

from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.uploads.rules.kinds import (
    ALLOWED_WORDS,
    ARCHIVES,
    KINDS,
    OLD_OFFICE,
    PROGRAMS,
    WITH_MACROS,
    FileKind,
)

LONGEST_NAME = 120
_FORBIDDEN = re.compile(r'[<>:"|?*%;]')
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
"""Names that Windows takes for devices, whatever follows the dot."""


class FileRefused(RuleBroken):
    """A file is not taken; the message says in plain words why, and what to do."""


def clean_file_name(given: str) -> str:
    """What the file is called from now on: no path, nothing invisible, nothing that a file system refuses."""
    last = re.split(r"[/\\]", given.replace("\0", ""))[-1]
    visible = "".join(each for each in last if unicodedata.category(each) not in {"Cf", "Co", "Cn", "Cs"})
    name = _FORBIDDEN.sub("-", clean_line(visible)).strip(" .-")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    stem = stem.strip(" .-") or "file"
    if _DEVICES.match(f"{stem}."):
        stem = f"file-{stem}"
    return f"{_short(stem)}.{ending.lower().strip()[:10]}" if ending else _short(stem)


def _short(stem: str) -> str:
    return stem[:LONGEST_NAME].rstrip(" .-")


def kind_by_name(name: str) -> FileKind:
    """What a cleaned name says that the file is. Raises FileRefused for every ending that is not taken."""
    ending = name.rpartition(".")[2] if "." in name else ""
    if ending in KINDS:
        return KINDS[ending]
    if ending in OLD_OFFICE:
        new = OLD_OFFICE[ending]
        raise FileRefused(f"“.{ending}” is an old Office format that can hide programs. Save it as .{new} or PDF.")
    if ending in WITH_MACROS:
        raise FileRefused("Files with macros are not taken. Save it without macros (.docx, .xlsx, .pptx), or as PDF.")
    if ending in ARCHIVES:
        raise FileRefused("Archives are not taken, since we could not look into them. Send the files one by one.")
    said = f"Files that end in “.{ending}” are not taken." if ending else "The name does not say what the file is."
    raise FileRefused(f"{said} Send {ALLOWED_WORDS}.")


def check_name(name: str) -> None:
    """Refuse a cleaned name with a program's ending inside. Raises FileRefused."""
    inner = {part.strip().lower() for part in name.split(".")[1:-1]}
    if inner & (PROGRAMS | WITH_MACROS):
        raise FileRefused("The name has two endings, and one is a program's. Rename the file, with one ending only.")

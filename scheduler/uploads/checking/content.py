"""Which check a file gets; the name has said what it must be, the content has to agree."""

import mmap
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from scheduler.uploads.checking.images import check_jpeg, check_png
from scheduler.uploads.checking.office import check_odf, check_ooxml
from scheduler.uploads.checking.pdf import check_pdf
from scheduler.uploads.checking.texts import check_text
from scheduler.uploads.rules.kinds import Family, FileKind
from scheduler.uploads.rules.names import FileRefused, check_name, kind_by_name

EMPTY = "The file is empty. Check that it was saved, and send it again."

_BY_BYTES: dict[Family, Callable[[mmap.mmap], None]] = {
    Family.PDF: check_pdf,
    Family.PNG: check_png,
    Family.JPEG: check_jpeg,
}
_BY_FILE: dict[Family, Callable[[BinaryIO, FileKind], None]] = {Family.OOXML: check_ooxml, Family.ODF: check_odf}


def check_file(path: Path, name: str) -> None:
    """Look into the file at `path`, called `name` (cleaned). Raises FileRefused."""
    kind = kind_by_name(name)
    check_name(name)
    if not path.stat().st_size:
        raise FileRefused(EMPTY)
    with path.open("rb") as source:
        if kind.family in _BY_FILE:
            _BY_FILE[kind.family](source, kind)
            return
        with mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as content:
            if kind.family is Family.TEXT:
                check_text(content, is_table=name.endswith(".csv"))
            else:
                _BY_BYTES[kind.family](content)

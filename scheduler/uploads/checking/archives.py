"""ZIP, taken apart with suspicion: the directory must describe the file exactly, and nothing may unfold too far."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from scheduler.uploads.checking.limits import (
    CHUNK,
    HIGHEST_RATIO,
    MOST_DIRECTORY,
    MOST_ENTRIES,
    MOST_UNPACKED,
    RATIO_COUNTS_FROM,
)
from scheduler.uploads.rules.names import FileRefused

_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\x05\x06"
_LOCAL = struct.Struct("<4s5H3L2H")
_LOCAL_MARK = b"PK\x03\x04"
_DESCRIPTOR = 16
"""At most so many bytes of a data descriptor follow an entry whose sizes were not known before."""
_ENCRYPTED, _DESCRIBED = 0x1, 0x8
DAMAGED = "The file is damaged: its contents do not fit its own directory. Open it, save it again, and send that."
BOMB = "The file unfolds into far more than its size, so it was not opened. Save it again, or send it as PDF."
UNSAFE_NAME = "The file holds entries with names that no Office program writes. Save it again, or send it as PDF."
LOCKED = "The file is protected by a password, so it cannot be checked. Take the password off, or send it as PDF."


@contextmanager
def opened_archive(source: BinaryIO, most: int = MOST_UNPACKED) -> Iterator[zipfile.ZipFile]:
    """The archive, once its directory, names, sizes and contents hold. Raises FileRefused."""
    start = _check_end(source)
    try:
        with zipfile.ZipFile(source) as archive:
            entries = archive.infolist()
            _check_names(entries)
            _check_sizes(entries, most)
            _check_places(source, entries, start)
            _unpack(archive, entries)
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error, UnicodeDecodeError) as error:
        raise FileRefused(DAMAGED) from error


def _check_end(source: BinaryIO) -> int:
    """Where the directory begins. It must be followed by its end mark and by nothing else."""
    size = source.seek(0, 2)
    source.seek(max(0, size - _END.size - 0xFFFF))
    tail = source.read()
    found = tail.rfind(_END_MARK)
    if found < 0 or len(tail) - found < _END.size:
        raise FileRefused(DAMAGED)
    _, disk, first_disk, here, entries, length, start, comment = _END.unpack_from(tail, found)
    end = size - len(tail) + found
    if disk or first_disk or here != entries or start + length != end or end + _END.size + comment != size:
        raise FileRefused(DAMAGED)
    if entries > MOST_ENTRIES or length > MOST_DIRECTORY:
        raise FileRefused(BOMB)
    return int(start)


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for entry in entries:
        name = entry.orig_filename
        parts = name.split("/")
        is_odd = name != entry.filename or not name.isprintable() or "\\" in name or ":" in name
        if is_odd or ".." in parts or not parts[0] or name.casefold() in seen:
            raise FileRefused(UNSAFE_NAME)
        seen.add(name.casefold())


def _check_sizes(entries: list[zipfile.ZipInfo], most: int) -> None:
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise FileRefused(LOCKED)
    if any(entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for entry in entries):
        raise FileRefused(DAMAGED)
    if sum(entry.file_size for entry in entries) > most or any(map(_is_bomb, entries)):
        raise FileRefused(BOMB)


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > RATIO_COUNTS_FROM and entry.file_size > HIGHEST_RATIO * max(1, entry.compress_size)


def _check_places(source: BinaryIO, entries: list[zipfile.ZipInfo], directory: int) -> None:
    """Entries must follow one another from the first byte on: overlapping ones are bombs, gaps hide another file."""
    position = 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        source.seek(entry.header_offset)
        mark, _, flags, *_, name_length, extra_length = _LOCAL.unpack(source.read(_LOCAL.size))
        name = source.read(name_length)
        if mark != _LOCAL_MARK or entry.header_offset < position:
            raise FileRefused(DAMAGED)
        if entry.header_offset > position + (_DESCRIPTOR + 8 if position else 0):
            raise FileRefused(DAMAGED)
        if name.decode("utf-8" if flags & 0x800 else "cp437") != entry.orig_filename:
            raise FileRefused(DAMAGED)
        position = entry.header_offset + _LOCAL.size + name_length + extra_length + entry.compress_size
    if not entries or not position <= directory <= position + _DESCRIPTOR + 8:
        raise FileRefused(DAMAGED)


def _unpack(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Unpack all of it to nowhere: what the directory says of sizes and checksums is true then."""
    for entry in entries:
        with archive.open(entry) as content:
            while content.read(CHUNK):
                pass

"""PDF (ISO 32000-1): begins and ends as one, is not locked, and brings no scripts, programs or other files."""

import mmap
import re
import zlib
from collections.abc import Iterator

from scheduler.uploads.checking.archives import DAMAGED, LOCKED
from scheduler.uploads.checking.limits import MOST_PDF_UNPACKED
from scheduler.uploads.rules.names import FileRefused

ACTIVE = "The PDF holds scripts or programs. Print it to PDF again, which leaves them out, and send that."
INSIDE = "The PDF has other files attached inside. Take them out and send them one by one."
TWO_FILES = "The file is two kinds of file in one. Open it, save it again, and send that."
TOO_DEEP = "The PDF unfolds into far more than its size, so it was not opened. Print it to PDF again."
NOT_PDF = "The file is not what its name says (PDF). Open it, save it as PDF, and send that."

_TAIL = 2048
_ZIP_TAIL = 0xFFFF + 22
_DELIMITED = rb"(?=[\s/<>()\[\]{}%]|$)"


def _name(text: str) -> bytes:
    """A pattern for a name object however its letters are written: “/J#61vaScript” is “/JavaScript” (7.3.5)."""
    letters = "".join(f"(?:{letter}|#{ord(letter):02x}|#{ord(letter):02X})" for letter in text)
    return b"/" + letters.encode() + _DELIMITED


_ACTIVE = re.compile(b"|".join(map(_name, ("JavaScript", "Launch", "RichMedia", "ImportData", "SubmitForm"))))
_INSIDE = re.compile(b"|".join(map(_name, ("EmbeddedFile", "EmbeddedFiles"))))
_LOCKED = re.compile(_name("Encrypt"))
_PACKED_OBJECTS = re.compile(_name("ObjStm"))
_STREAM = re.compile(rb"stream\r?\n")
_LONGEST_DICTIONARY = 4096


def check_pdf(content: "mmap.mmap | bytes") -> None:
    """Refuse what is no PDF, is locked, or would act when opened. Raises FileRefused."""
    if content[:5] != b"%PDF-":
        raise FileRefused(NOT_PDF)
    if b"%%EOF" not in content[-_TAIL:]:
        raise FileRefused(DAMAGED)
    refuse_second_file(content)
    for text in (content, *_packed_objects(content)):
        _refuse_names(text)


def refuse_second_file(content: "mmap.mmap | bytes") -> None:
    """Refuse a file that has a ZIP's end mark at its end: it opens as an archive, too. Raises FileRefused."""
    if b"PK\x05\x06" in content[-_ZIP_TAIL:]:
        raise FileRefused(TWO_FILES)


def _refuse_names(text: "mmap.mmap | bytes") -> None:
    if _LOCKED.search(text):
        raise FileRefused(LOCKED)
    if _ACTIVE.search(text):
        raise FileRefused(ACTIVE)
    if _INSIDE.search(text):
        raise FileRefused(INSIDE)


def _packed_objects(content: "mmap.mmap | bytes") -> Iterator[bytes]:
    """What lies in compressed object streams (7.5.7): most programs write a document's dictionaries there."""
    left = MOST_PDF_UNPACKED
    for found in _PACKED_OBJECTS.finditer(content):
        stream = _STREAM.search(content, found.end(), found.end() + _LONGEST_DICTIONARY)
        if stream is None:
            continue
        end = content.find(b"endstream", stream.end())
        packed = content[stream.end() : end if end > 0 else len(content)]
        if packed[:1] not in {b"x", b"h", b"X", b"H"}:
            yield packed
            continue
        unpacker = zlib.decompressobj()
        try:
            text = unpacker.decompress(packed, left)
        except zlib.error as error:
            raise FileRefused(DAMAGED) from error
        left -= len(text)
        if left <= 0 or unpacker.unconsumed_tail:
            raise FileRefused(TOO_DEEP)
        yield text

"""Office documents: OOXML and OpenDocument by what they say that they are; no macros, no objects, no outside parts."""

import re
import zipfile
from io import BytesIO
from typing import BinaryIO

from scheduler.uploads.checking.archives import LOCKED, opened_archive
from scheduler.uploads.checking.limits import MOST_PACKED_INSIDE
from scheduler.uploads.rules.kinds import FileKind
from scheduler.uploads.rules.names import FileRefused, kind_by_name

MACROS = "The file holds macros. Save it without macros (.docx, .xlsx, .pptx), or as PDF."
OBJECTS = "The file holds embedded objects, which could be programs. Take them out, or save it as PDF."
OUTSIDE = "The file loads parts from elsewhere when it is opened. Take those links out, or save it as PDF."
DECLARATIONS = "The file holds instructions that no Office program writes. Save it again, or send it as PDF."
NESTED = "The file has other archives inside. Take them out and send them one by one."
NOT_IT = "The file is not what its name says ({words}). Open it, save it as {words} or PDF, and send that."

OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_MACRO_NAMES = re.compile(r"(?i)(vbaproject|vbadata|/activex/|macrosheets/|^basic/|^scripts/|/scripts/)")
_ARCHIVE_NAMES = re.compile(r"(?i)\.(zip|7z|rar|gz|tar|bz2|xz|cab|jar|iso)$")
_OBJECT_NAMES = re.compile(r"(?i)(oleobject|/embeddings/[^/]+\.(bin|exe|js|vbs|lnk|msi|ole)$|^object \d+$)")
_DOCUMENT_NAMES = re.compile(r"(?i)/embeddings/[^/]+\.(xlsx|docx|pptx)$")
_XML_NAMES = re.compile(r"(?i)\.(xml|rels|rdf|vml)$")
_DECLARATION = re.compile(rb"(?i)<!(doctype|entity)")
_LINK = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_OUTSIDE_KINDS = re.compile(rb"/(attachedTemplate|oleObject|frame|subDocument|externalLinkDde|package)[\"']")
_DDE = re.compile(rb"(?i)<\w*:?ddeLink\b|\bDDEAUTO\b")
_MOST_XML = 8 << 20
"""Of one part that is searched; larger ones are a sheet's cells or a document's text, searched at their beginning."""


def check_ooxml(source: BinaryIO, kind: FileKind, *, is_inner: bool = False) -> None:
    """Refuse what is no document of this kind, is locked, or would act when opened. Raises FileRefused."""
    _refuse_ole(source)
    with opened_archive(source, MOST_PACKED_INSIDE if is_inner else 300 << 20) as archive:
        _check_entry_names(archive)
        types = _read(archive, "[Content_Types].xml", kind)
        if b"macroEnabled" in types or b"vbaProject" in types:
            raise FileRefused(MACROS)
        if kind.main_type.encode() not in types:
            raise FileRefused(NOT_IT.format(words=kind.words))
        _check_parts(archive)
        inner = [name for name in archive.namelist() if _DOCUMENT_NAMES.search(name)]
        if inner and is_inner:
            raise FileRefused(NESTED)
        for name in inner:
            check_ooxml(BytesIO(archive.read(name)), kind_by_name(name.lower()), is_inner=True)


def check_odf(source: BinaryIO, kind: FileKind) -> None:
    """As `check_ooxml`, for OpenDocument (its part 3: `mimetype` first, stored, and META-INF/manifest.xml)."""
    _refuse_ole(source)
    with opened_archive(source) as archive:
        _check_entry_names(archive)
        if _read(archive, "mimetype", kind).strip() != kind.main_type.encode():
            raise FileRefused(NOT_IT.format(words=kind.words))
        if b"encryption-data" in _read(archive, "META-INF/manifest.xml", kind):
            raise FileRefused(LOCKED)
        _check_parts(archive)


def _refuse_ole(source: BinaryIO) -> None:
    """An OLE container under a new ending: a document under a password, or an old one renamed."""
    source.seek(0)
    if source.read(len(OLE_MARK)) != OLE_MARK:
        return
    source.seek(0)
    is_locked = _ENCRYPTED_PACKAGE in source.read(_MOST_XML)
    raise FileRefused(LOCKED if is_locked else "This is an old Office file under a new name. Save it as .docx or PDF.")


def _check_entry_names(archive: zipfile.ZipFile) -> None:
    for name in archive.namelist():
        if _MACRO_NAMES.search(f"/{name}") or _MACRO_NAMES.search(name):
            raise FileRefused(MACROS)
        if _OBJECT_NAMES.search(name):
            raise FileRefused(OBJECTS)
        if _ARCHIVE_NAMES.search(name):
            raise FileRefused(NESTED)


def _check_parts(archive: zipfile.ZipFile) -> None:
    for entry in archive.infolist():
        if not _XML_NAMES.search(entry.filename):
            continue
        with archive.open(entry) as part:
            text = part.read(_MOST_XML).replace(b"\0", b"")  # UTF-16 says the same with zeros between
        if _DECLARATION.search(text):
            raise FileRefused(DECLARATIONS)
        if _DDE.search(text) or any(map(_leads_outside, _LINK.findall(text) if b"Relationship" in text else ())):
            raise FileRefused(OUTSIDE)


def _leads_outside(link: bytes) -> bool:
    return b"External" in link and _OUTSIDE_KINDS.search(link) is not None


def _read(archive: zipfile.ZipFile, name: str, kind: FileKind) -> bytes:
    try:
        with archive.open(name) as part:
            return part.read(_MOST_XML)
    except KeyError:
        raise FileRefused(NOT_IT.format(words=kind.words)) from None

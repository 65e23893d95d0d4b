"""The kinds of file that are taken: what they are called, how they end, and as what they are served."""

from enum import StrEnum

from scheduler.core.values import dataclass


class Family(StrEnum):
    """Files that are looked into in the same way."""

    PDF = "pdf"
    OOXML = "ooxml"
    ODF = "odf"
    TEXT = "text"
    PNG = "png"
    JPEG = "jpeg"


@dataclass(frozen=True, slots=True)
class FileKind:
    """`main_type` is what the file itself must say that it is: a part of [Content_Types].xml, or ODF's `mimetype`."""

    family: Family
    words: str
    content_type: str
    main_type: str = ""


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."


def _office(words: str, name: str, main: str) -> FileKind:
    return FileKind(Family.OOXML, words, f"{_OOXML}{name}", f"{_OOXML}{main}.main+xml")


def _open_document(words: str, name: str) -> FileKind:
    return FileKind(Family.ODF, words, f"{_ODF}{name}", f"{_ODF}{name}")


KINDS = {
    "pdf": FileKind(Family.PDF, "PDF", "application/pdf"),
    "docx": _office("Word", "wordprocessingml.document", "wordprocessingml.document"),
    "xlsx": _office("Excel", "spreadsheetml.sheet", "spreadsheetml.sheet"),
    "pptx": _office("PowerPoint", "presentationml.presentation", "presentationml.presentation"),
    "odt": _open_document("OpenDocument text", "text"),
    "ods": _open_document("OpenDocument spreadsheet", "spreadsheet"),
    "odp": _open_document("OpenDocument presentation", "presentation"),
    "txt": FileKind(Family.TEXT, "text", "text/plain; charset=utf-8"),
    "csv": FileKind(Family.TEXT, "CSV", "text/csv; charset=utf-8"),
    "png": FileKind(Family.PNG, "PNG", "image/png"),
    "jpg": FileKind(Family.JPEG, "JPEG", "image/jpeg"),
    "jpeg": FileKind(Family.JPEG, "JPEG", "image/jpeg"),
}
"""By how the name ends, in lower case."""

ALLOWED_WORDS = "PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx), OpenDocument, text, CSV, PNG or JPEG"
ACCEPT = ",".join(f".{ending}" for ending in KINDS)
"""For the file field of a form: what the browser offers first."""

OLD_OFFICE = {"doc": "docx", "dot": "docx", "xls": "xlsx", "xlt": "xlsx", "ppt": "pptx", "pps": "pptx"}
WITH_MACROS = frozenset({"docm", "dotm", "xlsm", "xltm", "xlsb", "xlam", "pptm", "ppsm", "potm", "ppam"})
ARCHIVES = frozenset({"zip", "7z", "rar", "gz", "tgz", "tar", "bz2", "xz", "cab", "iso", "img", "vhd"})
_RUN = "exe com scr bat cmd ps1 psm1 vbs vbe js jse wsf wsh msi msp dll cpl hta lnk url jar py sh reg inf scf pif app"
_PAGES = "php phtml asp aspx jsp html htm xhtml shtml svg xml xsl mht mhtml"
PROGRAMS = frozenset(_RUN.split() + _PAGES.split())
"""What an inner ending must not be either: “report.exe.pdf” was not named so by chance."""

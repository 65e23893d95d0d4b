"""Plain text and CSV: readable as text, no page or program under a harmless name, no formulas waiting for Excel."""

import codecs
import mmap
import re

from scheduler.uploads.checking.limits import CHUNK
from scheduler.uploads.rules.names import FileRefused

Content = mmap.mmap | bytes
NOT_TEXT = "The file is not plain text, as its name says. Send it under the name it had, or as PDF."
A_PAGE = "The file is a web page or a program, not plain text. Send the text itself, or a PDF."
FORMULA = (
    "A cell begins with “{mark}”, which Excel would run as a formula. Put the results in place of the formulas, or send"
    " it as .xlsx."
)
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f]")
_STARTS = re.compile(
    r"(?is)^\s*(<!doctype|<html|<svg|<script|<\?xml|<\?php|<!--|<head|<body|<iframe|%pdf-|\{\\rtf|mime-version:|#!)"
)
_INSIDE = re.compile(r"(?i)<(script|iframe|svg|object|embed)\b[^>]*>")
_FORMULA = re.compile(r"""(?m)(?:^|[,;\t])[ ]*["']?[ ]*([=@]|[+\-](?=[^,;\t\n]*[(|!]))""")


def check_text(content: Content, *, is_table: bool) -> None:
    """Refuse what is no text, or would be more than text where it is opened. Raises FileRefused."""
    encoding = _encoding(content)
    decoder = codecs.getincrementaldecoder(encoding)()
    before = ""
    for position in range(0, len(content), CHUNK):
        piece = content[position : position + CHUNK]
        try:
            text = decoder.decode(piece, final=position + CHUNK >= len(content))
        except UnicodeError as error:
            raise FileRefused(NOT_TEXT) from error
        _refuse_other(text, before, is_first=position == 0, is_table=is_table)
        before = text[-1000:]


def _encoding(content: Content) -> str:
    head = content[:4]
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    try:
        codecs.getincrementaldecoder("utf-8")().decode(content[:CHUNK])
    except UnicodeError:
        return "cp1252"  # what Excel on Windows writes; five of its bytes mean nothing and are refused
    return "utf-8"


def _refuse_other(text: str, before: str, *, is_first: bool, is_table: bool) -> None:
    if _CONTROLS.search(text):
        raise FileRefused(NOT_TEXT)
    joined = before + text
    if (is_first and _STARTS.search(text)) or _INSIDE.search(joined):
        raise FileRefused(A_PAGE)
    # What begins in the middle of a cell would look like its beginning: search from a line's start on.
    lines = joined if is_first else joined.partition("\n")[2]
    formula = _FORMULA.search(lines) if is_table else None
    if formula:
        raise FileRefused(FORMULA.format(mark=formula[1]))

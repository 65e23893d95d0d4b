"""Cleans text that people typed, pasted or mailed, once, before it is stored or shown."""

import re
import unicodedata

_LINE_BREAKS = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
# Controls (tab and line feed stay), lone surrogates, which UTF-8 cannot carry, the byte order mark and non-characters.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufdd0-\ufdef\ufffe\uffff]")


def clean_text(text: str) -> str:
    """Text of several lines: every line break becomes LF, control characters go, the form is NFC, the ends are bare."""
    broken = _LINE_BREAKS.sub("\n", text)
    return unicodedata.normalize("NFC", _UNWANTED.sub("", broken)).strip()


def clean_line(text: str) -> str:
    """Text of one line: as `clean_text`, and each run of white space, line breaks among it, is one space."""
    return " ".join(clean_text(text).split())

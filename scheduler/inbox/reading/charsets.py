"""Bytes of a stranger's mail to text: what the mail says of them is often wrong."""

import codecs
import re

_TEXT_CODECS = re.compile(
    r"ascii|utf-(8|16|32)|iso8859|latin|cp\d|koi8|mac|gb|big5|hz$|euc|shift_jis|iso2022|johab|tis"
)
_WIDE = re.compile("utf-(16|32)|iso2022|hz$")


def text_of(data: bytes, declared: str = "") -> str:
    """The text: as UTF-8 if it is that, else by the declared charset, else what Western programs write."""
    codec = _codec(declared)
    if not _WIDE.match(codec):
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
    if codec:
        try:
            return data.decode(codec)
        except (UnicodeError, LookupError):
            pass
    return data.decode("cp1252", errors="replace")


def _codec(declared: str) -> str:
    """The codec's own name; empty when there is none, or when it is no text (Python knows “zip” as a codec too)."""
    try:
        name = codecs.lookup(declared.strip()[:40]).name if declared else ""
    except (LookupError, ValueError, UnicodeError):
        return ""
    return name if _TEXT_CODECS.match(name) else ""

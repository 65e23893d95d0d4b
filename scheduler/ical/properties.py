"""Property values that the calendar library gets wrong or guards only by `assert`, made safe here."""

from urllib.parse import quote

from icalendar import vCalAddress, vText, vUri

from scheduler.core.text import clean_line, clean_text

# What RFC 3986 reserves or leaves alone, and "%": an address that is already quoted stays as it is.
_URI_SAFE = ":/?#[]@!$&'()*+,;=-._~%"

# What a mailbox may hold unquoted (RFC 5322 3.2.3) and an address in a URI need not hide (RFC 6068 2).
_MAILBOX_SAFE = "@!$&'*+-/=^_`{|}~."

# What programs misread in a parameter's value.
_MISREAD = str.maketrans('"\\', "'/")


class EscapedText(vText):
    r"""TEXT escaped as RFC 5545 3.3.11 says; the library takes a typed `\N`, as in C:\New, for a line break."""

    __slots__ = ()

    def to_ical(self) -> bytes:
        """The escaped value in UTF-8."""
        escaped = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
        return escaped.encode()


def line(text: str) -> EscapedText:
    """A value of one line: some programs refuse an event whose title or place holds a break."""
    return EscapedText(clean_line(text))


def paragraphs(text: str) -> EscapedText:
    """A value that may hold line breaks."""
    return EscapedText(clean_text(text))


def web_address(url: str) -> vUri | None:
    """A URI with unsafe characters percent-encoded; None unless http or https (another might run something)."""
    cleaned = clean_line(url)
    if not cleaned.lower().startswith(("https://", "http://")):
        return None
    return vUri(quote(cleaned, safe=_URI_SAFE))


def cal_address(address: str, **parameters: str) -> vCalAddress:
    """A mailbox as `mailto:`; a parameter without a value is left out, a name becomes one line.

    Double quotes become single ones: few programs undo RFC 6868's way to write them. Backslashes become slashes:
    libical lets one before the end of a value hide the end, and reads no attendee then.
    """
    found = vCalAddress(mailto(address))
    for name, value in parameters.items():
        if cleaned := clean_line(value):
            found.params[name.replace("_", "-")] = cleaned.translate(_MISREAD)
    return found


def mailto(address: str) -> str:
    """The mailbox as a URI, in which nothing can end the line or begin a query."""
    return f"mailto:{quote(clean_line(address), safe=_MAILBOX_SAFE)}"

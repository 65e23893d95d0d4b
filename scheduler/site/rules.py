"""The two plain text files that machines read: security.txt (RFC 9116) and robots.txt (RFC 9309)."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

SECURITY_TXT_PATH = "/.well-known/security.txt"
SECURITY_TXT_LIFE = timedelta(days=360)
"""RFC 9116 2.5.5 recommends less than a year; each start of the application begins it anew."""
CALENDAR_FETCHERS = ("Google-Calendar-Importer", "FeedFetcher-Google")
"""They honour robots.txt and are the only robots that we want."""


def security_txt(contact: str, base_url: str, started_on: date) -> str:
    """The file as RFC 9116 has it; `contact` is an address or an https page that takes reports."""
    reach = contact if contact.startswith("https://") else f"mailto:{contact}"
    return "\n".join(
        (
            f"Contact: {reach}",
            f"Expires: {started_on + SECURITY_TXT_LIFE:%Y-%m-%d}T00:00:00Z",
            "Preferred-Languages: en",
            f"Canonical: {base_url}{SECURITY_TXT_PATH}",
            "",
        )
    )


def robots_txt(opened: Iterable[str], closed: Iterable[str]) -> str:
    """Calendar fetchers may read everything; others only `opened`, never `closed` (both first parts of paths).

    Allow comes first: /a is the beginning of /accessibility, and some robots stop at the first line that fits.
    There is no “Disallow: /”: one fetcher that takes the wrong group would never read a feed again.
    """
    return "\n".join(
        (
            *(f"User-agent: {name}" for name in CALENDAR_FETCHERS),
            "Disallow:",
            "",
            "User-agent: *",
            *(f"Allow: /{part}" for part in sorted(opened)),
            *(f"Disallow: /{part}" for part in sorted(closed)),
            "",
        )
    )


def closed_parts(paths: Sequence[str], open_parts: frozenset[str]) -> set[str]:
    """The first part of every path that is not open; the root has none, so it is never closed."""
    return {path.split("/")[1] for path in paths} - open_parts - {""}

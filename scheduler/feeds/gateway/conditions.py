"""Whether a client already has what we would send (RFC 9110 section 13)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

GZIP_SUFFIX = "-gzip"


def is_unchanged(environ: Mapping[str, Any], tag: str, modified_at: datetime) -> bool:
    """If-None-Match decides when it is there, whatever date comes with it (section 13.1.3)."""
    candidates = environ.get("HTTP_IF_NONE_MATCH")
    if candidates is not None:
        return _names(candidates, tag)
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    return since is not None and _is_since(since, modified_at)


def accepts_gzip(environ: Mapping[str, Any]) -> bool:
    """Only when asked for by name: some programs send `*` and cannot unpack."""
    for offer in environ.get("HTTP_ACCEPT_ENCODING", "").lower().split(","):
        coding, _, weight = offer.partition(";")
        if coding.strip() in {"gzip", "x-gzip"}:
            return weight.replace(" ", "").rstrip("0") not in {"q=", "q=0."}
    return False


def _names(candidates: str, tag: str) -> bool:
    """Weak comparison; the tag of the packed and of the plain form both say that the client has it."""
    if candidates.strip() == "*":
        return True
    opaque = (item.strip().removeprefix("W/").strip('"') for item in candidates.split(","))
    return any(item.removesuffix(GZIP_SUFFIX) == tag for item in opaque)


def _is_since(text: str, modified_at: datetime) -> bool:
    """A date that cannot be read is as if it were not there."""
    try:
        since = parsedate_to_datetime(text)
    except ValueError:
        return False
    return modified_at <= (since if since.tzinfo else since.replace(tzinfo=UTC))

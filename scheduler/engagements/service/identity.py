"""Names for life of what calendars show."""

import uuid
from urllib.parse import urlsplit

from scheduler.core.current import current_settings


def fresh_uid() -> str:
    """A new UID of this office (RFC 7986 5.3: random, the host only keeps it apart)."""
    return uid_of(str(uuid.uuid4()))


def uid_of(name: str) -> str:
    """The UID of a name that is given once in this office."""
    return f"{name}@{urlsplit(current_settings().base_url).hostname}"

"""Words in the log, and contact details of former holders."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from scheduler.audit.redaction import redact_entries
from scheduler.keeping.queries.due.log import WORDS_GONE
from scheduler.keeping.queries.subjects import person_of
from scheduler.keeping.rules.items import Item
from scheduler.keeping.rules.traces import CONTACT_KINDS
from scheduler.keeping.service.erasing import take_out_contacts
from scheduler.keeping.service.subjects import unmistakable

NOBODY: Mapping[str, Any] = {"actor_label": "", "on_behalf_of": None, "summary": WORDS_GONE, "details": {}}


def empty_entries(items: Sequence[Item], *, now: datetime) -> None:
    """That something was changed, and when, stays."""
    redact_entries({item.key[1]: NOBODY for item in items}, "their time of keeping is over", now=now)


def anonymise_holders(items: Sequence[Item], *, now: datetime) -> None:
    """Name and addresses become the role of the last post wherever they stand alone and are surely theirs."""
    for item in items:
        person = person_of(item.key[1])
        if person is not None:
            take_out_contacts(unmistakable(person), CONTACT_KINDS, "the role ended", now=now)

"""What the office itself notes: an invitation typed in, a file it was handed, a correction of either."""

from datetime import date, datetime
from hashlib import sha256
from typing import Any

from scheduler.audit.service import record
from scheduler.core.addresses import address_key, clean_address
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.text import clean_line, clean_text
from scheduler.core.values import dataclass
from scheduler.ical.event import AllDay, Timed
from scheduler.ical.replies import ItipEvent
from scheduler.incoming.models import IncomingInvitation
from scheduler.incoming.queries.invitations import locked, when_of
from scheduler.incoming.rules.arrivals import Arrival, Carrier, arrival_of
from scheduler.incoming.rules.vocabulary import Way
from scheduler.incoming.service.arriving import Taken, take
from scheduler.incoming.service.changing import is_in_diary, write_when

FACTS = (
    *("title", "body_id", "organisation_id", "host_words", "principal_id", "place_text", "online_url"),
    *("reply_by_on", "sender_name", "sender_address", "words", "has_offer", "offer_words"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationDraft:
    """An invitation as the office means it."""

    title: str
    when: Timed | AllDay | None = None
    body_id: int | None = None
    organisation_id: int | None = None
    host_words: str = ""
    principal_id: int | None = None
    place_text: str = ""
    online_url: str = ""
    reply_by_on: date | None = None
    sender_name: str = ""
    sender_address: str = ""
    words: str = ""
    has_offer: bool = False
    offer_words: str = ""


def note_invitation(draft: InvitationDraft, *, once: str, now: datetime) -> Taken:
    """One that was typed in; `once` makes a second press the same one. Raises RuleBroken."""
    facts = _cleaned(draft)
    arrival = Arrival(
        way=Way.FORM, reference=f"form:{once}"[:300], when=draft.when, **{name: facts[name] for name in FACTS}
    )
    return take(arrival, now=now)


def bring_file(data: bytes, events: list[ItipEvent], *, now: datetime) -> list[Taken]:
    """What a file asks of us, an entry each; the same file again is the same. Answers of others are left alone."""
    carrier = Carrier(way=Way.FILE, reference=sha256(data).hexdigest())
    asked = [each for each in events if each.method not in {"REPLY", "COUNTER", "REFRESH", "DECLINECOUNTER"}]
    if not asked:
        raise RuleBroken("The file holds an answer, not an invitation. Send it to the inbox instead.", "file")
    return [take(arrival_of(event, carrier, position), now=now) for position, event in enumerate(asked)]


def change_invitation(invitation: IncomingInvitation, draft: InvitationDraft, *, seen: int | None) -> None:
    """Correct it by hand; what stands in our diary waits for a press, as after a change of theirs."""
    fresh = locked(invitation)
    if seen != fresh.version:
        raise VersionConflict
    facts = _cleaned(draft)
    stood = (when_of(fresh), fresh.place_text, fresh.online_url)
    has_moved = stood != (draft.when, facts["place_text"], facts["online_url"])
    if (fresh.body_id, fresh.organisation_id) != (draft.body_id, draft.organisation_id):
        fresh.post_id = None
    for name in FACTS:
        setattr(fresh, name, facts[name])
    write_when(fresh, draft.when)
    fresh.has_changed = fresh.has_changed or (has_moved and is_in_diary(fresh))
    db.session.flush()
    db.session.expire(fresh, ["body", "organisation", "principal", "post"])
    record("incoming.corrected", "incoming_invitation", fresh.id, f"Corrected the invitation to {fresh.title}")


def _cleaned(draft: InvitationDraft) -> dict[str, Any]:
    facts: dict[str, Any] = {name: getattr(draft, name) for name in FACTS}
    for name in ("title", "host_words", "place_text", "online_url", "sender_name", "offer_words"):
        facts[name] = clean_line(facts[name])
    if not facts["title"]:
        raise RuleBroken("Enter what it is, for example “Melton CSP, autumn meeting”.", "title")
    facts["words"] = clean_text(draft.words)
    facts["sender_address"] = _address(draft.sender_address)
    return facts


def _address(typed: str) -> str:
    if not typed.strip():
        return ""
    try:
        return address_key(clean_address(typed))
    except RuleBroken as refused:
        raise RuleBroken(refused.message, "sender_address") from refused

"""In which room somebody is, as far as anybody knows: for an evacuation."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from scheduler.core.values import dataclass
from scheduler.summits.rules.check_in import Presence


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of the programme, with its room, and by workshop the workshops' rooms (None: not set)."""

    starts_at: datetime
    ends_at: datetime
    room_id: int | None
    workshop_rooms: Mapping[int, int | None]


def slot_at(slots: Sequence[Slot], now: datetime) -> Slot | None:
    """What runs now; None before, between and after."""
    return next((slot for slot in slots if slot.starts_at <= now < slot.ends_at), None)


def room_of(presence: Presence, workshop_ids: Sequence[int], slot: Slot | None) -> int | None:
    """What was noted at a door counts; else the room of their workshop that runs now, else of the session."""
    if presence.room_id is not None:
        return presence.room_id
    if slot is None:
        return None
    own = [slot.workshop_rooms[each] for each in workshop_ids if each in slot.workshop_rooms]
    return own[0] if own else slot.room_id

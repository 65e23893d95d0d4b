"""The day's lists: by surname, by organisation, by room, by area."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from datetime import datetime
from itertools import groupby

from scheduler.summits.models import Summit
from scheduler.summits.queries.check_in import OnList, door_list
from scheduler.summits.queries.programme import seats_of, sessions_of
from scheduler.summits.rules.whereabouts import Slot, room_of, slot_at

Groups = list[tuple[str, list[OnList]]]
HEADINGS = ("Name", "Role", "Organisation", "Area", "Standing", "Attended", "Since", "Table", "Workshops")


def on_paper(listed: Sequence[OnList]) -> list[OnList]:
    """Who stands on a printed list: those expected, and whoever came without."""
    return [each for each in listed if each.is_expected or each.presence.is_there or each.presence.has_left]


def by_surname(listed: Sequence[OnList]) -> Groups:
    """One list, as `door_list` sorts it."""
    people = on_paper(listed)
    return [("", people)] if people else []


def by_organisation(listed: Sequence[OnList]) -> Groups:
    """A list for each organisation; those without one last."""
    return _grouped(on_paper(listed), lambda each: each.organisation, "No organisation")


def by_area(listed: Sequence[OnList]) -> list[tuple[str, int, int, int]]:
    """Area, how many are here, how many are expected, and how many organisations have somebody here."""
    rows = []
    for area, people in _grouped(on_paper(listed), lambda each: each.area, ""):
        here = [each for each in people if each.presence.is_there]
        organisations = {each.organisation for each in here if each.organisation}
        rows.append((area, len(here), sum(each.is_expected for each in people), len(organisations)))
    return rows


def by_room(summit: Summit, now: datetime) -> Groups:
    """Everybody in the building, by the room they are in as far as is known; rooms in the venue's order."""
    here = [each for each in door_list(summit) if each.presence.is_there]
    seats = seats_of(summit)
    slot = slot_at(_slots(summit), now)
    found: dict[int | None, list[OnList]] = defaultdict(list)
    for each in here:
        workshops = [seat.workshop_id for seat in seats.get(each.attendee_id, ())]
        found[room_of(each.presence, workshops, slot)].append(each)
    rooms = [(room.id, room.name) for room in summit.rooms]
    return [(name, found[key]) for key, name in [*rooms, (None, "")] if found.get(key)]


def attendance_rows(listed: Sequence[OnList], since: Callable[[OnList], str]) -> list[list[str]]:
    """Under HEADINGS: everybody on paper."""
    return [
        [
            each.name,
            each.role,
            each.organisation,
            each.area,
            each.standing,
            "yes" if each.presence.is_there or each.presence.has_left else "no",
            since(each),
            each.table,
            each.workshops,
        ]
        for each in on_paper(listed)
    ]


def _slots(summit: Summit) -> list[Slot]:
    return [
        Slot(each.starts_at, each.ends_at, each.room_id, {one.id: one.room_id for one in each.workshops})
        for each in sessions_of(summit)
    ]


def _grouped(people: Sequence[OnList], key: Callable[[OnList], str], nameless: str) -> Groups:
    def order(each: OnList) -> tuple[Hashable, ...]:
        return (not key(each), key(each).casefold())

    ordered = sorted(people, key=order)  # stable: within a group they stay in order
    return [(key_words or nameless, list(group)) for key_words, group in groupby(ordered, key=key)]

"""Presses in any order, sent any number of times, give one state."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.summits.rules.check_in import ABSENT, OLDEST, Presence, Press, corrected, found_by, presences
from scheduler.summits.rules.vocabulary import CheckInKind
from scheduler.summits.rules.whereabouts import Slot, room_of, slot_at
from scheduler.summits.rules.workshop_colours import COLOURS, colour_of

NINE = datetime(2026, 10, 21, 8, 0, tzinfo=UTC)
ARRIVED, LEFT, MISTAKE, IN_ROOM = (
    CheckInKind.ARRIVED,
    CheckInKind.LEFT,
    CheckInKind.NOT_ARRIVED,
    CheckInKind.IN_ROOM,
)


def press(minute: int, kind: CheckInKind, room: int | None = None, mark: str = "a") -> Press:
    return Press(f"{minute}{mark}", 1, kind, NINE + timedelta(minutes=minute), room)


@pytest.mark.parametrize(
    ("presses", "presence"),
    [
        ([], ABSENT),
        ([press(1, ARRIVED)], Presence(is_there=True, since=NINE + timedelta(minutes=1))),
        ([press(1, ARRIVED), press(2, ARRIVED)], Presence(is_there=True, since=NINE + timedelta(minutes=1))),
        ([press(1, ARRIVED), press(2, MISTAKE)], Presence(is_there=False)),
        ([press(1, ARRIVED), press(2, LEFT)], Presence(is_there=False, has_left=True)),
        ([press(1, ARRIVED), press(2, LEFT), press(3, ARRIVED)], Presence(True, NINE + timedelta(minutes=3))),
        ([press(1, ARRIVED), press(2, IN_ROOM, 7)], Presence(True, NINE + timedelta(minutes=1), 7)),
        ([press(1, ARRIVED), press(2, IN_ROOM, 7), press(3, LEFT)], Presence(is_there=False, has_left=True)),
        ([press(2, IN_ROOM, 7)], Presence(True, NINE + timedelta(minutes=2), 7)),
    ],
)
def test_the_presses_of_one_person_mean_one_thing_in_every_order(presses, presence):
    for order in permutations(presses):
        assert presences(order).get(1, ABSENT) == presence


@given(
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from([ARRIVED, LEFT, MISTAKE, IN_ROOM]), st.integers(1, 9))),
    st.randoms(),
)
def test_two_devices_that_heard_the_same_presses_agree(noted, chance):
    presses = [press(minute, kind, room, mark=str(number)) for number, (minute, kind, room) in enumerate(noted)]
    other = list(presses)
    chance.shuffle(other)
    assert presences(presses) == presences(other)


def test_a_device_whose_clock_is_wrong_is_corrected_and_none_reaches_into_the_future():
    an_hour_slow = NINE - timedelta(hours=1)
    pressed = an_hour_slow - timedelta(minutes=10)
    assert corrected(pressed, an_hour_slow, NINE) == NINE - timedelta(minutes=10)
    assert corrected(NINE + timedelta(minutes=5), NINE, NINE) == NINE
    assert corrected(NINE - timedelta(days=900), NINE, NINE) == NINE - OLDEST


@pytest.mark.parametrize(
    ("sought", "is_found"),
    [
        ("ashd", True),
        ("melton ashdown", True),
        ("ROWAN", True),
        ("oneill", True),
        ("Zoë", False),
        ("", False),
        ("ashdown blaby", False),
    ],
)
def test_any_part_of_a_name_or_an_organisation_finds_somebody(sought, is_found):
    assert found_by("Rowan O’Neill-Ashdown Leader Melton Borough Council", sought) is is_found


def test_somebody_is_where_they_were_noted_last_else_where_the_programme_has_them():
    slot = Slot(NINE, NINE + timedelta(hours=1), 1, {20: 2, 21: None})
    here = Presence(is_there=True)
    assert room_of(Presence(is_there=True, room_id=9), [20], slot) == 9
    assert room_of(here, [20], slot) == 2
    assert room_of(here, [21], slot) is None
    assert room_of(here, [99], slot) == 1
    assert room_of(here, [20], None) is None
    assert slot_at([slot], NINE) is slot
    assert slot_at([slot], NINE + timedelta(hours=1)) is None


def test_white_letters_can_be_read_on_every_colour():
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    assert all(1.05 / (light(each) + 0.05) >= 4.5 for each in COLOURS)
    assert colour_of("a") == colour_of("A") == colour_of("I") != colour_of("B")

"""What somebody with a place, or waiting for one, tells beside the answer; all of it optional."""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from enum import StrEnum

from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.values import dataclass
from scheduler.summits.rules.needs import Needs, checked_needs

NAME_LENGTH = 250
VEHICLE_LENGTH = 20
MOST_ALONG = 9
"""Companions, and again interpreters and carers, that one invitee can name on the page."""
RANKS = 3
"""Choices a workshop session."""


class NeedsChange(StrEnum):
    """What to do with needs that were told before; they are never shown again."""

    KEEP = "keep"
    REPLACE = "replace"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class ToldNeeds:
    """Needs as the page sends them."""

    change: NeedsChange = NeedsChange.KEEP
    needs: Needs = field(default_factory=Needs)


@dataclass(frozen=True, slots=True)
class Along:
    """Somebody who comes along; `attendee_id` when the page knew them already, `slot` is the field's number there."""

    name: str
    role: str = ""
    on_printed_list: bool = False
    needs: ToldNeeds = field(default_factory=ToldNeeds)
    attendee_id: int | None = None
    slot: int = 0


@dataclass(frozen=True, slots=True)
class Details:
    """Everything on the page."""

    wishes: Mapping[int, Sequence[int]] = field(default_factory=dict)
    """By workshop session: workshops, the dearest first."""
    companions: tuple[Along, ...] = ()
    support: tuple[Along, ...] = ()
    """Interpreters and carers: they take no place."""
    wants_parking: bool = False
    vehicle: str = ""
    on_printed_list: bool = False
    needs: ToldNeeds = field(default_factory=ToldNeeds)


def checked_details(details: Details) -> Details:
    """The details with their text cleaned; lines without anything in them are left out. Raises RuleBroken."""
    vehicle = clean_line(details.vehicle).upper()
    if len(vehicle) > VEHICLE_LENGTH:
        sentence = f"Use {VEHICLE_LENGTH} characters or fewer, such as AB12 CDE."
        raise RuleBroken(sentence, "vehicle")
    return replace(
        details,
        vehicle=vehicle if details.wants_parking else "",
        needs=_checked_needs(details.needs, "needs"),
        companions=_checked_along(details.companions, "companions"),
        support=_checked_along(details.support, "support"),
    )


def _checked_along(people: Sequence[Along], group: str) -> tuple[Along, ...]:
    checked = [_checked_person(each, f"{group}-{each.slot}") for each in people]
    return tuple(each for each in checked if each.name)


def _checked_person(person: Along, where: str) -> Along:
    name, role = clean_line(person.name), clean_line(person.role)
    if not name and (role or person.needs.needs):
        raise RuleBroken("Enter their name. Without a name this line cannot be saved.", f"{where}-name")
    for text, part in ((name, "name"), (role, "role")):
        if len(text) > NAME_LENGTH:
            too_long = f"Use {NAME_LENGTH} characters or fewer."
            raise RuleBroken(too_long, f"{where}-{part}")
    return replace(person, name=name, role=role, needs=_checked_needs(person.needs, f"{where}-needs"))


def _checked_needs(told: ToldNeeds, where: str) -> ToldNeeds:
    try:
        needs = checked_needs(told.needs)
    except RuleBroken as broken:
        raise RuleBroken(broken.message, f"{where}-{broken.field}") from broken
    if told.change is not NeedsChange.REPLACE and needs:
        sentence = "Choose “Replace them” to save what you entered, or empty these fields."
        raise RuleBroken(sentence, f"{where}-change")
    return ToldNeeds(told.change, needs)


def without_gaps(choices: Sequence[int | None]) -> list[int]:
    """First, second and third choice as they were made; a choice left open moves the next one up."""
    return [choice for choice in choices if choice is not None]


def repeated_at(choices: Sequence[int | None]) -> int | None:
    """Where a workshop is chosen a second time; None when each is chosen once."""
    for place, choice in enumerate(choices):
        if choice is not None and choice in choices[:place]:
            return place
    return None

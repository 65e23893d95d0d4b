"""The summit's words: places, waves, steps, sessions, assessments, arrivals, signatures."""

from enum import StrEnum


class Timeline(StrEnum):
    """How long the way to the day is."""

    STANDARD = "standard"
    COMPRESSED = "compressed"


class WaveKind(StrEnum):
    """What a planned sending is for."""

    SAVE_THE_DATE = "save the date"
    INVITATION = "invitation"
    RESERVE = "reserve"


class PlaceState(StrEnum):
    """Where a party stands. Only CONFIRMED and OFFERED take places."""

    NOT_WANTED = "not wanted"
    """No answer yet, or apologies."""
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    OFFERED = "offered"
    """A freed place is kept for them until `offer_until_at`."""
    LAPSED = "lapsed"
    """The offer ended without an answer."""
    LET_GO = "let go"
    """They left the waiting list, or gave an offered place back."""


TAKES_PLACES = frozenset({PlaceState.CONFIRMED, PlaceState.OFFERED})


class AttendeeKind(StrEnum):
    """Why somebody is in the room."""

    INVITEE = "invitee"
    """The invited seat's holder, or the substitute who comes instead."""
    COMPANION = "companion"
    """Takes one of the organisation's places."""
    SUPPORT = "support"
    """An interpreter or carer: outside every quota and every capacity."""
    WALK_IN = "walk-in"
    HOST = "host"


class SessionKind(StrEnum):
    """What a part of the programme is."""

    PLENARY = "plenary"
    WORKSHOPS = "workshops"
    """Several workshops at the same time; everybody has a seat in one."""
    BREAK = "break"
    ARRIVAL = "arrival"


class CheckInKind(StrEnum):
    """What a device at the door noted."""

    ARRIVED = "arrived"
    NOT_ARRIVED = "not arrived"
    """Pressed by mistake."""
    LEFT = "left"
    IN_ROOM = "in room"
    WALK_IN = "walk-in"
    SUBSTITUTE = "substitute"
    """Somebody else came instead, named at the door."""


class SignOffState(StrEnum):
    """Whether an organisation stands behind the joint strategy."""

    NOT_ASKED = "not asked"
    ASKED = "asked"
    MEETING_SET = "meeting set"
    SIGNED = "signed"
    WITH_RESERVATION = "signed with reservation"
    NOT_SIGNED = "not signed"

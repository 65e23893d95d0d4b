"""Words of the register: in what capacity, and how a meeting of a body went for our seat."""

from collections.abc import Mapping
from enum import StrEnum


class Capacity(StrEnum):
    """As what somebody sits there."""

    CHAIR = "chair"
    MEMBER = "member"
    INVITED = "invited"
    OBSERVER = "observer"
    IN_ATTENDANCE = "in attendance"


CAPACITY_WORDS: Mapping[Capacity, str] = {
    Capacity.CHAIR: "Chair",
    Capacity.MEMBER: "Member",
    Capacity.INVITED: "By invitation",
    Capacity.OBSERVER: "Observer",
    Capacity.IN_ATTENDANCE: "In attendance",
}


class Sat(StrEnum):
    """How one held meeting went for a seat of ours."""

    ATTENDED = "attended"
    ALTERNATE = "alternate"
    APOLOGIES = "apologies"
    ABSENT = "absent"


class CadenceUnit(StrEnum):
    """In what the rhythm of a body's meetings is counted."""

    WEEKS = "weeks"
    MONTHS = "months"

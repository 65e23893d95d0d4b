"""Pages of invitations and of dates on offer: the partner's own, inviting, offering, and tracking."""

from scheduler.invitations.routes import (
    another_time,
    another_time_office,
    answering,
    call_list,
    chasers,
    dates_answer,
    dates_offering,
    dates_office,
    in_place,
    inviting,
    recalling,
    series,
    tracking,
    unsubscribing,
)
from scheduler.invitations.routes.blueprint import invitations

__all__ = [
    "another_time",
    "another_time_office",
    "answering",
    "call_list",
    "chasers",
    "dates_answer",
    "dates_offering",
    "dates_office",
    "in_place",
    "invitations",
    "inviting",
    "recalling",
    "series",
    "tracking",
    "unsubscribing",
]

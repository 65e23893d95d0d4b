"""Pages of invitations and of dates on offer: the partner's own, inviting, offering, and tracking."""

from scheduler.invitations.routes import (
    answering,
    dates_answer,
    dates_offering,
    dates_office,
    inviting,
    tracking,
)
from scheduler.invitations.routes.blueprint import invitations

__all__ = ["answering", "dates_answer", "dates_offering", "dates_office", "invitations", "inviting", "tracking"]

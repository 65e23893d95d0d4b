"""Pages of invitations: the invitee's own, inviting, and tracking."""

from scheduler.invitations.routes import answering, dates_answer, inviting, tracking
from scheduler.invitations.routes.blueprint import invitations

__all__ = ["answering", "dates_answer", "invitations", "inviting", "tracking"]

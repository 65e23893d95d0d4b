"""Pages of invitations: the invitee's own, inviting, and tracking."""

from scheduler.invitations.routes import answering, inviting, tracking
from scheduler.invitations.routes.blueprint import invitations

__all__ = ["answering", "invitations", "inviting", "tracking"]

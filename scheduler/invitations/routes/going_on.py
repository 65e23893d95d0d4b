"""Where an invitee goes on after an answer."""

from flask import current_app, url_for

from scheduler.invitations.models import InvitationLink
from scheduler.invitations.queries.claims import details_page


def after_answer(link: InvitationLink, token: str) -> str:
    """The page that asks more of whoever comes, where a feature has one; else the receipt."""
    details = details_page(link.invitation)
    return url_for(details if details in current_app.view_functions else "invitations.receipt", token=token)

"""The seat that an engagement is with when somebody has invited us; a body without one gets its vacant chair."""

from datetime import datetime

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.incoming.models import IncomingInvitation
from scheduler.stakeholders.models import Post
from scheduler.stakeholders.queries.successions import posts_on
from scheduler.stakeholders.rules import RoleKind
from scheduler.stakeholders.rules.drafts import PostDraft
from scheduler.stakeholders.service.posts import add_post

CHAIR = PostDraft(title="Chair", role_kind=RoleKind.CHAIR, band=2)


def post_of(invitation: IncomingInvitation, *, now: datetime) -> Post | None:
    """Who wrote, else the body's chair, else the organisation's head; None where the host is not in our list."""
    if invitation.post is not None and _is_of_host(invitation.post, invitation):
        return invitation.post
    home = invitation.body or invitation.organisation
    if home is None:
        return None
    posts = sorted(posts_on(home, local_day(now)), key=lambda post: (post.band, post.id))
    chairs = [post for post in posts if post.role_kind is RoleKind.CHAIR]
    found = next(iter([*chairs, *posts]), None)
    if found is None and invitation.body is not None:
        found = add_post(invitation.body, CHAIR, now=now)
    invitation.post = found
    db.session.flush()
    return found


def _is_of_host(post: Post, invitation: IncomingInvitation) -> bool:
    return (post.organisation_id, post.body_id) == (invitation.organisation_id, invitation.body_id)

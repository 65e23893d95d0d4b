"""Visits to answer pages: looks are only counted, in this process; a person's press is written down."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from threading import Lock

from sqlalchemy import update

from scheduler.core.db import db
from scheduler.invitations.models import InvitationLink
from scheduler.invitations.rules import ReplySource
from scheduler.invitations.rules.visits import VisitKind

_views: Counter[VisitKind] = Counter()
_lock = Lock()


def count_view(kind: VisitKind) -> None:
    """One more look at an answer page."""
    with _lock:
        _views[kind] += 1


def views_by_kind() -> Mapping[VisitKind, int]:
    """Since this process began, none left out."""
    with _lock:
        return {kind: _views[kind] for kind in VisitKind}


def note_press(link: InvitationLink | None, source: ReplySource, now: datetime) -> None:
    """An answer, or a proposal, came from the page of this link: a person has it before them."""
    if link is not None and source is ReplySource.LINK and link.opened_at is None:
        link.opened_at = now


def note_rejected_press(link_id: int, *, now: datetime) -> None:
    """So they have when what they sent was refused; once a link."""
    unopened = (InvitationLink.id == link_id, InvitationLink.opened_at.is_(None))
    db.session.execute(update(InvitationLink).where(*unopened).values(opened_at=now))

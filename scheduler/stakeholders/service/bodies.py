"""Bodies: add, change, with what they cover."""

from sqlalchemy import select

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.stakeholders.models import Body, Organisation, Post
from scheduler.stakeholders.rules.drafts import BodyDraft
from scheduler.stakeholders.rules.search import search_key
from scheduler.stakeholders.service.moves import correct_seat
from scheduler.stakeholders.service.posts import refresh_search_keys
from scheduler.stakeholders.service.records import Difference, check_version, fill, flush, log

SPECIAL = ("covers",)


def add_body(draft: BodyDraft) -> Body:
    """A new body. Raises RuleBroken."""
    body = Body()
    difference = _bring(body, draft)
    db.session.add(body)
    flush()
    log("added", body, f"Added {body.name}", difference)
    return body


def change_body(body: Body, draft: BodyDraft, *, version: int) -> Body:
    """Bring it to the draft. Raises RuleBroken, or VersionConflict when somebody was quicker."""
    check_version(body, version)
    _check_parent(body, draft.parent_id)
    difference = _bring(body, draft)
    if difference.after:
        if "place_id" in difference.after:
            correct_seat(body, difference.before["place_id"])
        flush()
        refresh_search_keys(db.session.scalars(select(Post).where(Post.body_id == body.id)))
        log("changed", body, f"Changed {body.name}", difference)
    return body


def _bring(body: Body, draft: BodyDraft) -> Difference:
    query = select(Organisation).where(Organisation.id.in_(draft.covers)).order_by(Organisation.name)
    with db.session.no_autoflush:
        covered = list(db.session.scalars(query))
        difference = fill(body, draft, special=SPECIAL)
        difference.note("covers", sorted(each.id for each in body.covers), sorted(draft.covers))
        if "covers" in difference.after:
            body.covers = covered
    body.search_key = body_key(body)
    return difference


def body_key(body: Body) -> str:
    """What the search box looks in."""
    return search_key(body.name, body.short_name)


def _check_parent(body: Body, parent_id: int | None) -> None:
    above = db.session.get(Body, parent_id) if parent_id else None
    while above is not None:
        if above.id == body.id:
            raise RuleBroken("That would put the body under itself. Choose another parent.", "parent_id")
        above = above.parent

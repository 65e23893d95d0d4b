"""Engagements: read, planned, changed, called off; by the same services as the pages."""

from flask import abort, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.api.drafts import changed_draft, new_draft
from scheduler.api.queries.engagements import Asked, asked_engagements, sensitive_among
from scheduler.api.routes.asking import choice_asked, day_asked, moment_asked, number_asked, only, page_asked
from scheduler.api.routes.blueprint import api, current_client, listed, may, needs, problem
from scheduler.api.rules.reading import Body
from scheduler.api.rules.vocabulary import Scope
from scheduler.api.service.repeats import FIELD, planned_before, uid_by_key
from scheduler.api.shapes import engagement_shape
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit, db
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries import engagement_of
from scheduler.engagements.rules import EngagementKind, EngagementStatus, Handling
from scheduler.engagements.service import (
    ClashFound,
    cancel_engagement,
    edit_engagement,
    plan_engagement,
    postpone_engagement,
    require_version,
)

BUSY = "One of ours is busy then"
LEAVING = {"cancel": cancel_engagement, "postpone": postpone_engagement}


@api.get("/engagements")
@allow(Access.LINK)
@needs(Scope.READ_ENGAGEMENTS)
def engagements() -> ResponseReturnValue:
    """A page of them, filtered."""
    only("from", "until", "status", "kind", "principal", "changed_since", "page")
    asked = Asked(
        from_on=day_asked("from"),
        until_on=day_asked("until"),
        status=choice_asked("status", EngagementStatus),
        kind=choice_asked("kind", EngagementKind),
        principal_id=number_asked("principal"),
        changed_since=moment_asked("changed_since"),
        with_sensitive=may(Scope.READ_SENSITIVE),
        page=page_asked(),
    )
    found, page = asked_engagements(asked)
    return listed([engagement_shape(each) for each in found], page)


@api.get("/engagements/<int:engagement_id>")
@allow(Access.LINK)
@needs(Scope.READ_ENGAGEMENTS)
def engagement(engagement_id: int) -> ResponseReturnValue:
    """One."""
    return jsonify(engagement_shape(the_engagement(engagement_id)))


@api.post("/engagements")
@allow(Access.LINK)
@needs(Scope.WRITE_ENGAGEMENTS)
def plan() -> ResponseReturnValue:
    """A new one; the same again by the same `Idempotency-Key` gives the one that was made.

    A clash is answered with 409 and what clashes; send `clash_reason` to go on.
    """
    sent, key = request.get_json(), request.headers.get(FIELD)
    uid = uid_by_key(current_client(), key, sent) if key is not None else None
    before = planned_before(current_client(), uid) if uid else None
    planned = the_engagement(before.id) if before else _planned(sent, uid)
    where = {"Location": url_for("api.engagement", engagement_id=planned.id)}
    return jsonify(engagement_shape(planned)), 201, where


@api.patch("/engagements/<int:engagement_id>")
@allow(Access.LINK)
@needs(Scope.WRITE_ENGAGEMENTS)
def change(engagement_id: int) -> ResponseReturnValue:
    """What is sent is changed, what is not sent stays; whoever was told before is told again, as from the pages."""
    found = the_engagement(engagement_id)
    draft, seen = changed_draft(found, request.get_json())
    _may_handle(draft.handling)
    require_version(found, seen)
    edit_engagement(found, draft, now=utc_now())
    commit()
    return jsonify(engagement_shape(found))


@api.post("/engagements/<int:engagement_id>/<any('cancel', 'postpone'):step>")
@allow(Access.LINK)
@needs(Scope.WRITE_ENGAGEMENTS)
def leave(engagement_id: int, step: str) -> ResponseReturnValue:
    """Off the diary, with the reason."""
    found, sent = the_engagement(engagement_id), Body.of(request.get_json(), ("reason", "version"))
    require_version(found, sent.number("version"))
    LEAVING[step](found, sent.text("reason"), now=utc_now())
    commit()
    return jsonify(engagement_shape(found))


@api.errorhandler(ClashFound)
def clash(found: ClashFound) -> ResponseReturnValue:
    """What stands in the way, in words."""
    db.session.rollback()
    return problem(409, found.message, field="clash_reason", clashes=_clash_words(found))


def the_engagement(engagement_id: int) -> Engagement:
    """The engagement, or a 404; a sensitive one is unknown to a key that may not see such."""
    found = engagement_of(engagement_id) or abort(404)
    if found.handling is Handling.OFFICIAL_SENSITIVE and not may(Scope.READ_SENSITIVE):
        abort(404)
    return found


def _planned(sent: object, uid: str | None) -> Engagement:
    draft = new_draft(sent)
    _may_handle(draft.handling)
    planned = plan_engagement(draft, now=utc_now(), uid=uid)
    commit()
    return planned


def _clash_words(found: ClashFound) -> list[str]:
    """What a sensitive engagement is about stays hidden from a key that may not see such."""
    hidden = set() if may(Scope.READ_SENSITIVE) else sensitive_among(each.engagement_id for each in found.found)
    return [BUSY if each.engagement_id in hidden else each.words for each in found.found]


def _may_handle(handling: Handling) -> None:
    if handling is Handling.OFFICIAL_SENSITIVE and not may(Scope.READ_SENSITIVE):
        abort(403)

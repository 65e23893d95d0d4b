"""Who answered what; an answer is recorded by the one function behind every door."""

from flask import abort, jsonify, request
from flask.typing import ResponseReturnValue

from scheduler.api.drafts import answer_of
from scheduler.api.queries.engagements import invitation_to
from scheduler.api.routes.blueprint import api, current_client, may, needs
from scheduler.api.routes.engagements import the_engagement
from scheduler.api.rules.vocabulary import Scope
from scheduler.api.shapes import answer_shape
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.invitations.queries import invitations_of
from scheduler.invitations.rules import ReplySource
from scheduler.invitations.service import record_reply


@api.get("/engagements/<int:engagement_id>/answers")
@allow(Access.LINK)
@needs(Scope.READ_ANSWERS)
def answers(engagement_id: int) -> ResponseReturnValue:
    """All of one engagement."""
    found = invitations_of(the_engagement(engagement_id))
    people = may(Scope.READ_CONTACTS)
    return jsonify({"items": [answer_shape(each, with_people=people) for each in found], "total": len(found)})


@api.post("/engagements/<int:engagement_id>/answers")
@allow(Access.LINK)
@needs(Scope.WRITE_ANSWERS)
def answer(engagement_id: int) -> ResponseReturnValue:
    """One answer; the same again changes nothing."""
    invitation_id, given = answer_of(request.get_json())
    invitation = invitation_to(the_engagement(engagement_id), invitation_id) or abort(404)
    recorded_by = current_client().name
    record_reply(invitation, given, source=ReplySource.SYSTEM, recorded_by=recorded_by, now=utc_now())
    commit()
    return jsonify(answer_shape(invitation, with_people=may(Scope.READ_CONTACTS)))

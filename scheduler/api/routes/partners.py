"""Partners and coverage, read only: they are kept on the pages and by import."""

from flask import jsonify
from flask.typing import ResponseReturnValue

from scheduler.api.queries import partners
from scheduler.api.queries.engagements import MAY_BE_TOLD
from scheduler.api.routes.asking import day_asked, only, page_asked
from scheduler.api.routes.blueprint import api, listed, may, needs
from scheduler.api.rules.vocabulary import Scope
from scheduler.api.shapes import body_shape, coverage_shape, organisation_shape, post_shape
from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.forward_plan.queries.coverage import coverage_board
from scheduler.forward_plan.queries.meetings import EVERY_ONE
from scheduler.forward_plan.rules.board import BoardFilter


@api.get("/organisations")
@allow(Access.LINK)
@needs(Scope.READ_PARTNERS)
def organisations() -> ResponseReturnValue:
    """A page of organisations."""
    only("page")
    found, page = partners.organisations(page_asked())
    return listed([organisation_shape(each) for each in found], page)


@api.get("/bodies")
@allow(Access.LINK)
@needs(Scope.READ_PARTNERS)
def bodies() -> ResponseReturnValue:
    """A page of boards and partnerships."""
    only("page")
    found, page = partners.bodies(page_asked())
    return listed([body_shape(each) for each in found], page)


@api.get("/posts")
@allow(Access.LINK)
@needs(Scope.READ_PARTNERS)
def posts() -> ResponseReturnValue:
    """A page of posts; with people for a key that may read contacts."""
    only("page")
    found, page, holders = partners.posts(page_asked(), local_day(utc_now()))
    people = may(Scope.READ_CONTACTS)
    return listed([post_shape(each, holders.get(each.id), with_people=people) for each in found], page)


@api.get("/coverage")
@allow(Access.LINK)
@needs(Scope.READ_COVERAGE)
def coverage() -> ResponseReturnValue:
    """The board as of a day, the most urgent first; a key that may not know of an engagement reads it without."""
    only("on")
    which = EVERY_ONE if may(Scope.READ_SENSITIVE) else MAY_BE_TOLD
    board = coverage_board(day_asked("on") or local_day(utc_now()), BoardFilter(), which)
    rows = [coverage_shape(row) for row in board.rows]
    return jsonify({"on": board.on.isoformat(), "items": rows, "total": len(rows)})

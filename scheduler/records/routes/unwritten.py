"""What was held and is not written up."""

from flask import render_template
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.records.queries.unwritten import unwritten
from scheduler.records.routes.blueprint import records


@records.get("/engagements/unwritten")
@allow(Access.VIEWER)
def unwritten_list() -> ResponseReturnValue:
    """The oldest first, with the way to write each up."""
    return render_template("records/unwritten.html", found=unwritten(utc_now()))

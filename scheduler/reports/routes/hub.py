"""The page that leads to all evidence."""

from flask import render_template
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.reports.queries.registers_hub import hub_facts
from scheduler.reports.routes.blueprint import reports


@reports.get("/evidence")
@allow(Access.VIEWER)
def hub() -> ResponseReturnValue:
    """What shows that the work takes place?"""
    return render_template("reports/hub.html", facts=hub_facts(utc_now()))

"""An agency's own page: what the summit asks of it. GET shows, a person's POST acts, a repeat is harmless."""

from collections.abc import Mapping
from typing import Any

from flask import Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from scheduler.audit.actor import Actor, set_actor
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.engagements.rules import EngagementStatus
from scheduler.invitations.rules import masked_address
from scheduler.summits.models import AgencyLink
from scheduler.summits.queries.agency_links import agency_link_by_token
from scheduler.summits.routes.blueprint import summits
from scheduler.summits.routes.desk_sections import sections_for


@summits.get("/s/<token>")
@allow(Access.LINK)
def desk(token: str) -> ResponseReturnValue:
    """What is asked of this agency, and what it has done."""
    return desk_page(token)


def desk_page(token: str, shown: Mapping[str, Any] | None = None, status: int = 200) -> ResponseReturnValue:
    """The page with every section; `shown` are things that a refused form wants said again, by name."""
    link = agency_link_by_token(token) or abort(404)
    if link.revoked_at is not None:
        return render_template("summits/desk/ended.html"), 410
    summit = link.agency.summit
    return render_template(
        "summits/desk/desk.html",
        token=token,
        link=link,
        agency=link.agency,
        summit=summit,
        is_cancelled=summit.engagement.status in {EngagementStatus.CANCELLED, EngagementStatus.DECLINED},
        sent_to=masked_address(link.address),
        sections=sections_for(link, utc_now()),
        **(shown or {}),
    ), status


def acting_link(token: str) -> AgencyLink:
    """The live link of a POST, whose holder acts from now on; an ended one gets the page that says so."""
    link = agency_link_by_token(token) or abort(404)
    if link.revoked_at is not None:
        abort(make_response(desk_page(token)))
    set_actor(Actor("link", f"{link.name or 'Somebody'}, {link.agency.name}", "link"))
    return link


@summits.after_request
def keep_desks_out_of_indexes(response: Response) -> Response:
    """Robots that find a link must not keep it."""
    if request.path.startswith("/s/"):
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response

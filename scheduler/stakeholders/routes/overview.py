"""The overview: one search box over organisations, bodies, posts and people."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.text import clean_line
from scheduler.stakeholders.queries import directory, records
from scheduler.stakeholders.routes.blueprint import blueprint, today
from scheduler.stakeholders.rules import BodyKind, OrganisationKind, RoleKind
from scheduler.stakeholders.rules.directory import Show, State, Wanted

SHEETS: dict[Show, Any] = {
    Show.ORGANISATIONS: directory.organisation_sheet,
    Show.BODIES: directory.body_sheet,
    Show.POSTS: directory.post_sheet,
    Show.PEOPLE: directory.person_sheet,
}
KINDS: dict[Show, list[str]] = {
    Show.ORGANISATIONS: [kind.value for kind in OrganisationKind],
    Show.BODIES: [kind.value for kind in BodyKind],
    Show.POSTS: [kind.value for kind in RoleKind],
    Show.PEOPLE: [],
}


@blueprint.get("")
@allow(Access.VIEWER)
def overview() -> ResponseReturnValue:
    """Whom do we know, who holds what, and where does mail for them go?"""
    on = today()
    wanted = _wanted()
    counts = directory.count_of_each(wanted, on)
    show = _shown(counts)
    if wanted.kind not in KINDS[show]:
        wanted = Wanted(wanted.text, "", wanted.area_id, wanted.state, wanted.page)
    return render_template(
        "stakeholders/overview.html",
        wanted=wanted,
        show=show,
        counts=counts,
        sheet=SHEETS[show](wanted, on),
        kinds=KINDS[show],
        areas=records.areas(),
        today=on,
    )


def _wanted() -> Wanted:
    area = request.args.get("area", "")
    page = request.args.get("page", "")
    state = request.args.get("state", "")
    return Wanted(
        text=clean_line(request.args.get("q", ""))[:200],
        kind=request.args.get("kind", ""),
        area_id=int(area) if area.isdecimal() and len(area) < 10 else None,
        state=State(state) if state in set(State) else State.LIVE,
        page=max(1, int(page)) if page.isdecimal() and len(page) < 6 else 1,
    )


def _shown(counts: dict[Show, int]) -> Show:
    """The list that was asked for, else the first in which the search finds something."""
    asked = request.args.get("show", "")
    if asked in set(Show):
        return Show(asked)
    return next((show for show in Show if counts[show]), Show.ORGANISATIONS)

"""A partner has moved: what is still planned at the old seat, and one button to move it along."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.core.wording import count_words
from scheduler.engagements.queries.partners import at_old_seats
from scheduler.engagements.routes.blueprint import engagements
from scheduler.engagements.service.partners import move_to_new_seats
from scheduler.stakeholders.models import Body, Organisation
from scheduler.stakeholders.queries.records import find


@engagements.route("/engagements/old-seats/<any(organisations, bodies):kind>/<int:home_id>", methods=["GET"])
@allow(Access.MANAGER)
def old_seats(kind: str, home_id: int) -> ResponseReturnValue:
    """Which engagements would take us to an empty building?"""
    return _page(kind, _home(kind, home_id))


@engagements.post("/engagements/old-seats/<any(organisations, bodies):kind>/<int:home_id>")
@allow(Access.MANAGER)
def move_old_seats(kind: str, home_id: int) -> ResponseReturnValue:
    """Move all of them; partners who were told are told the new place."""
    home = _home(kind, home_id)
    try:
        moved = move_to_new_seats(home, now=utc_now())
        commit()
    except RuleBroken as refused:
        db.session.rollback()
        return _page(kind, _home(kind, home_id), refused.message), 422
    flash(f"{count_words(len(moved), 'engagement')} moved.", "success")
    return redirect(url_for("engagements.old_seats", kind=kind, home_id=home_id), code=303)


def _home(kind: str, home_id: int) -> Organisation | Body:
    home = find(Organisation, home_id) if kind == "organisations" else find(Body, home_id)
    if home is None:
        abort(404)
    return home


def _page(kind: str, home: Organisation | Body, refused: str = "") -> str:
    return render_template(
        "engagements/old_seats.html", kind=kind, home=home, found=at_old_seats(home, utc_now()), refused=refused
    )

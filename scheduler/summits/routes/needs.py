"""Access and dietary needs, for who has the right. A look is noted, so it is a POST; a GET shows nothing of them."""

from flask import abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from scheduler.accounts.queries import find_staff
from scheduler.accounts.rules import ROLE_WORDS
from scheduler.accounts.service.staff import role_of
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.summits.models import Summit
from scheduler.summits.queries.needs import (
    count_for_caterer,
    count_told,
    count_waiting,
    day_of_deletion,
    may_read_needs,
    needs_rows,
    staff_and_rights,
)
from scheduler.summits.routes.blueprint import summits, the_summit
from scheduler.summits.rules.needs import DIET_WORDS, FEWEST_FOR_TEXTS
from scheduler.summits.service.needs import note_look
from scheduler.summits.service.needs_right import give_right, take_right

PATH = "/summits/<int:summit_id>/needs"
RIGHTS = "/settings/staff/needs"


@summits.get(PATH)
@allow(Access.VIEWER)
def attendees_needs(summit_id: int) -> ResponseReturnValue:
    """How many there are, until when, and the buttons that show them."""
    summit = the_summit(summit_id)
    if not may_read_needs(current_user.id):
        return _refusal(summit)
    return render_template("summits/needs.html", summit=summit, **_counts(summit))


@summits.post(f"{PATH}/list")
@allow(Access.VIEWER)
def attendees_needs_list(summit_id: int) -> ResponseReturnValue:
    """Who needs what; the look is in the log before the page leaves."""
    summit = the_summit(summit_id)
    if not may_read_needs(current_user.id):
        return _refusal(summit)
    note_look(summit, "the needs")
    page = render_template(
        "summits/needs_list.html", summit=summit, rows=needs_rows(summit), diet_words=DIET_WORDS, **_counts(summit)
    )
    commit()
    return page


@summits.post(f"{PATH}/caterer")
@allow(Access.VIEWER)
def attendees_needs_caterer(summit_id: int) -> ResponseReturnValue:
    """How many of each, without names; noted too, for among few guests a number may tell who."""
    summit = the_summit(summit_id)
    if not may_read_needs(current_user.id):
        return _refusal(summit)
    note_look(summit, "the caterer’s count")
    count = count_for_caterer(summit)
    page = render_template("summits/needs_caterer.html", summit=summit, count=count, fewest=FEWEST_FOR_TEXTS)
    commit()
    return page


@summits.get(RIGHTS)
@allow(Access.ADMINISTRATOR)
def needs_rights() -> ResponseReturnValue:
    """Who may read needs."""
    return render_template(
        "summits/needs_rights.html", people=staff_and_rights(), role_of=role_of, role_words=ROLE_WORDS
    )


@summits.post(f"{RIGHTS}/<int:user_id>/<any(give, take):change>")
@allow(Access.ADMINISTRATOR)
def change_needs_right(user_id: int, change: str) -> ResponseReturnValue:
    """Give one member of staff the right, or take it."""
    user = find_staff(user_id) or abort(404)
    try:
        if change == "give":
            give_right(user, by=current_user.name or current_user.email, now=utc_now())
        else:
            take_right(user)
    except RuleBroken as broken:
        flash(broken.message, "error")
    else:
        commit()
        flash(f"{user.name} may {'now' if change == 'give' else 'no longer'} read needs.", "success")
    return redirect(url_for("summits.needs_rights"), code=303)


def _counts(summit: Summit) -> dict[str, object]:
    return {
        "told": count_told(summit),
        "waiting": count_waiting(summit),
        "deleted_on": day_of_deletion(summit, utc_now()),
    }


def _refusal(summit: Summit) -> ResponseReturnValue:
    return make_response(render_template("summits/needs_refused.html", summit=summit), 403)

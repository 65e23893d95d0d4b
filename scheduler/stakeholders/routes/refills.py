"""After the annual meetings: who left, who is new, for many posts at once, with a look at what will happen."""

from collections.abc import Callable
from typing import TypeVar

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.stakeholders.forms.refills import DayForm, RefillForm, SeatRow
from scheduler.stakeholders.models import PostGroup
from scheduler.stakeholders.queries import group_members, records
from scheduler.stakeholders.queries.directory import Seat, seats_of
from scheduler.stakeholders.queries.refills import ANNUAL_KINDS, seats_of_kinds, seats_of_posts
from scheduler.stakeholders.routes.blueprint import blueprint, today
from scheduler.stakeholders.rules import RoleKind
from scheduler.stakeholders.rules.refills import RowsRefused, SeatChange, tally_words
from scheduler.stakeholders.service.refills import check_refill, refill_posts, what_follows

Result = TypeVar("Result")


@blueprint.get("/annual-meetings")
@allow(Access.MANAGER)
def annual_meetings() -> ResponseReturnValue:
    """Who stays, who left, who is new?"""
    form = DayForm(on=today())
    return _form_page(RefillForm(form, [SeatRow(seat, None) for seat in _wanted_seats()]))


@blueprint.post("/annual-meetings")
@allow(Access.MANAGER)
def preview_refill() -> ResponseReturnValue:
    """What will happen? Stores nothing."""
    form = _sent_form()
    if "back" in request.form:
        return _form_page(form)
    changes = _accepted(form, lambda changes: check_refill(changes, now=utc_now()))
    if form.is_wrong:
        return _form_page(form), 422
    posts = {row.seat.post.id: row.seat for row in form.rows}
    return render_template(
        "stakeholders/refill_preview.html",
        changes=[(change, posts[change.post_id]) for change in changes],
        tally=tally_words(changes),
        follows=what_follows({posts[change.post_id].post: change.on for change in changes}),
        typed=[(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"],
        unreachable=[posts[each.post_id] for each in changes if _is_unreachable(each, posts[each.post_id])],
        kept={"kind": _kept("kind"), "group": _kept("group")},
    )


@blueprint.post("/annual-meetings/save")
@allow(Access.MANAGER)
def save_refill() -> ResponseReturnValue:
    """Store every row, or none."""
    form = _sent_form()
    changes = _accepted(form, lambda changes: refill_posts(changes, now=utc_now()))
    if form.is_wrong:
        db.session.rollback()
        return _form_page(_sent_form(form)), 422
    commit()
    flash(f"Saved: {tally_words(changes)}.", "success")
    return redirect(url_for(".annual_meetings", kind=_kept("kind"), group=_kept("group")), code=303)


def _accepted(form: RefillForm, act: Callable[[list[SeatChange]], object]) -> list[SeatChange]:
    """The rows' changes, once `act` has taken them; what it refuses stands beside the rows."""
    changes = form.changes()
    if form.is_wrong:
        return []
    try:
        act(changes)
    except RowsRefused as error:
        for row in form.rows:
            if row.seat.post.id in error.by_post:
                row.refuse(error.by_post[row.seat.post.id])
    except (RuleBroken, VersionConflict) as error:
        form.form_errors.append(getattr(error, "message", "Somebody else changed this meanwhile. Look again."))
    return changes


def _sent_form(refused: RefillForm | None = None) -> RefillForm:
    """The form as it was sent; after a rollback built anew, with the errors of the one that was refused."""
    ids = [int(each) for each in request.form.getlist("post") if each.isdigit()]
    rows = [SeatRow(seat, request.form) for seat in seats_of_posts(ids, today())]
    for index, row in enumerate(rows):
        if name := row.text("name"):
            row.offer_namesakes(records.people_named(name), rows[:index])
    form = RefillForm(DayForm(), rows)
    if refused is not None:
        form.form_errors = refused.form_errors
        form.day_form.on.errors = refused.day_form.on.errors
        errors = {field.name: field.errors for row in refused.rows for field in row.form}
        for row in rows:
            for field in row.form:
                field.errors = errors.get(field.name, [])
    return form


def _is_unreachable(change: SeatChange, seat: Seat) -> bool:
    """A new holder to whom no mail would go, unless an address of somebody known is kept."""
    typed = change.newcomer.email if change.newcomer else ""
    is_known = change.person_id is not None or change.same_as_post_id is not None
    return change.fills and not (typed or seat.post.email or is_known)


def _wanted_kinds() -> list[RoleKind]:
    chosen = [RoleKind(each) for each in request.args.getlist("kind") if each in set(RoleKind)]
    return chosen or list(ANNUAL_KINDS)


def _wanted_group() -> PostGroup | None:
    group_id = request.args.get("group", "")
    return records.find(PostGroup, int(group_id)) if group_id.isdigit() else None


def _wanted_seats() -> list[Seat]:
    group = _wanted_group()
    if group is not None:
        return seats_of(group_members(group, today()), today())
    return seats_of_kinds(_wanted_kinds(), today())


def _form_page(form: RefillForm) -> str:
    return render_template(
        "stakeholders/refills.html",
        form=form,
        kinds=list(RoleKind),
        wanted_kinds=_wanted_kinds(),
        groups=records.groups(),
        wanted_group=_wanted_group(),
        kept={"kind": _kept("kind"), "group": _kept("group")},
    )


def _kept(name: str) -> list[str]:
    """A filter that travels from page to page."""
    return request.args.getlist(name)

"""Groups of posts: rules on role and kind that keep themselves up to date."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.stakeholders.forms.posts import GroupForm
from scheduler.stakeholders.models import PostGroup
from scheduler.stakeholders.queries import directory, group_members, new_members, records
from scheduler.stakeholders.routes.blueprint import blueprint, done, form_page, found, saved, today
from scheduler.stakeholders.service import add_group, change_group, review_group


@blueprint.get("/groups")
@allow(Access.VIEWER)
def groups() -> ResponseReturnValue:
    """The rules, and how many posts each names today."""
    rows = [(group, group_members(group, today())) for group in records.groups()]
    return render_template(
        "stakeholders/groups.html", rows=[(group, members, new_members(group, members)) for group, members in rows]
    )


@blueprint.get("/groups/<int:group_id>")
@allow(Access.VIEWER)
def group(group_id: int) -> ResponseReturnValue:
    """Who is in it today, who is new, whom would a mail not reach?"""
    record = found(PostGroup, group_id)
    seats = directory.seats_of(group_members(record, today()), today())
    return render_template(
        "stakeholders/group.html",
        group=record,
        seats=seats,
        new={post.id for post in new_members(record, [seat.post for seat in seats])},
        vacant=[seat for seat in seats if seat.tenure is None],
        unreachable=[seat for seat in seats if not seat.address],
    )


@blueprint.route("/groups/new", methods=["GET", "POST"])
@allow(Access.MANAGER)
def new_group() -> ResponseReturnValue:
    """Add a rule."""
    form = GroupForm()
    if form.validate_on_submit() and (record := saved(form, lambda: add_group(form.draft(), now=utc_now()))):
        return done(f"The group {record.name} is added.", url_for(".group", group_id=record.id))
    return form_page(form, "Add a group of posts", ("Groups", url_for(".groups")))


@blueprint.route("/groups/<int:group_id>/edit", methods=["GET", "POST"])
@allow(Access.MANAGER)
def edit_group(group_id: int) -> ResponseReturnValue:
    """Change a rule."""
    record = found(PostGroup, group_id)
    form = GroupForm(obj=record)
    address = url_for(".group", group_id=group_id)
    if form.validate_on_submit() and saved(form, lambda: change_group(record, form.draft(), version=form.seen_version)):
        return done(f"The group {record.name} is saved.", address)
    return form_page(form, f"Change {record.name}", (record.name, address), lambda: GroupForm(None, obj=record))


@blueprint.post("/groups/<int:group_id>/review")
@allow(Access.MANAGER)
def review(group_id: int) -> ResponseReturnValue:
    """The office has seen the newcomers."""
    record = found(PostGroup, group_id)
    review_group(record, now=utc_now())
    commit()
    return done("Reviewed. Posts made from now on are shown as new.", url_for(".group", group_id=group_id))

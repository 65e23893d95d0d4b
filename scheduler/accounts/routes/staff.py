"""The administrator's pages about staff: who may sign in, as what, and since when not."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from scheduler.accounts.forms.staff import AddStaffForm, RoleForm
from scheduler.accounts.models import StaffUser
from scheduler.accounts.queries import all_staff, find_staff, open_sessions
from scheduler.accounts.rules import ROLE_WORDS, AccountLetter, Role
from scheduler.accounts.service.letters import post_letter
from scheduler.accounts.service.sessions import end_sessions
from scheduler.accounts.service.staff import (
    add_user,
    change_role,
    disable_user,
    enable_user,
    forget_second_step,
    role_of,
)
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken

staff = Blueprint("staff", __name__, url_prefix="/settings/staff")


@staff.get("")
@allow(Access.ADMINISTRATOR)
def listing() -> ResponseReturnValue:
    """Who may sign in."""
    return render_template("accounts/staff.html", people=all_staff(), role_of=role_of, role_words=ROLE_WORDS)


@staff.route("/add", methods=["GET", "POST"])
@allow(Access.ADMINISTRATOR)
def add() -> ResponseReturnValue:
    """Let somebody in: they get a mail to choose a password."""
    form = AddStaffForm()
    if form.validate_on_submit():
        try:
            user = add_user(form.name.data, form.email.data, Role(form.role.data), now=utc_now())
        except RuleBroken as error:
            form.email.errors = [error.message]
        else:
            commit()
            flash(f"{user.name} is on the list, and a mail to choose a password is on its way.", "success")
            return redirect(url_for("staff.listing"), code=303)
    return render_template("accounts/staff_add.html", form=form), 422 if form.errors else 200


@staff.route("/<int:user_id>", methods=["GET", "POST"])
@allow(Access.ADMINISTRATOR)
def member(user_id: int) -> ResponseReturnValue:
    """One person: their role, and what can be done about their account."""
    user = _user(user_id)
    role = role_of(user)
    form = RoleForm(role=role.value if role else None)
    if form.validate_on_submit():
        chosen = Role(form.role.data)
        return _done(user, lambda: change_role(user, chosen), f"{user.name} is {ROLE_WORDS[chosen]} now.")
    page = render_template(
        "accounts/staff_member.html",
        form=form,
        person=user,
        sessions=open_sessions(user, utc_now()),
        is_self=user.id == current_user.id,
    )
    return page, 422 if form.errors else 200


@staff.post("/<int:user_id>/disable")
@allow(Access.ADMINISTRATOR)
def disable(user_id: int) -> ResponseReturnValue:
    """Shut somebody out at once."""
    user = _user(user_id)
    return _done(user, lambda: disable_user(user, now=utc_now()), f"{user.name} can no longer sign in.")


@staff.post("/<int:user_id>/enable")
@allow(Access.ADMINISTRATOR)
def enable(user_id: int) -> ResponseReturnValue:
    """Let somebody in again."""
    user = _user(user_id)
    return _done(user, lambda: enable_user(user), f"{user.name} can sign in again.")


@staff.post("/<int:user_id>/send-link")
@allow(Access.ADMINISTRATOR)
def send_link(user_id: int) -> ResponseReturnValue:
    """Send a link to choose a password once more."""
    user = _user(user_id)
    if not user.active:
        abort(409)
    letter = AccountLetter.RESET if user.password else AccountLetter.WELCOME
    return _done(user, lambda: post_letter(user, letter, now=utc_now()), f"A link is on its way to {user.email}.")


@staff.post("/<int:user_id>/sign-out")
@allow(Access.ADMINISTRATOR)
def sign_out_everywhere(user_id: int) -> ResponseReturnValue:
    """End every session of somebody, for example of a lost laptop."""
    user = _user(user_id)
    why = "an administrator ended their sessions"
    return _done(user, lambda: end_sessions(user, now=utc_now(), why=why), f"{user.name} is signed out everywhere.")


@staff.post("/<int:user_id>/forget-phone")
@allow(Access.ADMINISTRATOR)
def forget_phone(user_id: int) -> ResponseReturnValue:
    """Ask somebody for no code any more, since their phone and recovery codes are gone."""
    user = _user(user_id)
    return _done(user, lambda: forget_second_step(user), f"{user.name} signs in without a code until they set one up.")


def _user(user_id: int) -> StaffUser:
    return find_staff(user_id) or abort(404)


def _done(user: StaffUser, change: Callable[[], object], said: str) -> ResponseReturnValue:
    """Make one change, or say why not; either way back to the person's page."""
    try:
        change()
    except RuleBroken as error:
        db.session.rollback()
        flash(error.message, "error")
    else:
        commit()
        flash(said, "success")
    return redirect(url_for("staff.member", user_id=user.id), code=303)

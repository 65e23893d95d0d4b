"""Actions for the office, and the page on which an owner tells how one stands."""

from datetime import date

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from scheduler.accounts.sessions import role_of_request
from scheduler.actions.forms import ActionForm, UpdateForm
from scheduler.actions.models import Action
from scheduler.actions.queries import (
    action_by_id,
    action_by_token,
    actions_of,
    all_actions,
    owner_words,
    possible_owners,
)
from scheduler.actions.rules import OVER, STATE_KEYS, STATE_WORDS, due_words, is_late
from scheduler.actions.service import (
    add_action,
    change_action,
    record_update,
    remove_action,
    tell_owner,
    tell_owners,
)
from scheduler.audit.actor import Actor, set_actor
from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries import engagement_of
from scheduler.invitations.spreadsheets import as_csv

actions = Blueprint("actions", __name__)

HEADINGS = ("Action", "Owner", "Due", "State", "Late", "From", "Last update")


@actions.context_processor
def words_of_actions() -> dict[str, object]:
    """What the templates of actions call."""
    return {
        "may_change": role_of_request() >= Access.MANAGER,
        "owner_words": owner_words,
        "due_words": lambda action: due_words(action.state, action.due_on, _today()),
        "is_late": lambda action: is_late(action.state, action.due_on, _today()),
        "state_words": STATE_WORDS,
        "state_keys": STATE_KEYS,
        "over": OVER,
    }


@actions.app_template_global()
def action_panel(engagement: Engagement) -> Markup:
    """What was agreed, for the engagement's own page and the summit's."""
    html = render_template(
        "actions/_panel.html",
        engagement=engagement,
        listed=actions_of(engagement),
        **words_of_actions(),
    )
    return Markup(html)  # noqa: S704  # a template's output, escaped there


@actions.get("/actions")
@allow(Access.VIEWER)
def listing() -> ResponseReturnValue:
    """Everything that was agreed and is not over, the most urgent first; or what is over."""
    is_open = request.args.get("show") != "over"
    return render_template("actions/listing.html", listed=all_actions(is_open=is_open), is_open=is_open)


@actions.get("/actions.csv")
@allow(Access.VIEWER)
def export() -> ResponseReturnValue:
    """All of them as a spreadsheet."""
    rows = [_row(each) for each in [*all_actions(), *all_actions(is_open=False)]]
    headers = {"Content-Disposition": 'attachment; filename="actions.csv"'}
    return Response(as_csv(HEADINGS, rows), content_type="text/csv; charset=utf-8", headers=headers)


@actions.route("/engagements/<int:engagement_id>/actions/new", methods=["GET", "POST"])
@allow(Access.MANAGER)
def add(engagement_id: int) -> ResponseReturnValue:
    """Note one."""
    engagement = engagement_of(engagement_id) or abort(404)
    form = ActionForm()
    form.offer(possible_owners())
    if form.validate_on_submit():
        try:
            action = add_action(engagement, form.draft(), now=utc_now())
        except RuleBroken as refused:
            form.show(refused)
        else:
            commit()
            return redirect(url_for("actions.detail", action_id=action.id), code=303)
    if request.method == "GET":
        form.heading.data = clean_line(request.args.get("heading", ""))[:200]
    page = render_template("actions/form.html", form=form, engagement=engagement, action=None)
    return page, 422 if form.errors else 200


@actions.get("/actions/<int:action_id>")
@allow(Access.VIEWER)
def detail(action_id: int) -> ResponseReturnValue:
    """One action and what was told of it."""
    action = _action(action_id)
    form = UpdateForm(state=str(action.state))
    return render_template("actions/detail.html", action=action, form=form)


@actions.route("/actions/<int:action_id>/change", methods=["GET", "POST"])
@allow(Access.MANAGER)
def change(action_id: int) -> ResponseReturnValue:
    """Another owner, day or wording."""
    action, form = _action(action_id), ActionForm()
    form.offer(possible_owners())
    if form.validate_on_submit():
        try:
            change_action(action, form.draft(), seen=form.version_seen)
        except RuleBroken as refused:
            form.show(refused)
        else:
            commit()
            return redirect(url_for("actions.detail", action_id=action.id), code=303)
    elif request.method == "GET":
        form.fill(action)
    page = render_template("actions/form.html", form=form, engagement=action.engagement, action=action)
    return page, 422 if form.errors else 200


@actions.post("/actions/<int:action_id>/update")
@allow(Access.MANAGER)
def note_update(action_id: int) -> ResponseReturnValue:
    """The office notes what it was told by telephone."""
    action, form = _action(action_id), UpdateForm()
    by = clean_line(f"{current_user.name or current_user.email}, for the owner")
    if not form.validate() or not _update(action, form, by):
        return render_template("actions/detail.html", action=action, form=form), 422
    commit()
    return redirect(url_for("actions.detail", action_id=action.id), code=303)


@actions.post("/actions/<int:action_id>/tell")
@allow(Access.MANAGER)
def tell(action_id: int) -> ResponseReturnValue:
    """Write to its owner."""
    action = _action(action_id)
    try:
        tell_owner(action, now=utc_now())
    except RuleBroken as refused:
        flash(refused.message, "error")
    else:
        commit()
        flash("The mail waits in the outbox.", "success")
    return redirect(url_for("actions.detail", action_id=action.id), code=303)


@actions.post("/engagements/<int:engagement_id>/actions/tell")
@allow(Access.MANAGER)
def tell_all(engagement_id: int) -> ResponseReturnValue:
    """Write to every owner who has not been told."""
    engagement = engagement_of(engagement_id) or abort(404)
    told = tell_owners(engagement, actions_of(engagement), now=utc_now())
    commit()
    flash(f"{told} mails wait in the outbox." if told != 1 else "1 mail waits in the outbox.", "success")
    return redirect(url_for("engagements.detail", engagement_id=engagement.id, _anchor="actions"), code=303)


@actions.post("/actions/<int:action_id>/remove")
@allow(Access.MANAGER)
def remove(action_id: int) -> ResponseReturnValue:
    """It was a mistake."""
    action = _action(action_id)
    engagement_id = action.engagement_id
    remove_action(action)
    commit()
    return redirect(url_for("engagements.detail", engagement_id=engagement_id, _anchor="actions"), code=303)


@actions.get("/t/<token>")
@allow(Access.LINK)
def owners_page(token: str) -> ResponseReturnValue:
    """How does it stand?"""
    action = action_by_token(token) or abort(404)
    form = UpdateForm(state=str(action.state))
    return render_template("actions/owner.html", action=action, form=form, token=token)


@actions.post("/t/<token>")
@allow(Access.LINK)
def save_update(token: str) -> ResponseReturnValue:
    """What the owner tells; the same again is nothing."""
    action, form = action_by_token(token) or abort(404), UpdateForm()
    by = ", ".join(part for part in (action.contact_name, owner_words(action)) if part)
    set_actor(Actor("link", by, "link"))
    if not form.validate() or not _update(action, form, by):
        return render_template("actions/owner.html", action=action, form=form, token=token), 422
    commit()
    flash("Thank you. What you told us is saved.", "success")
    return redirect(url_for("actions.owners_page", token=token), code=303)


@actions.after_request
def keep_links_out_of_indexes(response: Response) -> Response:
    """Robots that find a link must not keep it."""
    if request.path.startswith("/t/"):
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _update(action: Action, form: UpdateForm, by: str) -> bool:
    try:
        record_update(action, form.state_now(), form.words.data or "", by=by, now=utc_now())
    except RuleBroken as refused:
        form.show(refused)
        return False
    return True


def _action(action_id: int) -> Action:
    return action_by_id(action_id) or abort(404)


def _row(action: Action) -> list[str]:
    last = action.updates[-1].words if action.updates else ""
    late = "yes" if is_late(action.state, action.due_on, _today()) else ""
    due = action.due_on.isoformat() if action.due_on else ""
    title = action.engagement.title
    return [action.words, owner_words(action), due, STATE_WORDS[action.state], late, title, last]


def _today() -> date:
    return local_day(utc_now())

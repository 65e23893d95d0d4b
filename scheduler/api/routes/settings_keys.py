"""The administrator's page of other systems: their keys, each shown once."""

from flask import Blueprint, abort, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from scheduler.api.forms.settings import EVENT_WORDS, KeyForm
from scheduler.api.queries.clients import all_clients, all_webhooks, client_by_id
from scheduler.api.rules.keys import SCOPE_WORDS
from scheduler.api.service.clients import add_client, revoke_client
from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken

api_settings = Blueprint("api_settings", __name__, url_prefix="/settings/api")
SHOWN_ONCE = "api_key"


@api_settings.context_processor
def words_of_settings() -> dict[str, object]:
    """Scopes and events in words."""
    return {
        "scope_words": SCOPE_WORDS,
        "event_words": EVENT_WORDS,
        "local_day": local_day,
        "today": local_day(utc_now()),
    }


@api_settings.get("")
@allow(Access.ADMINISTRATOR)
def overview() -> ResponseReturnValue:
    """Keys and webhooks; a new key once, directly after it was made."""
    shown = session.pop(SHOWN_ONCE, None)
    return render_template("api/overview.html", clients=all_clients(), webhooks=all_webhooks(), shown=shown)


@api_settings.route("/keys/new", methods=["GET", "POST"])
@allow(Access.ADMINISTRATOR)
def new_key() -> ResponseReturnValue:
    """Which system, and what it may do."""
    form = KeyForm()
    if form.validate_on_submit():
        try:
            client, key = add_client(form.name.data, form.scopes.data or [], form.expires_on.data, now=utc_now())
        except RuleBroken as refused:
            form.show(refused)
        else:
            commit()
            session[SHOWN_ONCE] = {"name": client.name, "key": key}
            return redirect(url_for("api_settings.overview"), code=303)
    return render_template("api/key.html", form=form), 422 if form.errors else 200


@api_settings.post("/keys/<int:client_id>/withdraw")
@allow(Access.ADMINISTRATOR)
def withdraw(client_id: int) -> ResponseReturnValue:
    """The key opens nothing any more."""
    client = client_by_id(client_id) or abort(404)
    try:
        revoke_client(client, now=utc_now())
    except RuleBroken as refused:
        db.session.rollback()
        flash(refused.message, "error")
    else:
        commit()
        flash(f"The key of “{client.name}” opens nothing any more.", "success")
    return redirect(url_for("api_settings.overview"), code=303)

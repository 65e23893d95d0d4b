"""The administrator's pages of webhooks: where they go, what was told, what is told again."""

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from scheduler.api.forms.settings import WebhookForm
from scheduler.api.models import Webhook
from scheduler.api.queries.clients import deliveries_of, delivery_of, webhook_by_id
from scheduler.api.routes.settings_keys import SHOWN_ONCE, api_settings
from scheduler.api.rules.deliveries import written_secret
from scheduler.api.service.webhooks import (
    add_webhook,
    change_webhook,
    remove_webhook,
    renew_secret,
    secret_of,
    send_again,
    switch_webhook,
)
from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken


@api_settings.route("/webhooks/new", methods=["GET", "POST"])
@allow(Access.ADMINISTRATOR)
def new_webhook() -> ResponseReturnValue:
    """A new one, whose secret is shown once."""
    form = WebhookForm()
    if form.validate_on_submit():
        try:
            webhook = add_webhook(form.draft(), now=utc_now())
        except RuleBroken as refused:
            form.show(refused)
        else:
            commit()
            return _shown_once(webhook)
    return render_template("api/webhook_form.html", form=form, webhook=None), 422 if form.errors else 200


@api_settings.get("/webhooks/<int:webhook_id>")
@allow(Access.ADMINISTRATOR)
def webhook(webhook_id: int) -> ResponseReturnValue:
    """One, with what it was told."""
    found, shown = _found(webhook_id), session.pop(SHOWN_ONCE, None)
    return render_template("api/webhook.html", webhook=found, deliveries=deliveries_of(found), shown=shown)


@api_settings.route("/webhooks/<int:webhook_id>/change", methods=["GET", "POST"])
@allow(Access.ADMINISTRATOR)
def change(webhook_id: int) -> ResponseReturnValue:
    """Another address, name or choice."""
    found, form = _found(webhook_id), WebhookForm()
    if form.validate_on_submit():
        try:
            change_webhook(found, form.draft(), seen=form.version_seen)
        except RuleBroken as refused:
            form.show(refused)
        else:
            commit()
            return redirect(url_for("api_settings.webhook", webhook_id=found.id), code=303)
    elif request.method == "GET":
        form.fill(found)
    return render_template("api/webhook_form.html", form=form, webhook=found), 422 if form.errors else 200


@api_settings.post("/webhooks/<int:webhook_id>/<any('on', 'off'):state>")
@allow(Access.ADMINISTRATOR)
def switch(webhook_id: int, state: str) -> ResponseReturnValue:
    """Tell it, or stop telling it."""
    found = _found(webhook_id)
    switch_webhook(found, is_on=state == "on")
    commit()
    return redirect(url_for("api_settings.webhook", webhook_id=found.id), code=303)


@api_settings.post("/webhooks/<int:webhook_id>/secret")
@allow(Access.ADMINISTRATOR)
def renew(webhook_id: int) -> ResponseReturnValue:
    """Another secret, shown once."""
    found = _found(webhook_id)
    renew_secret(found)
    commit()
    return _shown_once(found)


@api_settings.post("/webhooks/<int:webhook_id>/remove")
@allow(Access.ADMINISTRATOR)
def remove(webhook_id: int) -> ResponseReturnValue:
    """With its log."""
    remove_webhook(_found(webhook_id))
    commit()
    flash("The webhook is removed.", "success")
    return redirect(url_for("api_settings.overview"), code=303)


@api_settings.post("/webhooks/<int:webhook_id>/deliveries/<int:delivery_id>/again")
@allow(Access.ADMINISTRATOR)
def again(webhook_id: int, delivery_id: int) -> ResponseReturnValue:
    """The same delivery once more."""
    found = _found(webhook_id)
    send_again(delivery_of(found, delivery_id) or abort(404), now=utc_now())
    commit()
    flash("It is sent again.", "success")
    return redirect(url_for("api_settings.webhook", webhook_id=found.id), code=303)


def _found(webhook_id: int) -> Webhook:
    return webhook_by_id(webhook_id) or abort(404)


def _shown_once(webhook: Webhook) -> ResponseReturnValue:
    session[SHOWN_ONCE] = {"name": webhook.name, "key": written_secret(secret_of(webhook))}
    return redirect(url_for("api_settings.webhook", webhook_id=webhook.id), code=303)

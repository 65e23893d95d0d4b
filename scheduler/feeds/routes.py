"""Pages of the feeds."""

from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from scheduler.accounts.sessions import role_of_request
from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.current import absolute_url
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.core.numbers import small_number
from scheduler.engagements.rules import Detail
from scheduler.feeds.forms import ConfirmForm, FeedForm, InvitedForm, ScopeForm
from scheduler.feeds.models import Feed, FeedAddress
from scheduler.feeds.queries import all_feeds, feed_of, scope_choices, subjects_of
from scheduler.feeds.rules import DETAIL_WORDS, OFFERED, SCOPE_WORDS, Pulse, Scope, fetched_words, pulse
from scheduler.feeds.service import (
    FeedDraft,
    create_feed,
    delete_feed,
    is_living,
    leave_out_invited,
    revoke_addresses,
    rotate_address,
)

feeds = Blueprint("feeds", __name__)
SHOWN_ONCE = "feed_address"


@feeds.get("/feeds")
@allow(Access.VIEWER)
def listing() -> ResponseReturnValue:
    """Every feed: what it shows, who made it, when it was last fetched."""
    found = all_feeds()
    return render_template("feeds/listing.html", feeds=found, subjects=subjects_of(found), **_words())


@feeds.route("/feeds/new", methods=["GET", "POST"])
@allow(Access.MANAGER)
def new_feed() -> ResponseReturnValue:
    """Two questions: whose engagements, then which and how much."""
    scope = _scope(request.values.get("scope", ""))
    if scope is None:
        return render_template("feeds/scope.html", form=ScopeForm(formdata=None))
    form = FeedForm(scope_id=request.args.get("scope_id", type=small_number))
    form.ask_for(scope, scope_choices(scope, local_day(utc_now())))
    if form.validate_on_submit():
        try:
            feed, token = create_feed(_draft(form, scope), now=utc_now())
        except RuleBroken as error:
            form.name.errors = [*form.name.errors, error.message]
        else:
            commit()
            return _show_once(feed, token)
    page = render_template("feeds/new.html", form=form, scope=scope, scope_words=SCOPE_WORDS[scope])
    return page, 422 if form.errors else 200


@feeds.get("/feeds/<int:feed_id>")
@allow(Access.VIEWER)
def feed_page(feed_id: int) -> ResponseReturnValue:
    """One feed; its address only directly after it was made."""
    feed = _found(feed_id)
    address = _take_address(feed)
    return render_template(
        "feeds/feed.html",
        feed=feed,
        subject=subjects_of([feed])[feed.id],
        address=address,
        invited_form=_invited_form(feed),
        **_words(),
    )


@feeds.post("/feeds/<int:feed_id>/new-address")
@allow(Access.MANAGER)
def rotate(feed_id: int) -> ResponseReturnValue:
    """A new address; the old one answers for another day."""
    feed = _found(feed_id)
    token = rotate_address(feed, now=utc_now())
    commit()
    return _show_once(feed, token)


@feeds.post("/feeds/<int:feed_id>/invitations")
@allow(Access.MANAGER)
def set_invited(feed_id: int) -> ResponseReturnValue:
    """Show, or leave out, what the partner was invited to by mail."""
    feed, form = _found(feed_id), InvitedForm()
    if form.validate_on_submit():
        try:
            leave_out_invited(feed, leaves_out=form.leaves_out.data, now=utc_now())
        except RuleBroken as broken:
            flash(broken.message, "error")
        else:
            commit()
            flash("Saved. Calendar programs notice it when they next look.", "success")
    return redirect(url_for("feeds.feed_page", feed_id=feed.id), code=303)


@feeds.route("/feeds/<int:feed_id>/switch-off", methods=["GET", "POST"])
@allow(Access.VIEWER, to_change=Access.MANAGER)
def switch_off(feed_id: int) -> ResponseReturnValue:
    """Ask, then end every address at once."""
    feed = _found(feed_id)
    form = ConfirmForm()
    if not form.validate_on_submit():
        return render_template("feeds/switch_off.html", feed=feed, form=form)
    revoke_addresses(feed, now=utc_now())
    commit()
    flash(f"Every address of “{feed.name}” is switched off.", "success")
    return redirect(url_for("feeds.feed_page", feed_id=feed.id), code=303)


@feeds.route("/feeds/<int:feed_id>/delete", methods=["GET", "POST"])
@allow(Access.VIEWER, to_change=Access.MANAGER)
def delete(feed_id: int) -> ResponseReturnValue:
    """Ask, then delete the feed."""
    feed = _found(feed_id)
    form = ConfirmForm()
    if not form.validate_on_submit():
        return render_template("feeds/delete.html", feed=feed, form=form)
    delete_feed(feed)
    commit()
    flash(f"“{feed.name}” is deleted.", "success")
    return redirect(url_for("feeds.listing"), code=303)


def _found(feed_id: int) -> Feed:
    return feed_of(feed_id) or abort(404)


def _scope(text: str) -> Scope | None:
    return Scope(text) if text in OFFERED else None


def _draft(form: FeedForm, scope: Scope) -> FeedDraft:
    scope_id = None if scope is Scope.OFFICE else form.scope_id.data
    if scope is Scope.POST and form.leaves_out.data:
        scope = Scope.POST_REST
    return FeedDraft(name=form.name.data, scope=scope, scope_id=scope_id, detail=Detail(form.detail.data))


def _show_once(feed: Feed, token: str) -> ResponseReturnValue:
    """The token travels to the next page in the signed session cookie of the person who will read it there anyway.

    Nothing on our side keeps it, a reload cannot make a second feed, and the page takes it out as it shows it.
    """
    session[SHOWN_ONCE] = {"feed": feed.id, "token": token}
    return redirect(url_for("feeds.feed_page", feed_id=feed.id), code=303)


def _take_address(feed: Feed) -> dict[str, str] | None:
    """The address to show, in the three forms that people need; HEAD does not use it up."""
    kept = session.get(SHOWN_ONCE)
    if not kept or kept["feed"] != feed.id or request.method != "GET":
        return None
    import segno  # for a new address, shown once

    session.pop(SHOWN_ONCE)
    https = absolute_url(f"/feeds/{kept['token']}.ics")
    webcal = f"webcal://{https.partition('://')[2]}"
    return {"https": https, "webcal": webcal, "qr": segno.make(webcal, error="m").svg_data_uri(scale=4, border=4)}


def _invited_form(feed: Feed) -> InvitedForm | None:
    """The switch, where there is one."""
    if feed.scope not in {Scope.POST, Scope.POST_REST}:
        return None
    return InvitedForm(formdata=None, leaves_out=feed.scope is Scope.POST_REST)


def _pulse(address: FeedAddress, now: datetime) -> Pulse:
    return pulse(address.last_fetched_at, address.last_agent, address.feed.revised_at, now)


def _words() -> dict[str, object]:
    """What the templates say things with."""
    now = utc_now()

    def fetched(at: datetime, program: str) -> str:
        return fetched_words(at, program, now)

    return {
        "scope_words": SCOPE_WORDS,
        "detail_words": DETAIL_WORDS,
        "fetched": fetched,
        "pulse_of": lambda address: _pulse(address, now),
        "living": lambda feed: [address for address in feed.addresses if is_living(address, now)],
        "may_change": role_of_request() >= Access.MANAGER,
    }

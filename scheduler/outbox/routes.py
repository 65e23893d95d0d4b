"""The send log: every mail with its state, what a manager may decide about failed and held ones, and the undo."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.core.numbers import small_number
from scheduler.core.wording import count_words
from scheduler.outbox.batches import stop_batch
from scheduler.outbox.entries import WORDS, entry_of
from scheduler.outbox.models import Notice
from scheduler.outbox.queries import counts_by_state, held_notices, is_known_batch, log_page, notice_by_id
from scheduler.outbox.rules import NoticeState
from scheduler.outbox.service import drop_notice, leaves_at, retry_notice
from scheduler.outbox.strips import Strip, stopped_words, strips_of
from scheduler.outbox.tasks import CLOSED_BATCHES

outbox = Blueprint("outbox", __name__)
UNDO = "undo"
"""Key in the signed cookie: the last actions of this browser that posted mail, each with who was signed in."""
MOST_KEPT = 3


@outbox.get("/mail-log")
@allow(Access.VIEWER)
def mail_log() -> ResponseReturnValue:
    """Every mail, newest first, of all states or of one."""
    state = _state(request.args.get("state", ""))
    found = log_page(state, request.args.get("page", 1, type=small_number))
    now = utc_now()
    opens_at = leaves_at(now)
    return render_template(
        "outbox/mail_log.html",
        entries=[entry_of(notice, now=now, opens_at=opens_at) for notice in found.notices],
        found=found,
        state=state,
        counts=counts_by_state(),
        state_words=WORDS,
        states=NoticeState,
        manager=Access.MANAGER,
    )


@outbox.post("/mail-log/<int:notice_id>/send")
@allow(Access.MANAGER)
def send_notice(notice_id: int) -> ResponseReturnValue:
    """Try a failed mail again, or release a held one."""
    notice = _found(notice_id)
    try:
        retry_notice(notice, now=utc_now())
    except RuleBroken as error:
        return _back(error.message, "error")
    commit()
    return _back(f"The mail to {notice.recipient_address} is on its way.")


@outbox.post("/mail-log/<int:notice_id>/withdraw")
@allow(Access.MANAGER)
def withdraw_notice(notice_id: int) -> ResponseReturnValue:
    """Never send a failed or held mail."""
    notice = _found(notice_id)
    try:
        drop_notice(notice)
    except RuleBroken as error:
        return _back(error.message, "error")
    commit()
    return _back(f"The mail to {notice.recipient_address} will not be sent.")


@outbox.post("/mail-log/held")
@allow(Access.MANAGER)
def decide_held() -> ResponseReturnValue:
    """Release, or withdraw, everything that a restore put on hold."""
    notices = held_notices()
    is_release = request.form.get("decision") == "release"
    for notice in notices:
        if is_release:
            retry_notice(notice, now=utc_now())
        else:
            drop_notice(notice)
    commit()
    return _back(f"{count_words(len(notices), 'mail')} {'released' if is_release else 'withdrawn'}.".capitalize())


@outbox.post("/mail-log/batches/<batch>/undo")
@allow(Access.MANAGER)
def undo(batch: str) -> ResponseReturnValue:
    """Stop what has not left yet; pressed too late it says what left. Only who posted it was told the key."""
    if not is_known_batch(batch):
        abort(404)
    done = stop_batch(batch, now=utc_now())
    commit()
    flash(stopped_words(done), "success" if done.stopped and not done.left else "info")
    return redirect(done.place, code=303)


@outbox.after_app_request
def keep_batches(response: Response) -> Response:
    """The browser that sent something can undo it from its next page on."""
    if db.session.registry.has():
        fresh = [[batch, current_user.get_id()] for batch in db.session.info.pop(CLOSED_BATCHES, ())]
        if fresh:
            session[UNDO] = [*session.get(UNDO, []), *fresh][-MOST_KEPT:]
    return response


@outbox.app_template_global()
def undo_strips() -> list[Strip]:
    """What whoever is signed in may still undo; asks the database only after an action that posted mail."""
    kept = session.get(UNDO)
    if not kept or not current_user.is_authenticated:
        return []
    try:
        strips = strips_of([batch for batch, user in kept if user == current_user.get_id()], now=utc_now())
    except SQLAlchemyError:  # error pages have this layout too
        db.session.rollback()
        return []
    if not strips:
        session.pop(UNDO)
    return strips


def _found(notice_id: int) -> Notice:
    notice = notice_by_id(notice_id)
    if notice is None:
        abort(404)
    return notice


def _state(text: str) -> NoticeState | None:
    return NoticeState(text) if text in set(NoticeState) else None


def _back(message: str, category: str = "success") -> ResponseReturnValue:
    flash(message, category)
    return redirect(url_for("outbox.mail_log"), code=303)

"""The send log: every mail with its state, and what a manager may decide about failed and held ones."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.core.numbers import small_number
from scheduler.core.wording import count_words
from scheduler.outbox.entries import WORDS, entry_of
from scheduler.outbox.models import Notice
from scheduler.outbox.queries import counts_by_state, held_notices, log_page, notice_by_id
from scheduler.outbox.rules import NoticeState
from scheduler.outbox.service import drop_notice, is_sending_time, retry_notice

outbox = Blueprint("outbox", __name__)


@outbox.get("/mail-log")
@allow(Access.VIEWER)
def mail_log() -> ResponseReturnValue:
    """Every mail, newest first, of all states or of one."""
    state = _state(request.args.get("state", ""))
    found = log_page(state, request.args.get("page", 1, type=small_number))
    now = utc_now()
    is_open = is_sending_time(now)
    return render_template(
        "outbox/mail_log.html",
        entries=[entry_of(notice, now=now, is_sending_time=is_open) for notice in found.notices],
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

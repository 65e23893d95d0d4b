"""Afterwards: what was sent about the day, and the call list with its ticks."""

from datetime import date

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.accounts.sessions import role_of_request
from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit
from scheduler.core.numbers import small_number
from scheduler.engagements.models import Principal
from scheduler.engagements.queries import all_principals
from scheduler.outbox.entries import entry_of
from scheduler.outbox.service import leaves_at
from scheduler.today.calls import afterwards
from scheduler.today.queries.sent import entries_of, notices_of
from scheduler.today.routes.blueprint import today
from scheduler.today.rules.away import COURSE_WORDS
from scheduler.today.service import note_call


@today.get("/today/away/done")
@allow(Access.VIEWER)
def away_done() -> ResponseReturnValue:
    """What became of each engagement, its mails as they are now, and who is still to be telephoned."""
    absent, on = _about()
    now = utc_now()
    entries = entries_of(absent, on)
    lines = [entry_of(each, now=now, opens_at=leaves_at(now)) for each in notices_of(entries)]
    return render_template(
        "today/away_done.html",
        absent=absent,
        on=on,
        days=afterwards(entries, on),
        lines=lines,
        COURSE_WORDS=COURSE_WORDS,
        may_change=role_of_request() >= Access.MANAGER,
    )


@today.post("/today/away/called")
@allow(Access.MANAGER)
def away_called() -> ResponseReturnValue:
    """Tick one call off; a second tick for the same one changes nothing."""
    absent, on = _about()
    for after in afterwards(entries_of(absent, on), on):
        for line in after.lines:
            if line.name == request.form.get("call") and line.made is None:
                note_call(after.engagement, line.contact.key, line.contact.label, on)
    commit()
    return redirect(url_for("today.away_done", principal=absent.id, on=on.isoformat(), _anchor="calls"), code=303)


def _about() -> tuple[Principal, date]:
    """Whose day, and which: by default the first of ours, today; 404 when the address names none."""
    wanted = request.values.get("principal", type=small_number)
    ours = all_principals()
    absent = next((each for each in ours if wanted in {None, each.id}), None)
    try:
        on = date.fromisoformat(request.values.get("on", local_day(utc_now()).isoformat()))
    except ValueError:
        on = None
    if absent is None or on is None:
        abort(404)
    return absent, on

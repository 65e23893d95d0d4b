"""One of ours is away: choose for each engagement, look at every mail, send once."""

import re
from collections.abc import Collection, Sequence
from datetime import date, datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.accounts.ceiling import Ceiling, asked_again, ceiling_of
from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.core.numbers import small_number
from scheduler.core.typed import typed_day
from scheduler.core.values import dataclass
from scheduler.engagements.calendar import place_words, words_of_when
from scheduler.engagements.models import Principal
from scheduler.engagements.queries import live_principals
from scheduler.today.calls import calls_for
from scheduler.today.forms import DayOffForm, DecisionForm
from scheduler.today.queries.away import affected_by, is_away
from scheduler.today.queries.messages import Message
from scheduler.today.routes.blueprint import today
from scheduler.today.rules.away import COURSE_WORDS, DayOff
from scheduler.today.service import DecisionRefused, call_off, rehearse


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose day the page is about, and its forms."""

    absent: Principal
    on: date
    now: datetime
    ours: Sequence[Principal]
    form: DayOffForm
    decisions: Sequence[DecisionForm]
    day_error: str = ""

    @property
    def is_valid(self) -> bool:
        """Whether every form reads well; each is asked, so that each shows its errors."""
        return all([self.form.validate(), *(each.validate() for each in self.decisions)])

    @property
    def day_off(self) -> DayOff:
        """What was chosen."""
        return self.form.day_off(self.absent.id, self.on, [each.decision() for each in self.decisions])


@today.get("/today/away")
@allow(Access.MANAGER)
def away() -> ResponseReturnValue:
    """The engagements of one of ours on a day, with a choice for each."""
    asked = _asked()
    asked.form.start(asked.absent.title, is_today=asked.on == local_day(asked.now))
    for each in asked.decisions:
        each.start()
    return _choose(asked)


@today.post("/today/away/preview")
@allow(Access.MANAGER)
def away_preview() -> ResponseReturnValue:
    """Every mail that would go, written as it would be; nothing is stored."""
    if request.form.get("do") == "change":
        return _choose(_asked())
    asked = _asked(_shown())
    if not asked.is_valid:
        return _choose(asked, 422)
    return _rehearsed(asked)


@today.post("/today/away")
@allow(Access.MANAGER)
def away_send() -> ResponseReturnValue:
    """Send what the preview had shown: all of it or nothing, and nobody twice."""
    asked = _asked(_shown())
    if not asked.is_valid:
        return _choose(asked, 422)
    try:
        outcome = call_off(asked.day_off, now=asked.now)
    except RuleBroken as refused:
        return _refused(refused)
    if ceiling := asked_again(ceiling_of(len(outcome.notices)), request.form):
        db.session.rollback()
        return _rehearsed(asked, ceiling)
    commit()
    told = "See below who is told." if outcome.done else "That was done already; nobody is told twice."
    flash(told, "success")
    return redirect(url_for("today.away_done", principal=asked.absent.id, on=asked.on.isoformat()), code=303)


def _shown() -> set[int]:
    """The engagements of the page that was sent."""
    found = (re.fullmatch(r"e(\d{1,9})-version", name) for name in request.form)
    return {int(each[1]) for each in found if each}


def _asked(also: Collection[int] = ()) -> Asked:
    now = utc_now()
    on, error = _day(local_day(now))
    ours = live_principals(on)
    wanted = request.values.get("principal", type=small_number)
    absent = next((each for each in ours if each.id == wanted), None)
    if absent is None and (wanted is not None or not ours):
        abort(404)
    absent = absent or ours[0]
    found = affected_by(absent, on, now, also=also)
    forms = [DecisionForm(prefix=f"e{each.engagement.id}-") for each in found]
    for form, each in zip(forms, found, strict=True):
        form.offer(each, local_day(now))
    return Asked(absent, on, now, ours, DayOffForm(), forms, error)


def _day(today_on: date) -> tuple[date, str]:
    """The day that was asked for; what is wrong with it beside today."""
    typed = request.values.get("on", "").strip()
    if not typed:
        return today_on, ""
    try:
        on = _read_day(typed, today_on)
    except RuleBroken as error:
        return today_on, error.message
    return (on, "") if on >= today_on else (today_on, "That day is past. Enter today or a later day.")


def _read_day(typed: str, today_on: date) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return typed_day(typed, today_on)


def _choose(asked: Asked, status: int = 200) -> ResponseReturnValue:
    facts = {"asked": asked, "is_away": is_away(asked.absent, asked.on), "is_today": asked.on == local_day(asked.now)}
    return render_template("today/away.html", place_words=place_words, **facts), status


def _rehearsed(asked: Asked, ceiling: Ceiling | None = None) -> ResponseReturnValue:
    day_off = asked.day_off
    try:
        messages = rehearse(day_off, now=asked.now)
    except RuleBroken as refused:
        return _refused(refused)
    return _preview(day_off, messages, ceiling)


def _preview(day_off: DayOff, messages: Sequence[Message], ceiling: Ceiling | None) -> ResponseReturnValue:
    """Everything is read afresh: the rehearsal has taken back all that it did, and what was read with it."""
    asked = _asked(_shown())
    kept = [(name, value) for name, value in request.form.items(multi=True) if name not in {"csrf_token", "do"}]
    page = render_template(
        "today/away_preview.html",
        asked=asked,
        day_off=day_off,
        courses={each.engagement_id: each for each in day_off.decisions},
        messages=messages,
        calls=calls_for(day_off, [each.affected for each in asked.decisions]),
        kept=kept,
        ceiling=ceiling or ceiling_of(len(messages)),
        COURSE_WORDS=COURSE_WORDS,
        titles={each.id: each.title for each in asked.ours},
        words_of_when=words_of_when,
    )
    return page, 422 if ceiling else 200


def _refused(refused: RuleBroken) -> ResponseReturnValue:
    """The choices again with everything that was typed, and what stands in the way; nothing of them is done."""
    db.session.rollback()
    asked = _asked()
    named = refused.engagement_id if isinstance(refused, DecisionRefused) else None
    form = next((each for each in asked.decisions if each.affected.engagement.id == named), None)
    if form is not None and isinstance(refused, DecisionRefused):
        form.refuse(refused, refused.cause)
    else:
        asked.form.show(refused)
    return _choose(asked, 422)

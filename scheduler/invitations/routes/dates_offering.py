"""Offer dates: three proposed with reasons, swapped or typed by hand, the mail as it will be, then sent."""

from datetime import date, datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.accounts.ceiling import Ceiling, ceiling_of, unasked
from scheduler.accounts.queries import the_office
from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.current import absolute_url
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken
from scheduler.core.values import dataclass
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries import engagement_of
from scheduler.engagements.rules import MAY_BE_HELD
from scheduler.ical.event import Timed
from scheduler.invitations.forms.offers import OfferForm, mark_of, marked_times, offer_form
from scheduler.invitations.notices.dates import DatesOccasion, offer_letter
from scheduler.invitations.notices.facts import polite_name
from scheduler.invitations.notices.letter import Addressee, render_letter
from scheduler.invitations.notices.samples import SAMPLE_PATH, Sample
from scheduler.invitations.queries.offer_plan import DateRow, asked_invitees, date_rows, held_times
from scheduler.invitations.routes.blueprint import invitations
from scheduler.invitations.rules.dates import MOST_DATES, USUAL_DATES, length_words
from scheduler.invitations.service.dates.fresh import proposed_times
from scheduler.invitations.service.dates.offering import Asked, OfferedTime, check_offer, offer_dates, usual_deadline
from scheduler.outbox.strips import posted_words


@dataclass(slots=True)
class Draft:
    """What is put together so far: dates with their reasons, and those that were swapped away."""

    engagement: Engagement
    now: datetime
    reasons: dict[Timed, tuple[str, ...]]
    gone: list[Timed]

    @property
    def today(self) -> date:
        """The day in the office."""
        return local_day(self.now)

    def rows(self) -> list[DateRow]:
        """The dates with what speaks for and against them."""
        return date_rows(self.engagement, self.reasons, self.now)

    def form(self) -> OfferForm:
        """The form for these dates and the engagement's partners."""
        return offer_form({post.id: post.full_title for post in self.engagement.posts}, self.reasons)


@invitations.route("/engagements/<int:undated_id>/dates", methods=["GET", "POST"])
@allow(Access.MANAGER)
def offer(undated_id: int) -> ResponseReturnValue:
    """Put the dates together; buttons change the list, nothing is stored before it is sent."""
    engagement = engagement_of(undated_id) or abort(404)
    if engagement.status not in MAY_BE_HELD or not engagement.principals:
        flash("It does not look for a date, so none can be offered.", "error")
        return redirect(url_for("engagements.detail", engagement_id=engagement.id), code=303)
    if request.method == "GET":
        draft = _new_draft(engagement, utc_now())
        form = draft.form()
        form.start(usual_deadline(draft.now))
        return _page(draft, form)
    draft = _sent_draft(engagement, utc_now())
    action = _action()
    if action in {"check", "send"}:
        return _check(draft, draft.form(), is_final=action == "send")
    problem = _change(draft, action)
    form = draft.form()
    if problem is not None:
        form.show(problem)
    elif action == "add":
        form.day.data = form.times.data = ""
    return _page(draft, form)


def _action() -> str:
    """Which button; Enter in a box adds the date that is typed, or goes on."""
    pressed = request.form.get("do", "check")
    if pressed != "enter":
        return pressed
    return "add" if request.form.get("day", "").strip() else "check"


def _new_draft(engagement: Engagement, now: datetime) -> Draft:
    """What a plan holds for it already, else three that the diaries propose."""
    deadline = usual_deadline(now)
    reasons = held_times(engagement, deadline)
    if not reasons:
        reasons = {each.when: each.reasons for each in proposed_times(engagement, answer_by_at=deadline, now=now)}
    return Draft(engagement, now, reasons, [])


def _sent_draft(engagement: Engagement, now: datetime) -> Draft:
    times = marked_times(request.form.getlist("slot"))[:MOST_DATES]
    reasons = {when: tuple(each[:300] for each in request.form.getlist(f"because_{mark_of(when)}")) for when in times}
    return Draft(engagement, now, reasons, marked_times(request.form.getlist("gone"))[:50])


def _change(draft: Draft, action: str) -> RuleBroken | None:
    """Do what a button says; what stands in the way, if anything."""
    verb, _, mark = action.partition(":")
    named = next((when for when in draft.reasons if mark_of(when) == mark), None)
    if verb == "add":
        return _add(draft)
    if verb == "propose":
        return _propose(draft)
    if named is None:
        return None
    draft.gone.append(named)
    del draft.reasons[named]
    return _propose(draft) if verb == "swap" else None


def _add(draft: Draft) -> RuleBroken | None:
    form = draft.form()
    when = form.typed_time(draft.today)
    if when is None:
        errors = [(field, box.errors[0]) for field, box in (("day", form.day), ("times", form.times)) if box.errors]
        return RuleBroken(errors[0][1], errors[0][0])
    if len(draft.reasons) >= MOST_DATES:
        return RuleBroken(f"Offer {MOST_DATES} dates at most: a longer list is not read.", "day")
    draft.reasons.setdefault(when, ())
    return None


def _propose(draft: Draft) -> RuleBroken | None:
    """One more date that was neither there nor refused."""
    known = {*draft.reasons, *draft.gone}
    pool = proposed_times(
        draft.engagement,
        answer_by_at=usual_deadline(draft.now),
        count=len(known) + USUAL_DATES,
        now=draft.now,
    )
    found = next((each for each in pool if each.when not in known), None)
    if found is None:
        return RuleBroken("Our diaries hold no other free time in the next six months. Type a date by hand.", "day")
    draft.reasons[found.when] = found.reasons
    return None


def _check(draft: Draft, form: OfferForm, *, is_final: bool) -> ResponseReturnValue:
    """The mail as it will be, or off it goes; errors come back beside their boxes."""
    deadline = _deadline_when_whole(draft, form)
    if deadline is None:
        return _page(draft, form, status=422)
    times, asked, message = _times(draft, form), _asked(draft, form), form.message.data or ""
    try:
        check_offer(times, asked, answer_by_at=deadline, message=message, now=draft.now)
        if not is_final:
            return _preview(draft, form, asked, deadline)
        made = offer_dates(draft.engagement, times, asked, answer_by_at=deadline, message=message, now=draft.now)
    except RuleBroken as broken:
        form.show(broken)
        return _page(draft, form, status=422)
    if too_many := unasked(request.form):
        return _preview(draft, form, asked, deadline, too_many), 422
    said = f"The dates are held. {posted_words(now=draft.now)}".strip()
    commit()
    flash(said, "success")
    return redirect(url_for("invitations.date_offer", offer_id=made.id), code=303)


def _deadline_when_whole(draft: Draft, form: OfferForm) -> datetime | None:
    """The day to answer by when the form has no error; else each error stands beside its box."""
    form.validate()
    deadline = form.deadline(the_office().closes_at, draft.today)
    for row in draft.rows():
        box = form.why(mark_of(row.when))
        if row.needs_reason and not (box.data or "").strip():
            form.show(RuleBroken("Say why, or take this date off.", box.name))
    return None if form.errors or form.form_errors else deadline


def _times(draft: Draft, form: OfferForm) -> list[OfferedTime]:
    return [
        OfferedTime(row.when, row.reasons, (form.why(mark_of(row.when)).data or "") if row.needs_reason else "")
        for row in draft.rows()
    ]


def _asked(draft: Draft, form: OfferForm) -> list[Asked]:
    parts = form.parts()
    return [Asked(post, parts[post.id]) for post in draft.engagement.posts if post.id in parts]


def _page(draft: Draft, form: OfferForm, *, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "invitations/dates/offer.html",
        draft=draft,
        rows=draft.rows(),
        form=form,
        mark_of=mark_of,
        length=length_words(draft.engagement.minutes),
    )
    return page, status


def _preview(
    draft: Draft, form: OfferForm, asked: list[Asked], deadline: datetime, ceiling: Ceiling | None = None
) -> str:
    """Who gets it, who does not, and the mail exactly as it will be."""
    invitees = asked_invitees([each.post for each in asked], draft.today)
    samples = [
        _sample(
            draft, form, deadline, Addressee(each.label, polite_name(each.person), to.audience, to.name), to.address
        )
        for each in invitees
        for to in each.recipients
    ]
    return render_template(
        "invitations/dates/check.html",
        draft=draft,
        rows=draft.rows(),
        form=form,
        mark_of=mark_of,
        invitees=invitees,
        decides={each.post.id: each.is_required for each in asked},
        samples=samples,
        ceiling=ceiling or ceiling_of(len(samples)),
    )


def _sample(draft: Draft, form: OfferForm, deadline: datetime, to: Addressee, address: str) -> Sample:
    times = sorted(draft.reasons, key=lambda when: when.starts_at)
    link = absolute_url(SAMPLE_PATH)
    occasion = DatesOccasion(draft.engagement, to, link, times, deadline, form.message.data or "")
    return Sample(to, address, render_letter(offer_letter(occasion), the_office()))

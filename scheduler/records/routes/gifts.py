"""The list of gifts and hospitality that were offered; one of them written down, corrected, taken away."""

from dataclasses import replace

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.numbers import small_number
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries import all_principals, engagement_of
from scheduler.invitations.spreadsheets import as_csv
from scheduler.records.forms.gifts import GiftFilterForm, GiftForm
from scheduler.records.models import GiftOffer
from scheduler.records.queries.gifts import found_gifts, gift_by_id, giver_words, recipient_words
from scheduler.records.queries.writing import homes_at
from scheduler.records.routes.blueprint import records, writer
from scheduler.records.rules.gifts import DECISION_WORDS, THRESHOLD_WORDS, needs_approval, pounds_words
from scheduler.records.service.gifts import add_gift, change_gift, remove_gift

HEADINGS = ("Offered on", "What", "By", "To", "Value", "Decision", "Reason")
WORDS = {
    "giver_words": giver_words,
    "recipient_words": recipient_words,
    "pounds_words": pounds_words,
    "decision_words": DECISION_WORDS,
    "needs_approval": needs_approval,
    "threshold_words": THRESHOLD_WORDS,
}


@records.get("/gifts")
@allow(Access.VIEWER)
def gifts() -> ResponseReturnValue:
    """Every offer, taken or not, the newest first."""
    form = _filter()
    return render_template("records/gifts.html", form=form, found=found_gifts(form.wanted()), **WORDS)


@records.get("/gifts.csv")
@allow(Access.VIEWER)
def gifts_csv() -> ResponseReturnValue:
    """What may be published, as a spreadsheet, filtered as the page is."""
    rows = [_row(each) for each in found_gifts(replace(_filter().wanted(), is_publishable=True))]
    headers = {"Content-Disposition": 'attachment; filename="gifts-and-hospitality.csv"'}
    return Response(as_csv(HEADINGS, rows), content_type="text/csv; charset=utf-8", headers=headers)


@records.route("/gifts/new", methods=["GET", "POST"])
@allow(Access.MANAGER)
def gift_new() -> ResponseReturnValue:
    """Write one down, of an engagement or of none."""
    engagement, form = _engagement(), GiftForm()
    form.offer(homes_at(engagement), all_principals())
    form.engagement_id = engagement.id if engagement else None
    if request.method == "GET":
        _start(form, engagement)
    elif form.validate():
        try:
            add_gift(form.draft(), now=utc_now(), by=writer())
        except RuleBroken as refused:
            form.show(refused)
        else:
            commit()
            flash("Written down. It is published, taken or not.", "success")
            return _back(engagement.id if engagement else None)
    return _page(form, engagement, None)


@records.route("/gifts/<int:gift_id>", methods=["GET", "POST"])
@allow(Access.MANAGER)
def gift(gift_id: int) -> ResponseReturnValue:
    """Correct one."""
    found, form = gift_by_id(gift_id) or abort(404), GiftForm()
    form.offer(homes_at(found.engagement), all_principals(), found)
    form.engagement_id = found.engagement_id
    if request.method == "GET":
        form.fill(found)
    elif form.validate():
        try:
            change_gift(found, form.draft(), seen=form.version_seen, now=utc_now())
        except RuleBroken as refused:
            db.session.rollback()
            form.show(refused)
        except VersionConflict:
            form.version.data = str(found.version)
            form.form_errors.append(
                f"Somebody else corrected this after you opened it: now it reads “{found.what}”, "
                f"{DECISION_WORDS[found.decision].lower()}, {pounds_words(found.value_pence)}. Nothing of yours is "
                "saved yet: check what you typed, then save again to put it in the place of theirs."
            )
        else:
            commit()
            flash("Corrected.", "success")
            return _back(found.engagement_id)
    return _page(form, found.engagement, found)


@records.post("/gifts/<int:gift_id>/remove")
@allow(Access.MANAGER)
def gift_remove(gift_id: int) -> ResponseReturnValue:
    """It was written down by mistake."""
    found = gift_by_id(gift_id) or abort(404)
    engagement_id = found.engagement_id
    remove_gift(found)
    commit()
    flash("Removed.", "success")
    return _back(engagement_id)


def _filter() -> GiftFilterForm:
    form = GiftFilterForm(request.args)
    form.offer(all_principals())
    return form


def _engagement() -> Engagement | None:
    number = request.args.get("engagement", type=small_number)
    return None if number is None else engagement_of(number) or abort(404)


def _start(form: GiftForm, engagement: Engagement | None) -> None:
    today = local_day(utc_now())
    if engagement is None:
        form.start(today, "", None)
        return
    homes = homes_at(engagement).get("At this meeting", [])
    ours = [each.id for each in engagement.principals]
    on = min(first_day_of(engagement) or today, today)
    form.start(on, next((value for value, _ in homes), ""), next(iter(ours), None))


def _page(form: GiftForm, engagement: Engagement | None, found: GiftOffer | None) -> ResponseReturnValue:
    page = render_template("records/gift.html", form=form, engagement=engagement, gift=found, **WORDS)
    return page, 422 if form.errors else 200


def _back(engagement_id: int | None) -> ResponseReturnValue:
    if engagement_id is None:
        return redirect(url_for("records.gifts"), code=303)
    return redirect(url_for("engagements.detail", engagement_id=engagement_id, _anchor="record"), code=303)


def _row(each: GiftOffer) -> list[str]:
    facts = [each.offered_on.isoformat(), each.what, giver_words(each), recipient_words(each)]
    return [*facts, pounds_words(each.value_pence), DECISION_WORDS[each.decision], each.reason]

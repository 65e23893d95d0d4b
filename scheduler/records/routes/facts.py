"""What is known of an engagement before it: how it came about, what is at stake, what to say."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.engagements.queries import all_principals
from scheduler.records.forms.facts import FactsForm
from scheduler.records.queries.records import record_of
from scheduler.records.routes.blueprint import engagement_or_404, records
from scheduler.records.rules.drafts import FactsDraft
from scheduler.records.rules.vocabulary import INITIATOR_WORDS
from scheduler.records.service.records import facts_of, note_facts


@records.route("/engagements/<int:engagement_id>/facts", methods=["GET", "POST"])
@allow(Access.MANAGER)
def facts(engagement_id: int) -> ResponseReturnValue:
    """Note them, or correct them."""
    engagement, form = engagement_or_404(engagement_id), FactsForm()
    form.offer(all_principals())
    written, theirs = record_of(engagement), None
    if request.method == "GET":
        form.fill(facts_of(written) if written else FactsDraft(), written.version if written else 0)
    elif form.validate():
        try:
            note_facts(engagement, form.draft(), now=utc_now(), seen=form.version_seen or 0)
        except RuleBroken as refused:
            form.show(refused)
        except VersionConflict:
            db.session.rollback()
            theirs = record_of(engagement)
            _say_overtaken(form, theirs.version if theirs else 0)
        else:
            commit()
            flash("Saved.", "success")
            return redirect(url_for("engagements.detail", engagement_id=engagement_id, _anchor="record"), code=303)
    page = render_template(
        "records/facts.html", engagement=engagement, form=form, theirs=theirs, initiator_words=INITIATOR_WORDS
    )
    return page, 422 if form.errors else 200


def _say_overtaken(form: FactsForm, version: int) -> None:
    form.version.data = str(version)
    form.form_errors.append(
        "Somebody else changed this after you opened it, and nothing of yours is saved yet. What is saved stands "
        "first, what you typed is below: save again to put it in the place of theirs."
    )

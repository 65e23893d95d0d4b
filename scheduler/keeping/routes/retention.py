"""How long each class is kept, what is past its time, and what has gone."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words
from scheduler.keeping.forms.classes import RuleForm
from scheduler.keeping.queries.classes import rule_of, stored_rule
from scheduler.keeping.queries.holding import standing_holds
from scheduler.keeping.queries.log import disposals, erasures
from scheduler.keeping.queries.own_times import own_times
from scheduler.keeping.routes.blueprint import keeping
from scheduler.keeping.rules.items import PastTime
from scheduler.keeping.rules.retention import CLASSES, ClassOfRecords, Rule
from scheduler.keeping.rules.vocabulary import AtTheEnd, RecordClass
from scheduler.keeping.service.classes import decide, decide_all
from scheduler.keeping.service.disposal import dispose, past_time, seen_of

SHOWN = 200
"""Lines of a preview that a page writes out; the number is always said."""


@dataclass(frozen=True, slots=True)
class Line:
    """One class on the page of all of them."""

    record_class: RecordClass
    of: ClassOfRecords
    rule: Rule
    past: PastTime

    @property
    def slug(self) -> str:
        """In the address."""
        return slug_of(self.record_class)


def slug_of(record_class: RecordClass) -> str:
    """“incoming-mail”."""
    return record_class.name.lower().replace("_", "-")


def _line(record_class: RecordClass) -> Line:
    past = past_time(record_class, local_day(utc_now()))
    return Line(record_class, CLASSES[record_class], rule_of(record_class), past)


def _class(slug: str) -> RecordClass:
    return next((each for each in RecordClass if slug_of(each) == slug), None) or abort(404)


@keeping.get("/settings/retention")
@allow(Access.ADMINISTRATOR)
def retention() -> ResponseReturnValue:
    """What is kept how long?"""
    return render_template(
        "keeping/retention.html",
        lines=[_line(each) for each in RecordClass],
        holds=standing_holds(),
        own_times=own_times(utc_now()),
    )


@keeping.post("/settings/retention/decide")
@allow(Access.ADMINISTRATOR)
def decide_rules() -> ResponseReturnValue:
    """The office takes every time as it is shown."""
    number = decide_all()
    commit()
    flash(f"{count_words(number, 'class', 'classes').capitalize()} decided as shown.", "success")
    return redirect(url_for("keeping.retention"), code=303)


@keeping.route("/settings/retention/class/<slug>", methods=["GET", "POST"])
@allow(Access.ADMINISTRATOR)
def record_class(slug: str) -> ResponseReturnValue:
    """One class: its rule, and what is past its time."""
    which = _class(slug)
    form = RuleForm(of=CLASSES[which])
    if form.validate_on_submit():
        try:
            decide(which, form.rule(), version=form.seen_version)
        except (RuleBroken, VersionConflict) as error:
            form.overtaken = isinstance(error, VersionConflict)
            if isinstance(error, RuleBroken):
                form.refuse(error)
        else:
            commit()
            flash("The time is decided.", "success")
            return redirect(url_for("keeping.record_class", slug=slug), code=303)
    elif request.method == "GET":
        _fill(form, which)
    status = 409 if form.overtaken else 422 if form.errors or form.form_errors else 200
    return _page(which, form), status


def _fill(form: RuleForm, which: RecordClass) -> None:
    rule, stored = rule_of(which), stored_rule(which)
    form.months.data, form.basis.data = rule.months, rule.basis
    form.counted_from.data, form.at_the_end.data = rule.counted_from.value, rule.at_the_end.value
    form.version.data = str(stored.version if stored else 0)


def _page(which: RecordClass, form: RuleForm, problem: str = "") -> str:
    line = _line(which)
    return render_template(
        "keeping/class.html",
        line=line,
        form=form,
        seen=seen_of(line.past),
        shown=SHOWN,
        problem=problem,
        is_review=line.rule.at_the_end is AtTheEnd.REVIEW,
    )


@keeping.post("/settings/retention/class/<slug>/dispose")
@allow(Access.ADMINISTRATOR)
def dispose_class(slug: str) -> ResponseReturnValue:
    """Let go of exactly what the page showed."""
    which = _class(slug)
    try:
        line = dispose(which, now=utc_now(), seen=request.form.get("seen", ""))
    except RuleBroken as refused:
        form = RuleForm(formdata=None, of=CLASSES[which])
        _fill(form, which)
        return _page(which, form, refused.message), 422
    commit()
    words = f"{count_words(line.count, 'record')} done; see the log." if line else "Nothing is past its time."
    flash(words.capitalize(), "success")
    return redirect(url_for("keeping.record_class", slug=slug), code=303)


@keeping.get("/settings/retention/log")
@allow(Access.ADMINISTRATOR)
def log() -> ResponseReturnValue:
    """What has gone, under which rule."""
    return render_template("keeping/log.html", disposals=disposals(), erasures=erasures(), classes=CLASSES)

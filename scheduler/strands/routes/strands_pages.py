"""The list of strands, one strand's story, and the form behind both."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from scheduler.actions.queries import possible_owners
from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries import all_principals
from scheduler.engagements.rules import OFF_THE_DIARY, OVER
from scheduler.records.queries.presence import people_in_many
from scheduler.strands.forms import StrandForm
from scheduler.strands.models import Strand
from scheduler.strands.queries import all_strands, engagements_in
from scheduler.strands.routes.blueprint import strand_or_404, strands
from scheduler.strands.rules.timeline import in_order, next_after
from scheduler.strands.service import add_strand, change_strand
from scheduler.strands.story import events_of, time_by_principal


@strands.get("/evidence/strands")
@allow(Access.VIEWER)
def listing() -> ResponseReturnValue:
    """Every strand with its owner, what comes next and how many engagements it has."""
    today = local_day(utc_now())
    rows = [(each, next_after(events_of(each, _in_the_diary(each)), today)) for each in all_strands()]
    return render_template("strands/listing.html", rows=rows)


@strands.get("/evidence/strands/<int:strand_id>")
@allow(Access.VIEWER)
def detail(strand_id: int) -> ResponseReturnValue:
    """One strand: facts, its story, who spent how much time on it."""
    strand = strand_or_404(strand_id)
    found = engagements_in(strand)
    held = [each for each in found if each.status in OVER]
    return render_template(
        "strands/detail.html",
        strand=strand,
        events=in_order(events_of(strand, found)),
        engagements={each.id: each for each in found},
        milestones={each.id: each for each in strand.milestones},
        spent=time_by_principal(all_principals(), held, people_in_many(held)),
        today=local_day(utc_now()),
    )


@strands.route("/evidence/strands/new", methods=["GET", "POST"])
@allow(Access.MANAGER)
def add() -> ResponseReturnValue:
    """Begin one."""
    form = StrandForm()
    form.offer(possible_owners())
    if not form.is_submitted():
        form.started_on.process_data(local_day(utc_now()))
    elif form.validate():
        try:
            strand = add_strand(form.draft())
        except RuleBroken as refused:
            form.show(refused)
        else:
            commit()
            return redirect(url_for("strands.detail", strand_id=strand.id), code=303)
    return _form_page(form, None)


@strands.route("/evidence/strands/<int:strand_id>/change", methods=["GET", "POST"])
@allow(Access.MANAGER)
def change(strand_id: int) -> ResponseReturnValue:
    """Another name, owner or day."""
    strand, form = strand_or_404(strand_id), StrandForm()
    form.offer(possible_owners(), strand)
    if not form.is_submitted():
        form.fill(strand)
    elif form.validate():
        try:
            change_strand(strand, form.draft(), version=form.version_seen)
        except RuleBroken as refused:
            form.show(refused)
        except VersionConflict:
            return _overtaken(form, strand)
        else:
            commit()
            flash("Saved.", "success")
            return redirect(url_for("strands.detail", strand_id=strand.id), code=303)
    return _form_page(form, strand)


def _in_the_diary(strand: Strand) -> list[Engagement]:
    return [each for each in strand.engagements if each.status not in OFF_THE_DIARY]


def _overtaken(form: StrandForm, strand: Strand) -> ResponseReturnValue:
    """Keep what was typed; saving it once more is then meant."""
    form.form_errors.append(
        "Somebody else changed this strand after you opened it. Check what you typed below, then save again."
    )
    form.version.data = str(strand.version)
    return render_template("strands/form.html", form=form, strand=strand), 409


def _form_page(form: StrandForm, strand: Strand | None) -> ResponseReturnValue:
    return render_template("strands/form.html", form=form, strand=strand), 422 if form.errors else 200

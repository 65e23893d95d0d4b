"""What we keep about one person: shown, handed over, erased."""

from collections.abc import Sequence

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from scheduler.accounts.queries import the_office
from scheduler.accounts.sessions import role_of_request
from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.core.numbers import small_number
from scheduler.core.transactions import Intent, set_intent
from scheduler.keeping.forms.person import PersonForm
from scheduler.keeping.queries.holding import holds_on_person
from scheduler.keeping.queries.holdings import files_about, groups_of, raw_mails, records_of
from scheduler.keeping.queries.subjects import namesakes, person_of, tenures_of
from scheduler.keeping.queries.tracing import Change, Subject, changes_of
from scheduler.keeping.routes.blueprint import keeping
from scheduler.keeping.service.erasing import JOB, Wish, erase, seen_of
from scheduler.keeping.service.exporting import bundle, note_copy
from scheduler.keeping.service.loose_files import delete_ours, loose_files
from scheduler.outbox.tasks import current_queue
from scheduler.stakeholders.models import Person

LEFT = "files left"


@keeping.app_template_global()
def person_rights(person: Person) -> Markup:
    """The door to it on a person's own page, for administrators."""
    if role_of_request() < Access.ADMINISTRATOR:
        return Markup()
    return Markup(render_template("keeping/_door.html", person=person))  # noqa: S704  # a template's output, escaped there


@keeping.get("/settings/retention/person")
@allow(Access.ADMINISTRATOR)
def person_form() -> ResponseReturnValue:
    """By what shall we look? Filled in for somebody of the list."""
    form, person_id = PersonForm(), request.args.get("person", type=small_number)
    person = person_of(person_id) or abort(404) if person_id is not None else None
    if person is not None:
        form.fill(person)
    return render_template("keeping/person.html", form=form, person=person)


@keeping.post("/settings/retention/person")
@allow(Access.ADMINISTRATOR)
def person_preview() -> ResponseReturnValue:
    """Everything that speaks of them; nothing is changed, so nobody who writes waits for it."""
    _begin(Intent.READ)
    form, person = _form()
    if not form.validate():
        return render_template("keeping/person.html", form=form, person=person), 422
    return _preview(form, person)


@keeping.post("/settings/retention/person/export")
@allow(Access.ADMINISTRATOR)
def person_export() -> ResponseReturnValue:
    """Their own copy, as one file; nobody who writes waits while it is made."""
    _begin(Intent.READ)
    form, person = _form()
    if not form.validate():
        return render_template("keeping/person.html", form=form, person=person), 422
    subject = form.subject(person)
    changes = list(changes_of(subject))
    records = records_of(subject, changes)
    html = render_template("keeping/export.html", records=records, office=the_office(), on=local_day(utc_now()))
    content = bundle(records, raw_mails(changes), html)
    _begin(Intent.WRITE)
    note_copy(records)
    commit()
    headers = {"Content-Disposition": 'attachment; filename="person.zip"'}
    return Response(content, content_type="application/zip", headers=headers)


@keeping.post("/settings/retention/person/erase")
@allow(Access.ADMINISTRATOR)
def person_erase() -> ResponseReturnValue:
    """Exactly what the preview showed."""
    form, person = _form()
    if not form.validate():
        return render_template("keeping/person.html", form=form, person=person), 422
    subject = form.subject(person)
    files = loose_files(subject.likeness)
    try:
        wish = Wish(subject, form.reason.data or "", form.seen.data or "", tuple(form.files.data or ()))
        erasure = erase(wish, now=utc_now())
    except RuleBroken as refused:
        _begin(Intent.READ)
        form.refuse(refused)
        return _preview(form, person)
    left = [subject.likeness.rewrite(name) for name in delete_ours(files)]
    erasure.counts = erasure.counts | ({LEFT: left} if left else {})
    commit()
    current_queue().ask_for(JOB)
    flash("The person is erased.", "success")
    return redirect(url_for("keeping.erasure", erasure_id=erasure.id), code=303)


def _begin(intent: Intent) -> None:
    """A look through every table takes seconds in a large office: it is no transaction that writes."""
    db.session.rollback()
    set_intent(intent)


def _form() -> tuple[PersonForm, Person | None]:
    form = PersonForm()
    return form, (person_of(form.person_id) if form.person_id is not None else None)


def _preview(form: PersonForm, person: Person | None) -> ResponseReturnValue:
    subject = form.subject(person)
    changes: Sequence[Change] = list(changes_of(subject))
    form.seen.data = seen_of(changes)
    form.offer(files_about(subject, changes))
    page = render_template(
        "keeping/preview.html",
        form=form,
        person=person,
        groups=groups_of(changes),
        total=len(changes),
        loose=loose_files(subject.likeness),
        holds=holds_on_person(subject),
        **_warnings(subject, person),
    )
    return page, 422 if form.errors or form.form_errors else 200


def _warnings(subject: Subject, person: Person | None) -> dict[str, object]:
    if person is None:
        return {"namesakes": [], "present": []}
    present = [tenure for tenure in tenures_of(person) if tenure.until_on is None]
    return {"namesakes": namesakes(person.name, subject.person_id), "present": present}

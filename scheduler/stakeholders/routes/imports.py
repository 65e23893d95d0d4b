"""Import with a preview, undo, and the export of the same columns."""

from collections.abc import Mapping

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.stakeholders.forms.imports import ImportForm
from scheduler.stakeholders.models import ImportRun
from scheduler.stakeholders.queries.export import export_rows, import_run, import_runs
from scheduler.stakeholders.routes.blueprint import blueprint, done, today
from scheduler.stakeholders.rules.columns import Column, match_columns
from scheduler.stakeholders.rules.spreadsheet import Table, decode, read_table, write_table
from scheduler.stakeholders.service.import_undo import undo_import
from scheduler.stakeholders.service.imports import preview_import, run_import

ROWS_SHOWN = 200


@blueprint.get("/import")
@allow(Access.MANAGER)
def import_file() -> ResponseReturnValue:
    """Where does the list come from?"""
    return _start_page(ImportForm())


@blueprint.post("/import")
@allow(Access.MANAGER)
def preview() -> ResponseReturnValue:
    """What would be stored? Stores nothing."""
    form = ImportForm()
    try:
        _read_file(form)
        table = read_table(form.text.data or "")
        matching = _matching(table, request.form)
    except RuleBroken as error:
        _refuse(form, error)
        return _start_page(form), 422
    return _preview_page(form, table, matching)


@blueprint.post("/import/run")
@allow(Access.MANAGER)
def run() -> ResponseReturnValue:
    """Store all of it, or none of it and say why."""
    form = ImportForm()
    try:
        table = read_table(form.text.data or "")
        matching = _matching(table, request.form)
        stored = run_import(table, matching, form.source_name.data or "", now=utc_now())
        commit()
    except RuleBroken as error:
        db.session.rollback()
        flash(error.message, "error")
        return redirect(url_for(".import_file"), code=303)
    return done("The import is stored.", url_for(".import_result", run_id=stored.id))


@blueprint.get("/import/runs/<int:run_id>")
@allow(Access.VIEWER)
def import_result(run_id: int) -> ResponseReturnValue:
    """What did an import do, and can it be undone?"""
    return render_template("stakeholders/import_result.html", run=_found_run(run_id), tally=_tally(_found_run(run_id)))


@blueprint.post("/import/runs/<int:run_id>/undo")
@allow(Access.MANAGER)
def undo(run_id: int) -> ResponseReturnValue:
    """Take all of it back."""
    address = url_for(".import_result", run_id=run_id)
    try:
        undo_import(_found_run(run_id), now=utc_now())
        commit()
    except RuleBroken as error:
        db.session.rollback()
        flash(error.message, "error")
        return redirect(address, code=303)
    return done("The import is undone.", address)


@blueprint.get("/export.csv")
@allow(Access.VIEWER)
def export_csv() -> ResponseReturnValue:
    """Everything live in the import's own columns; with ?ended=1 also what has ended, to keep rather than to import."""
    with_ended = "ended" in request.args
    name = f"partners{' with ended' if with_ended else ''} {today().isoformat()}.csv"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(write_table(export_rows(today(), with_ended=with_ended)), mimetype="text/csv", headers=disposition)


def _read_file(form: ImportForm) -> None:
    """A chosen file wins over pasted text; its text takes the place of the paste."""
    upload = request.files.get("file")
    if upload is not None and upload.filename:
        form.text.data = decode(upload.read())
        form.source_name.data = upload.filename


def _refuse(form: ImportForm, error: RuleBroken) -> None:
    field = form[error.field] if error.field in {"file", "text"} else form.text
    field.errors = [error.message]


def _matching(table: Table, chosen: Mapping[str, str]) -> list[Column | None]:
    """What the headers say, or what a person chose instead. Raises RuleBroken for a column chosen twice."""
    matching = match_columns(table.headers)
    for index in range(len(matching)):
        value = chosen.get(f"column-{index}")
        if value is not None:
            matching[index] = Column(value) if value in set(Column) else None
    used = [column for column in matching if column is not None]
    twice = next((column for column in used if used.count(column) > 1), None)
    if twice is not None:
        raise RuleBroken(f"Two columns are matched to {twice.value}. Choose it once.")
    if not {Column.ORGANISATION, Column.BODY} & set(used):
        raise RuleBroken("No column is headed Organisation or Body. Give the first row headers, such as Organisation.")
    return matching


def _start_page(form: ImportForm) -> str:
    return render_template("stakeholders/import.html", form=form, runs=import_runs(), columns=list(Column))


def _preview_page(form: ImportForm, table: Table, matching: list[Column | None]) -> str:
    examples = [_example(table, index) for index in range(len(table.headers))]
    return render_template(
        "stakeholders/import_preview.html",
        form=form,
        table=table,
        matched=list(zip(table.headers, matching, examples, strict=True)),
        columns=list(Column),
        preview=preview_import(table, matching, now=utc_now()),
        rows_shown=ROWS_SHOWN,
    )


def _example(table: Table, index: int) -> str:
    return next((cells[index] for _number, cells in table.rows if index < len(cells) and cells[index].strip()), "")


def _found_run(run_id: int) -> ImportRun:
    found = import_run(run_id)
    if found is None:
        abort(404)
    return found


def _tally(run: ImportRun) -> dict[str, tuple[int, int]]:
    """How many records of each sort the import made and changed."""
    sorts = ("organisation", "body", "post", "person", "tenure", "place")
    made = {sort: [change["new"] for change in run.changes if change["table"] == sort] for sort in sorts}
    return {sort: (sum(news), len(news) - sum(news)) for sort, news in made.items() if news}

"""An issue, future work, a threat or risk: how it stands, closed when it is dealt with, opened again."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.core.db import commit
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.records.forms.papers import CloseForm
from scheduler.records.models import RecordNote
from scheduler.records.queries.notes import note_by_id
from scheduler.records.routes.blueprint import records
from scheduler.records.service.notes import close_note, reopen_note


@records.route("/notes/<int:note_id>", methods=["GET", "POST"])
@allow(Access.MANAGER)
def note(note_id: int) -> ResponseReturnValue:
    """Close it, in a few words."""
    found, form = _note(note_id), CloseForm()
    if request.method == "GET":
        form.version.data = str(found.version)
    elif form.validate():
        try:
            close_note(found, form.words.data or "", seen=form.version_seen, now=utc_now())
        except RuleBroken as refused:
            form.show(refused)
        except VersionConflict:
            form.version.data = str(found.version)
            form.form_errors.append(
                "Somebody else changed it after you opened it; how it reads now stands above. Close it once more to"
                " mean it."
            )
        else:
            commit()
            flash("Closed.", "success")
            return redirect(url_for("records.note", note_id=note_id), code=303)
    return render_template("records/note.html", note=found, form=form), 422 if form.errors else 200


@records.post("/notes/<int:note_id>/reopen")
@allow(Access.MANAGER)
def note_reopen(note_id: int) -> ResponseReturnValue:
    """It came back."""
    reopen_note(_note(note_id))
    commit()
    flash("It is open again.", "success")
    return redirect(url_for("records.note", note_id=note_id), code=303)


def _note(note_id: int) -> RecordNote:
    return note_by_id(note_id) or abort(404)

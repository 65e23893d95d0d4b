"""Who of ours sits where: the register, its spreadsheets, the tree of boards, the load in hours."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.numbers import small_number
from scheduler.engagements.queries import all_principals
from scheduler.invitations.spreadsheets import as_csv, as_xlsx
from scheduler.representation.forms.register import RegisterForm
from scheduler.representation.queries.attendance import attendance_of
from scheduler.representation.queries.due import invitations_due
from scheduler.representation.queries.load import load_of_year
from scheduler.representation.queries.reports_back import owed_reports
from scheduler.representation.queries.seats import bodies_with_seats, register
from scheduler.representation.queries.telling import HEADINGS, register_rows
from scheduler.representation.queries.tree import body_tree
from scheduler.representation.routes.blueprint import REGISTER, representation, today
from scheduler.representation.rules.attendance import together

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@representation.get(REGISTER)
@allow(Access.VIEWER)
def listing() -> ResponseReturnValue:
    """The seats, who has not invited us, and what is owed."""
    form = _form()
    seats = register(form.wanted(), today())
    attendance = attendance_of(seats)
    return render_template(
        "representation/register.html",
        form=form,
        seats=seats,
        attendance=attendance,
        total=together(attendance.values()),
        not_invited=invitations_due(today()),
        owed=owed_reports(),
        query={name: value for name, value in request.args.items() if value},
    )


@representation.get(f"{REGISTER}.<any(csv, xlsx):form>")
@allow(Access.VIEWER)
def export(form: str) -> ResponseReturnValue:
    """The register as a spreadsheet, filtered as the page is; roles, no names."""
    rows = register_rows(register(_form().wanted(), today()))
    if form == "csv":
        content, kind = as_csv(HEADINGS, rows), "text/csv; charset=utf-8"
    else:
        content, kind = as_xlsx("Representation", HEADINGS, rows), XLSX
    headers = {"Content-Disposition": f'attachment; filename="representation-{today().isoformat()}.{form}"'}
    return Response(content, content_type=kind, headers=headers)


@representation.get(f"{REGISTER}/boards")
@allow(Access.VIEWER)
def boards() -> ResponseReturnValue:
    """Which board reports to which, and who of ours sits on each."""
    return render_template("representation/boards.html", tree=body_tree(today()))


@representation.get(f"{REGISTER}/load")
@allow(Access.VIEWER)
def load() -> ResponseReturnValue:
    """Hours of a year on boards of others, one of ours after the other."""
    this = today().year
    years = range(this - 2, this + 2)
    asked = request.args.get("year", this, type=small_number)
    year = asked if asked in years else this
    return render_template("representation/load.html", loads=load_of_year(year), year=year, years=years)


def _form() -> RegisterForm:
    form = RegisterForm(request.args)
    form.offer(bodies_with_seats(), all_principals())
    return form

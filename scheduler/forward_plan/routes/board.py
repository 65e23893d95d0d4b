"""“Who have we met?”: the front page of the forward plan, its exports, and who joined by itself."""

from datetime import date

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit
from scheduler.core.values import dataclass
from scheduler.engagements.queries import all_principals
from scheduler.forward_plan.forms.board import BoardForm
from scheduler.forward_plan.queries.changes import shifts_since_last_week
from scheduler.forward_plan.queries.commitments import newcomers
from scheduler.forward_plan.queries.coverage import Board, coverage_board
from scheduler.forward_plan.queries.pledges import live_pledges
from scheduler.forward_plan.queries.telling import HEADINGS, export_rows, moved_rows, noun_of, panel_sentences
from scheduler.forward_plan.routes.blueprint import forward_plan
from scheduler.forward_plan.service.commitments import dismiss_newcomers
from scheduler.invitations.spreadsheets import as_csv, as_xlsx
from scheduler.stakeholders.queries.records import areas

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class _Shown:
    form: BoardForm
    board: Board
    today: date


@forward_plan.get("/forward-plan")
@allow(Access.VIEWER)
def board() -> ResponseReturnValue:
    """The partners, most urgent first; the sentence for the Panel; what changed since last week."""
    shown = _shown()
    rows = shown.board.rows
    shifts = shifts_since_last_week([row.commitment.id for row in rows], shown.board.on)
    return render_template(
        "forward_plan/board/board.html",
        form=shown.form,
        board=shown.board,
        today=shown.today,
        sentences=panel_sentences(shown.board),
        noun=noun_of(rows),
        moved=moved_rows(shown.board, shifts),
        newcomers=newcomers(),
        only_pledge=_only_pledge(shown.board),
        query={name: value for name, value in request.args.items() if value},
    )


@forward_plan.get("/forward-plan/coverage.<any(csv, xlsx):form>")
@allow(Access.VIEWER)
def export_board(form: str) -> ResponseReturnValue:
    """The board as a spreadsheet, filtered as the page is."""
    shown = _shown()
    rows = export_rows(shown.board)
    if form == "csv":
        content, kind = as_csv(HEADINGS, rows), "text/csv; charset=utf-8"
    else:
        content, kind = as_xlsx("Coverage", HEADINGS, rows), XLSX
    headers = {"Content-Disposition": f'attachment; filename="coverage-{shown.board.on.isoformat()}.{form}"'}
    return Response(content, content_type=kind, headers=headers)


@forward_plan.post("/forward-plan/newcomers")
@allow(Access.MANAGER)
def dismiss() -> ResponseReturnValue:
    """Somebody has read who joined by itself."""
    dismiss_newcomers(newcomers())
    commit()
    flash("Noted. They stay on the board.", "success")
    return redirect(url_for(".board"), code=303)


def _shown() -> _Shown:
    today = local_day(utc_now())
    form = BoardForm(request.args)
    form.offer(live_pledges(today), all_principals(), areas())
    on = form.day(today)
    return _Shown(form, coverage_board(on, form.wanted()), today)


def _only_pledge(board: Board) -> object | None:
    """The pledge that all rows come from; None when there are several."""
    found = {row.commitment.rule.pledge for row in board.rows}
    return found.pop() if len(found) == 1 else None

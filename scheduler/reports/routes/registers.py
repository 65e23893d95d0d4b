"""Registers of any period, on a page and as files that may be handed out."""

from datetime import date

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from scheduler.accounts.queries import find_office
from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.invitations.spreadsheets import as_csv, as_xlsx
from scheduler.reports.forms.registers import PeriodForm
from scheduler.reports.queries.registers_gifts import gifts_register
from scheduler.reports.queries.registers_held import left_out
from scheduler.reports.queries.registers_meetings import meetings_register
from scheduler.reports.routes.blueprint import reports
from scheduler.reports.rules.registers import Register, RegisterKind, RegisterPeriod, usual_periods

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@reports.get("/evidence/registers/meetings")
@allow(Access.VIEWER)
def meetings() -> ResponseReturnValue:
    """Who met whom, by role and organisation."""
    form, now = PeriodForm(request.args), utc_now()
    period = form.period(local_day(now))
    return _page(meetings_register(period, now), form, left_out=left_out(period, now))


@reports.get("/evidence/registers/gifts")
@allow(Access.VIEWER)
def gifts_offered() -> ResponseReturnValue:
    """What was offered, taken or refused."""
    form = PeriodForm(request.args)
    return _page(gifts_register(form.period(local_day(utc_now()))), form)


@reports.get("/evidence/registers/<any(meetings, gifts):kind>.<any(csv, xlsx, html):file_kind>")
@allow(Access.VIEWER)
def register_file(kind: str, file_kind: str) -> ResponseReturnValue:
    """The same as a file; what it holds may leave the office."""
    period = PeriodForm(request.args).period(local_day(utc_now()))
    register = _register(RegisterKind(kind), period)
    name = f"{kind}-{period.file_part}.{file_kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if file_kind == "csv":
        content = as_csv(register.headings, register.plain_rows())
        return Response(content, content_type="text/csv; charset=utf-8", headers=headers)
    if file_kind == "xlsx":
        content = as_xlsx(kind.capitalize(), register.headings, register.plain_rows())
        return Response(content, content_type=XLSX, headers=headers)
    page = render_template("reports/registers_file.html", register=register, made_on=_today(), office=find_office())
    return Response(page, content_type="text/html; charset=utf-8", headers=headers)


def _register(kind: RegisterKind, period: RegisterPeriod) -> Register:
    if kind is RegisterKind.GIFTS:
        return gifts_register(period)
    return meetings_register(period, utc_now())


def _page(register: Register, form: PeriodForm, **facts: object) -> ResponseReturnValue:
    today, period = _today(), register.period
    asked = {"from_on": period.from_on.isoformat(), "until_on": period.until_on.isoformat()}
    return render_template(
        "reports/registers.html",
        register=register,
        form=form,
        made_on=today,
        asked=asked,
        periods=usual_periods(today),
        **facts,
    )


def _today() -> date:
    return local_day(utc_now())

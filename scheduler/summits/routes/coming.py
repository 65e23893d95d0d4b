"""Who is really coming: agencies with and without a place, at what level, and who sent whom over the years."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.invitations.rules import BAND_WORDS
from scheduler.invitations.spreadsheets import as_csv
from scheduler.summits.forms.ticks import read_ids
from scheduler.summits.models import Summit
from scheduler.summits.queries.coverage import COMING_HEADINGS, STANDING_WORDS, Meter, Standing, coming_rows, meter
from scheduler.summits.queries.who_sent_whom import HEADINGS, export_rows, who_sent_whom
from scheduler.summits.routes.blueprint import summits, the_summit

PLACE = "/summits/<int:summit_id>/coming"
CSV = "text/csv; charset=utf-8"


@summits.get(PLACE)
@allow(Access.VIEWER)
def coming(summit_id: int) -> ResponseReturnValue:
    """The meter, who is missing, the areas, the warnings, the seats."""
    summit = the_summit(summit_id)
    whole = meter(summit, utc_now())
    shown, area_id = _narrowed(whole)
    return render_template(
        "summits/coming/coming.html",
        summit=summit,
        whole=whole,
        shown=shown,
        area_id=area_id,
        standing=Standing,
        standing_words=STANDING_WORDS,
        band_words=BAND_WORDS,
    )


@summits.get(f"{PLACE}.csv")
@allow(Access.VIEWER)
def coming_csv(summit_id: int) -> ResponseReturnValue:
    """One row an agency, filtered as the page is."""
    summit = the_summit(summit_id)
    shown, _area = _narrowed(meter(summit, utc_now()))
    return _attached(as_csv(COMING_HEADINGS, coming_rows(shown)), summit, "coming")


@summits.get(f"{PLACE}/who-sent-whom")
@allow(Access.VIEWER)
def coming_who_sent_whom(summit_id: int) -> ResponseReturnValue:
    """By organisation, over every engagement; `?q=` narrows by name."""
    text = request.args.get("q", "")
    return render_template(
        "summits/coming/who_sent_whom.html",
        summit=the_summit(summit_id),
        senders=who_sent_whom(text),
        q=text,
        band_words=BAND_WORDS,
    )


@summits.get(f"{PLACE}/who-sent-whom.csv")
@allow(Access.VIEWER)
def coming_who_sent_whom_csv(summit_id: int) -> ResponseReturnValue:
    """One row a substitution, narrowed as the page is."""
    rows = export_rows(who_sent_whom(request.args.get("q", "")))
    return _attached(as_csv(HEADINGS, rows), the_summit(summit_id), "who-sent-whom")


def _narrowed(whole: Meter) -> tuple[Meter, int | None]:
    """`?area=3` shows one area; one that does not exist shows all."""
    wanted = next(iter(read_ids(request.args.getlist("area"))), None)
    known = {area.area_id for area in whole.areas}
    return (whole.of_area(wanted), wanted) if wanted is not None and wanted in known else (whole, None)


def _attached(content: bytes, summit: Summit, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}-{summit.id}.csv"'}
    return Response(content, content_type=CSV, headers=headers)

"""The list of undertakings, and one of them."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.clock import utc_now
from scheduler.invitations.spreadsheets import as_csv
from scheduler.undertakings.forms.steps import CloseForm, ReviewForm
from scheduler.undertakings.models import Undertaking
from scheduler.undertakings.queries import (
    closed_undertakings,
    due_of,
    evidence_words,
    open_undertakings,
    owner_words,
)
from scheduler.undertakings.routes.blueprint import PAGE, the_undertaking, today, undertakings
from scheduler.undertakings.rules.vocabulary import KIND_WORDS, STATE_WORDS

HEADINGS = (
    *("Undertaking", "How it binds us", "Source", "Given on", "Reference", "Given to", "Who answers for it"),
    *("Due", "State", "Closed on", "What came of it", "Evidence", "Look again on"),
)


@undertakings.get("/evidence/undertakings")
@allow(Access.VIEWER)
def listing() -> ResponseReturnValue:
    """What is promised and not reported yet, the earliest due first; or what is closed."""
    is_open = request.args.get("show") != "closed"
    listed = open_undertakings() if is_open else closed_undertakings()
    return render_template("undertakings/listing.html", listed=listed, is_open_list=is_open)


@undertakings.get("/evidence/undertakings.csv")
@allow(Access.VIEWER)
def export() -> ResponseReturnValue:
    """All of them as a spreadsheet."""
    rows = [_row(each) for each in [*open_undertakings(), *closed_undertakings()]]
    headers = {"Content-Disposition": f'attachment; filename="undertakings-{today().isoformat()}.csv"'}
    return Response(as_csv(HEADINGS, rows), content_type="text/csv; charset=utf-8", headers=headers)


@undertakings.get(PAGE)
@allow(Access.VIEWER)
def detail(undertaking_id: int) -> ResponseReturnValue:
    """One undertaking, what shows that it was kept, and how it ended."""
    undertaking = the_undertaking(undertaking_id)
    close, review = CloseForm(version=str(undertaking.version)), ReviewForm(version=str(undertaking.version))
    close.on.process_data(today())
    return detail_page(undertaking, close, review)


def detail_page(undertaking: Undertaking, close: CloseForm, review: ReviewForm) -> ResponseReturnValue:
    """The page, with what a rule refused beside its field."""
    refused = close.errors or review.errors
    form = review if review.errors else close
    page = render_template(
        "undertakings/detail.html", undertaking=undertaking, form=form, close=close, review=review, now=utc_now()
    )
    return page, 422 if refused else 200


def _row(each: Undertaking) -> list[str]:
    due = due_of(each)
    return [
        each.words,
        KIND_WORDS[each.kind],
        each.source,
        each.source_on.isoformat(),
        each.source_reference,
        each.body.name if each.body else "",
        owner_words(each),
        due.isoformat() if due else "",
        STATE_WORDS[each.state],
        each.closed_on.isoformat() if each.closed_on else "",
        each.closing_words,
        "; ".join(evidence_words(one, for_office=True) for one in each.evidence),
        each.review_on.isoformat() if each.review_on else "",
    ]

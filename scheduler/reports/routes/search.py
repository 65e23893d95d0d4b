"""Search over everything that staff may read."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.numbers import small_number
from scheduler.core.text import clean_line
from scheduler.reports.queries.search import found_of, search
from scheduler.reports.routes.blueprint import reports
from scheduler.reports.rules.search import KIND_TITLES, LONGEST, PER_PAGE, SearchKind, words_searched

LAST_PAGE = 1_000


@reports.get("/search")
@allow(Access.VIEWER)
def search_records() -> ResponseReturnValue:
    """A few of each kind, or one kind page by page."""
    text = clean_line(request.args.get("q", ""))[:LONGEST]
    kind = request.args.get("kind", "")
    page = min(max(request.args.get("page", 1, type=small_number), 1), LAST_PAGE)
    chosen = SearchKind(kind) if kind in set(SearchKind) else None
    found = [found_of(chosen, text, page=page)] if chosen else search(text)
    return render_template(
        "reports/search.html",
        text=text,
        is_asked=bool(words_searched(text)),
        chosen=chosen,
        found=found,
        total=sum(each.total for each in found),
        page=page,
        per_page=PER_PAGE,
        titles=KIND_TITLES,
    )

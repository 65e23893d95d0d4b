"""The blueprint, and what its pages share."""

from datetime import datetime

from flask import Blueprint, Response, request

from scheduler.accounts.page_facts import request_office
from scheduler.accounts.sessions import role_of_request
from scheduler.core.access import Access
from scheduler.core.wording import moment_words

briefs = Blueprint("briefs", __name__)


@briefs.context_processor
def rights() -> dict[str, object]:
    """Pages offer only what the reader may do."""
    return {"may_change": role_of_request() >= Access.MANAGER}


def with_names() -> bool:
    """Whether somebody chose that people are named."""
    return request.args.get("names") == "yes"


def stamp_of(now: datetime) -> str:
    """“As recorded on Monday 29 September 2014, 10am”: what is written later is not in it."""
    return f"As recorded on {moment_words(now)}"


def office_name() -> str:
    """Whose paper it is."""
    office = request_office()
    return office.name if office else ""


def paper(content: bytes, name: str) -> Response:
    """A PDF that the browser shows; it is called `name` when somebody keeps it."""
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return Response(content, content_type="application/pdf", headers=headers)

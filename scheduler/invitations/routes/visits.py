"""Around the answer pages: a look is counted by its kind, and a refused press is noted as a press all the same."""

from collections.abc import Callable
from functools import wraps

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue

from scheduler.core.clock import utc_now
from scheduler.core.db import commit, db
from scheduler.invitations.queries import link_by_token
from scheduler.invitations.routes.blueprint import invitations
from scheduler.invitations.rules.visits import kind_of_visit
from scheduler.invitations.service.visits import count_view, note_rejected_press

COUNTED = frozenset({"invitations.answer", "invitations.in_place"})
LOOKS = frozenset({"GET", "HEAD"})

View = Callable[[str], ResponseReturnValue]


def notes_press(view: View) -> View:
    """Of a POST that is refused nothing is stored but that somebody pressed; one that is taken says so itself."""

    @wraps(view)
    def pressed(token: str) -> ResponseReturnValue:
        response = make_response(view(token))
        if response.status_code >= 400:
            db.session.rollback()
            link = link_by_token(token)
            if link is not None and link.opened_at is None:
                note_rejected_press(link.id, now=utc_now())
                commit()
        return response

    return pressed


@invitations.after_request
def count_looks(response: Response) -> Response:
    """Nothing is written: a gateway that follows every link leaves no trace of interest."""
    if request.endpoint in COUNTED and request.method in LOOKS and response.status_code == 200:
        headers = request.headers
        purpose = f"{headers.get('Purpose', '')} {headers.get('Sec-Purpose', '')}"
        count_view(kind_of_visit(request.method, headers.get("User-Agent", ""), purpose))
    return response

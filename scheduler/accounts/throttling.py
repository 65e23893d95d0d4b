"""How often somebody may try: by the account that is tried and by the address that tries."""

from flask import Flask, Response, current_app, make_response, request, session
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_security import current_user

from scheduler.core.access import View
from scheduler.core.addresses import address_key
from scheduler.core.web import error_page

limiter = Limiter(key_func=get_remote_address, default_limits=[])

LIMITS_NOBODY = "scheduler_limits_nobody"
PER_ACCOUNT = "10 per 15 minutes"
PER_ADDRESS = "60 per 15 minutes"
CODES = "5 per 15 minutes"
RESETS_PER_ACCOUNT = "3 per hour"
RESETS_PER_ADDRESS = "20 per hour"


def init_throttling(app: Flask) -> None:
    """Count in the storage that RATELIMIT_STORAGE_URI names."""
    limiter.init_app(app)


def limits_nobody(view: View) -> View:
    """Declare so of a page that is opened often: the limiter, which looks at every request, then looks nothing up."""
    setattr(view, LIMITS_NOBODY, True)
    return view


@limiter.request_filter
def is_of_such_a_page() -> bool:
    """Whether the present request is."""
    return hasattr(current_app.view_functions.get(request.endpoint or ""), LIMITS_NOBODY)


def too_many(_error: Exception) -> ResponseReturnValue:
    """The plain page for somebody who tries too often, with the wait in a header for programs."""
    response = make_response(error_page(429))
    response.headers["Retry-After"] = "900"
    return response


def typed_account() -> str:
    """The account that the form names, folded; counted whether or not it exists."""
    return f"account {address_key(request.form.get('email', ''))[:254]}"


def half_signed_in() -> str:
    """The account whose password was right and whose code is asked for now."""
    return f"code {session.get('tf_user_id') or get_remote_address()}"


def signed_in_account() -> str:
    """The account whose owner is asked once more."""
    return f"owner {current_user.get_id() or get_remote_address()}"


def was_refused(response: Response) -> bool:
    """Only refusals count: who gets in goes on with a redirect."""
    return response.status_code == 200

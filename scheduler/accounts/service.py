"""Who is signed in and what they may do."""

from scheduler.core.access import Access

SIGN_IN_PATH = "/sign-in"


def role_of_request() -> Access:
    """What the person behind this request may do."""
    return Access.ADMINISTRATOR

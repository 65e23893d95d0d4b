"""The office, its staff, their roles, sign in and sessions."""

from scheduler.core.absence import without

with without("authlib"):  # OpenID Connect is ours (`organisation`), and loaded only where it is configured
    import flask_security  # noqa: F401

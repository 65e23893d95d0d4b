"""The office, its staff, their roles, sign in and sessions."""

from scheduler.core.absence import later, without

# OpenID Connect is ours (`organisation`), and loaded only where it is configured; passkeys get their library in
# `passkeys`; addresses are checked and throttles chosen without most of what these two packages bring.
with without("authlib", "webauthn"), later("email_validator", "limits.aio"):
    import flask_limiter  # noqa: F401
    import flask_security  # noqa: F401

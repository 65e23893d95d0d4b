"""Passkeys' library, which flask-security is given late."""

import ast
from importlib.util import find_spec
from pathlib import Path

from scheduler.accounts.passkeys import WANTED

ONLY_IN_ANNOTATIONS = {"VerifiedAuthentication", "VerifiedRegistration"}


def test_flask_security_gets_every_name_that_it_would_have_imported():
    spec = find_spec("flask_security.webauthn")
    assert spec is not None
    assert spec.origin is not None
    attempts = [node for node in ast.parse(Path(spec.origin).read_text()).body if isinstance(node, ast.Try)]
    imports = [node for attempt in attempts for node in attempt.body if isinstance(node, ast.ImportFrom)]
    names = {alias.name for node in imports for alias in node.names}
    assert names - ONLY_IN_ANNOTATIONS == {name for wanted in WANTED.values() for name in wanted}

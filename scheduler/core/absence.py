"""Keeps packages that our libraries merely can use out of processes that have no use for them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(*packages: str) -> Iterator[None]:
    """Inside, a package that is not loaded yet counts as not installed: who can do without it does.

    flask-security loads authlib, joserfc and requests wherever it finds them, structlog the whole of rich.
    """
    hidden = [name for name in packages if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None is how Python notes that one is missing
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]

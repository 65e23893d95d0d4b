"""What is loaded at a start stays for good: nothing of it is worth looking through for garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def for_good() -> Iterator[None]:
    """Inside, the collector rests; what stands then it never visits, so that forked processes go on sharing it."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()

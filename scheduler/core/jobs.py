"""Long work that the worker does when it is asked to; features register it where they are wired in.

A job may be asked for in vain (the worker dies): it must find its work in the database, and a round must ask again.
"""

from collections.abc import Callable, Mapping

_jobs: dict[str, Callable[[], object]] = {}


def register_job(name: str, run: Callable[[], object]) -> None:
    """Let `run` be asked for by its name; it runs in an application context and commits by itself."""
    _jobs[name] = run


def registered_jobs() -> Mapping[str, Callable[[], object]]:
    """All of them, by name."""
    return _jobs

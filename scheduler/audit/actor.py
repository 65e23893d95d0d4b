"""Who is acting in this context: set at the edge (request, command, worker), read by `audit.service`."""

from contextvars import ContextVar

from scheduler.core.values import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """`kind` is staff, link, command or worker; `source` the door: web, link, command, worker."""

    kind: str
    label: str
    source: str


WORKER = Actor("worker", "The worker", "worker")
NOBODY = Actor("nobody", "Nobody signed in", "web")

_actor: ContextVar[Actor] = ContextVar("actor", default=NOBODY)


def set_actor(actor: Actor) -> None:
    """Whoever acts from now on in this context."""
    _actor.set(actor)


def current_actor() -> Actor:
    """Whoever acts in this context."""
    return _actor.get()

"""Retention, holds, the disposal log, and the rights of a person."""

from scheduler.keeping.routes import erasures, holds, people, retention
from scheduler.keeping.routes.blueprint import keeping

__all__ = ["erasures", "holds", "keeping", "people", "retention"]

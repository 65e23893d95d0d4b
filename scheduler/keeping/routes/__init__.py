"""Retention, holds, the disposal log, and the rights of a person."""

from scheduler.keeping.routes.blueprint import keeping

__all__ = ["keeping"]

"""The pages under /evidence/undertakings."""

from scheduler.undertakings.routes.blueprint import undertakings

__all__ = ["undertakings"]

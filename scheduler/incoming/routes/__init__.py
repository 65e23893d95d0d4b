"""The pages under /invited."""

from scheduler.incoming.routes.blueprint import incoming

__all__ = ["incoming"]

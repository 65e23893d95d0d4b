"""The addresses under /api/v1, its description, and the settings of keys and webhooks."""

from scheduler.api.routes.blueprint import api

__all__ = ["api"]

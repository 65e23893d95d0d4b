"""Fixtures of the outbox's tests."""

from tests.outbox.notices import renderers

__all__ = ["renderers"]

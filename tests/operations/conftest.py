"""Fixtures that the tests of operations share with the outbox's."""

from tests.outbox.notices import renderers

__all__ = ["renderers"]

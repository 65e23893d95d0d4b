"""The register under /evidence/representation, and the link of whoever owes two lines."""

from scheduler.representation.routes.blueprint import representation

__all__ = ["representation"]

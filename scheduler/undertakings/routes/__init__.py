"""The pages under /evidence/undertakings."""

from scheduler.undertakings.routes import editing, evidence, listing, panel, steps
from scheduler.undertakings.routes.blueprint import undertakings

__all__ = ["editing", "evidence", "listing", "panel", "steps", "undertakings"]

"""The register under /evidence/representation, and the link of whoever owes two lines."""

from scheduler.representation.routes import alternates, panels, register, reports_back, seats
from scheduler.representation.routes.blueprint import representation

__all__ = ["alternates", "panels", "register", "reports_back", "representation", "seats"]

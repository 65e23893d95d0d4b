"""The pages under /evidence: reports, registers; search; and what everybody may see."""

from scheduler.reports.routes import hub, registers
from scheduler.reports.routes.blueprint import reports

__all__ = ["hub", "registers", "reports"]

"""The pages under /evidence: reports, registers; search; and what everybody may see."""

from scheduler.reports.routes import (
    hub,
    public,
    publishing,
    registers,
    report_files,
    report_pages,
    report_sections,
    search,
)
from scheduler.reports.routes.blueprint import reports

__all__ = [
    "hub",
    "public",
    "publishing",
    "registers",
    "report_files",
    "report_pages",
    "report_sections",
    "reports",
    "search",
]

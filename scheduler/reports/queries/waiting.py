"""Papers whose draft, approval or dispatch is near or past, for Today."""

from datetime import datetime, timedelta

from scheduler.almanac.queries import bank_holidays
from scheduler.core.clock import local_day
from scheduler.core.waiting import Waiting
from scheduler.core.wording import day_words
from scheduler.reports.models import PanelReport
from scheduler.reports.queries.reports import meeting_day, open_reports
from scheduler.reports.rules.deadlines import Deadline, deadlines_before
from scheduler.reports.rules.vocabulary import ReportState

NEAR = timedelta(days=14)
FORGOTTEN = timedelta(days=30)
"""So long after its meeting nobody waits for a paper any more."""


def waiting(now: datetime) -> list[Waiting]:
    """One line a report that is not frozen: the next thing to do and its day; the nearest meeting first."""
    today, holidays, found = local_day(now), bank_holidays(), []
    for report in open_reports():
        meeting_on = meeting_day(report)
        step = _step(report, deadlines_before(meeting_on, holidays))
        if step.due_on <= today + NEAR and meeting_on >= today - FORGOTTEN:
            late = "▲ " if step.due_on < today else ""
            said = "was due" if step.due_on < today else "due"
            reason = f"{late}{step.name} {said} on {day_words(step.due_on, weekday=True)}, for {day_words(meeting_on)}"
            found.append(
                Waiting(f"Report: {report.title}", reason, f"/evidence/reports/{report.id}", "Open the report")
            )
    return found


def _step(report: PanelReport, deadlines: tuple[Deadline, ...]) -> Deadline:
    """A draft waits for its approval; what is approved, for its dispatch."""
    _, approval, dispatch = deadlines
    return dispatch if report.state is ReportState.APPROVED else approval

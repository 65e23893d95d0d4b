"""Today tells of a paper when its next step is near, and what that step is."""

from datetime import date, datetime, timedelta

import pytest

from scheduler.reports.models import PanelReport
from scheduler.reports.queries.waiting import waiting
from scheduler.reports.rules.vocabulary import ReportState
from tests.factories import NOW

MEETING = date(2026, 9, 28)


@pytest.fixture
def report(session) -> PanelReport:
    made = PanelReport(
        title="Update", meeting_on=MEETING, from_on=date(2026, 6, 1), until_on=date(2026, 9, 1), created_at=NOW
    )
    session.add(made)
    session.flush()
    return made


def reasons(now: datetime) -> list[str]:
    return [each.reason for each in waiting(now)]


def test_a_draft_waits_for_its_approval(report: PanelReport) -> None:
    (line,) = waiting(NOW)
    assert line.reason == "Approval due on Tuesday 15 September 2026, for 28 September 2026"
    assert (line.title, line.href) == ("Report: Update", f"/evidence/reports/{report.id}")


def test_what_is_approved_waits_for_dispatch_and_what_is_late_is_marked(report: PanelReport) -> None:
    report.state = ReportState.APPROVED
    assert reasons(NOW) == ["Dispatch due on Friday 18 September 2026, for 28 September 2026"]
    assert reasons(NOW + timedelta(days=14))[0].startswith("▲ Dispatch was due on Friday 18 September 2026")


@pytest.mark.parametrize("days", [-60, 90])
def test_neither_long_before_nor_long_after_anybody_is_troubled(report: PanelReport, days: int) -> None:
    assert reasons(NOW + timedelta(days=days)) == []


def test_a_frozen_one_waits_for_nothing(report: PanelReport) -> None:
    report.state = ReportState.FROZEN
    assert reasons(NOW) == []

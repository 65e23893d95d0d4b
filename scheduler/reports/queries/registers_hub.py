"""How the evidence stands, in a line each, for the page that leads to all of it."""

from datetime import datetime

from sqlalchemy import select

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, day_words
from scheduler.records.queries.unwritten import unwritten
from scheduler.reports.models import PanelReport, Publishing
from scheduler.reports.rules.vocabulary import ReportState
from scheduler.undertakings.queries import due_of, open_undertakings
from scheduler.undertakings.rules.dates import is_late


@dataclass(frozen=True, slots=True)
class HubFacts:
    """A sentence for each door; `is_late`: an undertaking is."""

    undertakings: str
    is_late: bool
    reports: str
    unwritten: str
    public: str


def hub_facts(now: datetime) -> HubFacts:
    """In a fixed number of statements."""
    today, listed = local_day(now), open_undertakings()
    late = sum(is_late(each.state, due_of(each), today) for each in listed)
    waiting = len(unwritten(now))
    publishing = db.session.get(Publishing, 1)
    return HubFacts(
        undertakings=f"{count_words(len(listed), 'open one', 'open ones')}{f', {late} late' if late else ''}",
        is_late=late > 0,
        reports=_reports(),
        unwritten=count_words(waiting, "held and not written up", "held and not written up") if waiting else "",
        public="Shown to everybody" if publishing is not None and publishing.is_public else "Switched off",
    )


def _reports() -> str:
    """The next paper in work, else the last one frozen."""
    query = select(PanelReport).order_by(PanelReport.state == ReportState.FROZEN, PanelReport.meeting_on.desc())
    report = db.session.scalars(query.limit(1)).one_or_none()
    if report is None:
        return "None written yet"
    state = "frozen" if report.state is ReportState.FROZEN else "in work"
    return f"For {day_words(report.meeting_on)}: {state}"

"""What the pages of one report need: the document as it reads, its deadlines, its gaps and what is different."""

from collections.abc import Sequence
from datetime import date

from scheduler.almanac.queries import bank_holidays
from scheduler.core.values import dataclass
from scheduler.reports.models import PanelReport, ReportSnapshot
from scheduler.reports.queries.report_document import document_of
from scheduler.reports.queries.reports import last_frozen, meeting_day, snapshot_of
from scheduler.reports.rules.deadlines import Deadline, deadlines_before
from scheduler.reports.rules.differences import Difference, differences
from scheduler.reports.rules.document import Document, digest_of, substance_of, thawed
from scheduler.reports.rules.skeleton import gaps_in
from scheduler.reports.rules.vocabulary import ReportState


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One report as somebody looks at it; a frozen one is read from its snapshot alone."""

    report: PanelReport
    document: Document
    snapshot: ReportSnapshot | None
    last: ReportSnapshot | None
    """The frozen report that this one follows."""
    deadlines: Sequence[Deadline]
    meeting_on: date

    @property
    def substance(self) -> str:
        """Digest of what it says now."""
        return substance_of(self.document)

    @property
    def is_as_approved(self) -> bool:
        """Whether the records still say what was approved."""
        return self.report.state is not ReportState.APPROVED or self.report.approved_digest == self.substance

    @property
    def mark(self) -> str:
        """What stands on everything that leaves before it is frozen."""
        if self.snapshot is not None:
            return ""
        if self.report.state is ReportState.APPROVED and self.is_as_approved:
            return f"Approved by the {self.report.approved_by}, not frozen yet"
        return "Draft: not approved for publication"

    @property
    def gaps(self) -> list[str]:
        """Parts of the skeleton that say nothing."""
        return gaps_in(self.document.sections)

    @property
    def differences(self) -> list[Difference]:
        """To the last frozen one, in words; none before the second report."""
        return differences(thawed(self.last.content), self.document) if self.last is not None else []

    @property
    def differences_by_section(self) -> dict[str, list[Difference]]:
        """Under the headings of the paper and in its order; without what is warned of."""
        found: dict[str, list[Difference]] = {}
        for each in self.differences:
            if not each.is_warning:
                found.setdefault(each.heading, []).append(each)
        return found

    @property
    def is_intact(self) -> bool:
        """Whether a frozen report is what was frozen, byte for byte."""
        return self.snapshot is None or digest_of(self.snapshot.content) == self.snapshot.digest


def page_of(report: PanelReport, today: date) -> ReportPage:
    """All that it needs."""
    snapshot = snapshot_of(report)
    document = thawed(snapshot.content) if snapshot is not None else document_of(report, made_on=today)
    meeting_on = meeting_day(report)
    deadlines = deadlines_before(meeting_on, bank_holidays())
    return ReportPage(report, document, snapshot, last_frozen(report), deadlines, meeting_on)

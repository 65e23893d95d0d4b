"""A report is frozen as it was approved; nothing and nobody changes it afterwards, the database least of all."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from scheduler.audit.models import AuditEntry
from scheduler.audit.service import first_broken_entry
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.engagements.rules import EngagementStatus
from scheduler.reports.models import PanelReport, ReportSnapshot
from scheduler.reports.queries.report_document import document_of
from scheduler.reports.queries.report_page import page_of
from scheduler.reports.queries.reports import report_by_id
from scheduler.reports.rules.document import canonical, digest_of, substance_of
from scheduler.reports.rules.report_drafts import NarrativeDraft, ReportDraft
from scheduler.reports.rules.vocabulary import ReportState
from scheduler.reports.service.freezing import approve_report, freeze_report, reopen_report
from scheduler.reports.service.reports import change_report, remove_report, take_over, write_section
from tests.reports.position import PANEL_DAY, UNTIL, Position, engagement, load_position, posts_of, september_report


@pytest.fixture
def position(session) -> Position:
    return load_position()


@pytest.fixture
def report(position: Position) -> PanelReport:
    return september_report(position)


def approve(report: PanelReport) -> None:
    seen = substance_of(document_of(report, made_on=UNTIL))
    approve_report(report, "Chief Executive", seen=seen, now=PANEL_DAY)
    db.session.commit()


def freeze(report: PanelReport) -> ReportSnapshot:
    approve(report)
    snapshot = freeze_report(report, now=PANEL_DAY)
    db.session.commit()
    return snapshot


def stored(report_id: int) -> bytes:
    db.session.expire_all()
    snapshot = db.session.query(ReportSnapshot).filter_by(report_id=report_id).one()
    assert digest_of(snapshot.content) == snapshot.digest
    return canonical(snapshot.content)


def test_what_is_frozen_is_what_was_approved_with_its_digest(report: PanelReport) -> None:
    snapshot = freeze(report)
    assert report.state is ReportState.FROZEN
    assert snapshot.digest == digest_of(snapshot.content)
    assert snapshot.frozen_by == "Chief Executive"
    assert page_of(report, UNTIL).is_intact


def test_later_edits_leave_every_byte_as_it_was(position: Position, report: PanelReport) -> None:
    freeze(report)
    before = stored(report.id)
    position.visit.status = EngagementStatus.CANCELLED
    position.councils["Ashby"].name = "Another Council"
    position.summit.engagement.title = "Another Summit"
    engagement(date(2014, 8, 1), posts_of(position.councils["Fosse"]), [position.commissioner, position.chief])
    db.session.commit()
    assert stored(report.id) == before
    again = report_by_id(report.id)
    assert again is not None
    assert "Ashby Council" in {row.cells[0] for row in page_of(again, UNTIL).document.tables["councils-met"].rows}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE report_snapshot SET content = '{}'",
        "UPDATE report_snapshot SET digest = 'x'",
        "UPDATE report_snapshot SET frozen_at = '2020-01-01 00:00:00'",
        "UPDATE report_snapshot SET frozen_by = 'Somebody'",
        "DELETE FROM report_snapshot",
        "DELETE FROM panel_report",
    ],
)
def test_the_database_itself_refuses_every_change(report: PanelReport, statement: str) -> None:
    freeze(report)
    before = stored(report.id)
    with pytest.raises(DBAPIError):
        db.session.execute(text(statement))
    db.session.rollback()
    assert stored(report.id) == before


def test_a_frozen_report_is_neither_written_nor_changed_nor_removed(report: PanelReport) -> None:
    freeze(report)
    for change in (
        lambda: write_section(report, "background", NarrativeDraft(words="More"), seen=None),
        lambda: take_over(report, "background"),
        lambda: remove_report(report),
        lambda: reopen_report(report),
        lambda: change_report(report, draft_of(report), seen=report.version),
    ):
        with pytest.raises(RuleBroken):
            change()
        db.session.rollback()


def draft_of(report: PanelReport) -> ReportDraft:
    return ReportDraft(title="Other", meeting_on=report.meeting_on, from_on=report.from_on, until_on=report.until_on)


def test_what_changed_while_somebody_read_it_is_not_approved(position: Position, report: PanelReport) -> None:
    seen = substance_of(document_of(report, made_on=UNTIL))
    engagement(date(2014, 8, 1), posts_of(position.councils["Fosse"]), [position.commissioner, position.chief])
    db.session.commit()
    with pytest.raises(RuleBroken, match="Read it again"):
        approve_report(report, "Chief Executive", seen=seen, now=PANEL_DAY)


def test_what_changed_after_the_approval_is_not_frozen(position: Position, report: PanelReport) -> None:
    approve(report)
    engagement(date(2014, 8, 1), posts_of(position.councils["Fosse"]), [position.commissioner, position.chief])
    db.session.commit()
    assert not page_of(report, UNTIL).is_as_approved
    with pytest.raises(RuleBroken, match="approve it again"):
        freeze_report(report, now=PANEL_DAY)


def test_another_day_alone_does_not_take_an_approval_back(report: PanelReport) -> None:
    approve(report)
    assert page_of(report, date(2014, 10, 3)).is_as_approved


def test_a_draft_is_not_frozen_and_a_period_must_be_over(report: PanelReport) -> None:
    with pytest.raises(RuleBroken, match="Only an approved report"):
        freeze_report(report, now=PANEL_DAY)
    approve(report)
    with pytest.raises(RuleBroken, match="not over yet"):
        freeze_report(report, now=PANEL_DAY.replace(day=28))


def test_writing_takes_the_approval_back(report: PanelReport) -> None:
    approve(report)
    write_section(report, "background", NarrativeDraft(words="One more thing."), seen=None)
    assert (report.state, report.approved_by, report.approved_digest) == (ReportState.DRAFT, "", "")


def test_two_who_write_one_section_at_once_are_told(report: PanelReport) -> None:
    written = write_section(report, "background", NarrativeDraft(words="First."), seen=None)
    db.session.commit()
    with pytest.raises(VersionConflict):
        write_section(report, "background", NarrativeDraft(words="Second."), seen=written.version - 1)


def test_each_step_is_in_the_log_and_the_log_holds(report: PanelReport) -> None:
    snapshot = freeze(report)
    said = db.session.query(AuditEntry).filter_by(subject_type="panel report").order_by(AuditEntry.id).all()
    assert [each.action for each in said] == ["report.added", "report.approved", "report.frozen"]
    assert said[-1].details == {"SHA-256": snapshot.digest}
    assert first_broken_entry() is None


def test_the_next_report_tells_the_difference_to_the_frozen_one(position: Position) -> None:
    july = september_report(position, from_on=date(2014, 6, 9), until_on=date(2014, 7, 15))
    write_section(july, "recommendation", NarrativeDraft(words="Note it."), seen=None)
    freeze(july)
    september = september_report(position, from_on=date(2014, 7, 16))
    write_section(september, "recommendation", NarrativeDraft(words="Note it."), seen=None)
    db.session.commit()
    found = page_of(september, UNTIL).differences
    said = "\n".join(each.words for each in found)
    assert "Now says: “The “Stakeholder Summit”, hosted by" in said
    assert "No longer says: “The “Partnership Summit”" in said
    renewed = {each.heading for each in found} - {each.heading for each in found if each.is_warning}
    assert "Recommendation" not in renewed
    assert {"Summit", "Visits", "Undertakings"} <= renewed


def test_words_of_the_last_report_are_offered_and_taken_over_by_a_press_only(position: Position) -> None:
    july = september_report(position, from_on=date(2014, 6, 9), until_on=date(2014, 7, 15))
    write_section(july, "background", NarrativeDraft(words="The Panel asked."), seen=None)
    september = september_report(position)
    assert september.narratives == []
    taken = take_over(september, "background")
    assert taken.words == "The Panel asked."
    with pytest.raises(RuleBroken, match="written here already"):
        take_over(september, "background")

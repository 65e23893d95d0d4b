"""Approve a report as it reads, and freeze exactly that for ever; the database refuses every later change."""

from datetime import datetime

from scheduler.audit.service import record
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.wording import day_words
from scheduler.reports.models import PanelReport, ReportSnapshot
from scheduler.reports.queries.report_document import document_of
from scheduler.reports.rules.document import digest_of, frozen, substance_of
from scheduler.reports.rules.report_drafts import LINE, check_may_approve, check_may_freeze
from scheduler.reports.rules.vocabulary import ReportState
from scheduler.reports.service.reports import SUBJECT


def approve_report(report: PanelReport, by: str, *, seen: str, now: datetime) -> None:
    """Somebody with the right to answers for it, by role; `seen`: digest of what they read. Raises RuleBroken."""
    substance = substance_of(document_of(report, made_on=local_day(now)))
    check_may_approve(report.state, seen, substance, by)
    report.state, report.approved_at, report.approved_digest = ReportState.APPROVED, now, substance
    report.approved_by = clean_line(by)[:LINE]
    db.session.flush()
    words = f"Approved by {report.approved_by}: {report.title}, up to {day_words(report.until_on)}"
    record("report.approved", SUBJECT, report.id, words, details={"SHA-256": substance})


def reopen_report(report: PanelReport) -> None:
    """Back to draft. Raises RuleBroken unless it is approved."""
    if report.state is not ReportState.APPROVED:
        raise RuleBroken("Only an approved report can be taken back to draft.")
    report.state = ReportState.DRAFT
    report.approved_at, report.approved_by, report.approved_digest = None, "", ""
    db.session.flush()
    record("report.reopened", SUBJECT, report.id, f"Took back the approval of {report.title}")


def freeze_report(report: PanelReport, *, now: datetime) -> ReportSnapshot:
    """Keep what was approved, byte for byte. Raises RuleBroken when the records say otherwise by now."""
    today = local_day(now)
    document = document_of(report, made_on=today)
    check_may_freeze(report.state, report.approved_digest, substance_of(document), report.until_on, today)
    content = frozen(document)
    snapshot = ReportSnapshot(
        report=report,
        frozen_at=now,
        frozen_by=report.approved_by,  # a role: a name could never be erased from here
        content=content,
        digest=digest_of(content),
    )
    report.state = ReportState.FROZEN
    db.session.add(snapshot)
    db.session.flush()
    words = f"Froze {report.title}, up to {day_words(report.until_on)}"
    record("report.frozen", SUBJECT, report.id, words, details={"SHA-256": snapshot.digest})
    return snapshot

"""Begin a report, write its sections, carry words over from the last one; a change takes an approval back."""

from datetime import date, datetime

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.text import clean_line, clean_text
from scheduler.core.wording import day_words
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import Engagement
from scheduler.reports.models import Narrative, PanelReport
from scheduler.reports.queries.reports import earlier_words
from scheduler.reports.rules.report_drafts import (
    LINE,
    NarrativeDraft,
    ReportDraft,
    check_may_change,
    check_report,
    clean_narrative,
)
from scheduler.reports.rules.skeleton import HEADINGS, IMPLICATIONS, OWN
from scheduler.reports.rules.vocabulary import ReportState

SUBJECT = "panel report"
MOST_OWN = 20


def add_report(draft: ReportDraft, *, now: datetime) -> PanelReport:
    """A new draft. Raises RuleBroken."""
    check_report(draft)
    report = PanelReport(state=ReportState.DRAFT, created_at=now)
    _fill(report, draft)
    db.session.add(report)
    db.session.flush()
    record("report.added", SUBJECT, report.id, f"Began a report: {_words(report)}")
    return report


def change_report(report: PanelReport, draft: ReportDraft, *, seen: int | None) -> None:
    """Another meeting, period or title. Raises RuleBroken, and VersionConflict when somebody was faster."""
    check_may_change(report.state)
    _check_seen(report.version, seen)
    check_report(draft)
    before, names_before = _words(report), report.with_names
    _fill(report, draft)
    _take_back(report)
    db.session.flush()
    details = {"before": {"Report": before}, "after": {"Report": _words(report)}}
    words = f"Changed a report: {_words(report)}"
    if report.with_names and not names_before:
        words += f"; personal names are shown: {report.names_reason}"
    record("report.changed", SUBJECT, report.id, words, details=details)


def write_section(report: PanelReport, key: str, draft: NarrativeDraft, *, seen: int | None) -> Narrative:
    """What is written for one section. Raises RuleBroken for a frozen report and for a section that there is not."""
    check_may_change(report.state)
    narrative = narrative_of(report, key)
    if narrative is None:
        _check_key(key)
        narrative = Narrative(key=key, position=len(report.narratives))
        report.narratives.append(narrative)
    else:
        _check_seen(narrative.version, seen)
    clean = clean_narrative(draft)
    if key.startswith(OWN) and not clean.heading:
        raise RuleBroken("Enter the heading of this section.", "heading")
    narrative.words, narrative.heading, narrative.is_left_out = clean.words, clean.heading, clean.is_left_out
    _take_back(report)
    db.session.flush()
    left = " and left it out" if clean.is_left_out else ""
    record("report.written", SUBJECT, report.id, f"Wrote “{heading_of(narrative)}”{left}: {_words(report)}")
    return narrative


def add_own_section(report: PanelReport, draft: NarrativeDraft) -> Narrative:
    """A section that the skeleton has not. Raises RuleBroken without a heading."""
    taken = {each.key for each in report.narratives}
    free = next((f"{OWN}{number}" for number in range(1, MOST_OWN + 1) if f"{OWN}{number}" not in taken), None)
    if free is None:
        raise RuleBroken(f"A report has {MOST_OWN} sections of its own at most.")
    return write_section(report, free, draft, seen=None)


def take_over(report: PanelReport, key: str) -> Narrative:
    """The words of the last report, because somebody pressed for it. Raises RuleBroken when there are none."""
    found = earlier_words(report).get(key)
    if found is None:
        raise RuleBroken("No earlier report has words for this section.")
    earlier, narrative = found
    mine = narrative_of(report, key)
    if mine is not None and mine.words:
        raise RuleBroken("Something is written here already. Nothing was taken over.")
    draft = NarrativeDraft(words=narrative.words, heading=narrative.heading)
    written = write_section(report, key, draft, seen=mine.version if mine else None)
    words = f"Took over “{heading_of(written)}” from the report up to {day_words(earlier.until_on)}"
    record("report.taken over", SUBJECT, report.id, words)
    return written


def remove_section(report: PanelReport, key: str) -> None:
    """An own section goes; of the skeleton's, what was written. Raises RuleBroken for a frozen report."""
    check_may_change(report.state)
    narrative = narrative_of(report, key)
    if narrative is None:
        raise RuleBroken("Nothing is written there.")
    words = f"Took out “{heading_of(narrative)}”: {_words(report)}"
    report.narratives.remove(narrative)
    _take_back(report)
    db.session.flush()
    record("report.written", SUBJECT, report.id, words)


def remove_report(report: PanelReport) -> None:
    """It was a mistake. Raises RuleBroken once it is frozen."""
    check_may_change(report.state)
    record("report.removed", SUBJECT, report.id, f"Removed a report that was not frozen: {_words(report)}")
    db.session.delete(report)
    db.session.flush()


def narrative_of(report: PanelReport, key: str) -> Narrative | None:
    """What is written for a section."""
    return next((each for each in report.narratives if each.key == key), None)


def heading_of(narrative: Narrative) -> str:
    """Its own, the skeleton's, or the implication's."""
    known = HEADINGS.get(narrative.key)
    return narrative.heading or (known.text if known else IMPLICATIONS.get(narrative.key, narrative.key))


def _take_back(report: PanelReport) -> None:
    """What was approved is not what it says now."""
    if report.state is ReportState.APPROVED:
        report.state = ReportState.DRAFT
        report.approved_at, report.approved_by, report.approved_digest = None, "", ""


def _fill(report: PanelReport, draft: ReportDraft) -> None:
    report.title, report.body_id = clean_line(draft.title)[:LINE], draft.body_id
    report.engagement_id = draft.engagement_id
    report.meeting_on = _meeting_day(draft)
    report.from_on, report.until_on = draft.from_on, draft.until_on
    report.author, report.contact = clean_line(draft.author)[:LINE], clean_text(draft.contact)[:300]
    report.with_names = draft.with_names
    report.names_reason = clean_line(draft.names_reason)[:300] if draft.with_names else ""


def _meeting_day(draft: ReportDraft) -> date:
    """The chosen meeting's own day, else the one that was typed."""
    meeting = db.session.get(Engagement, draft.engagement_id) if draft.engagement_id else None
    on = (first_day_of(meeting) if meeting is not None else None) or draft.meeting_on
    if on is None:
        raise RuleBroken("Enter the day of the meeting, or choose one from the diary.", "meeting_on")
    return on


def _check_key(key: str) -> None:
    is_own = key.startswith(OWN) and key[len(OWN) :].isdecimal()
    if not (is_own or key in IMPLICATIONS or (key in HEADINGS and key != "implications")):
        raise RuleBroken("A report has no such section.")


def _check_seen(version: int, seen: int | None) -> None:
    if seen != version:
        raise VersionConflict


def _words(report: PanelReport) -> str:
    period = f"{day_words(report.from_on)} to {day_words(report.until_on)}"
    return f"{report.title}, {period}, for the meeting on {day_words(report.meeting_on)}"

"""A report as the office means it, and what may be done to it while it stands where it stands."""

from datetime import date

from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line, clean_text
from scheduler.core.values import dataclass
from scheduler.reports.rules.vocabulary import ReportState

LINE, WORDS = 200, 20_000
STATE_WORDS = {
    ReportState.DRAFT: "Draft",
    ReportState.APPROVED: "Approved",
    ReportState.FROZEN: "Frozen",
}
STATE_KEYS = {
    ReportState.DRAFT: "proposed",
    ReportState.APPROVED: "in_diary",
    ReportState.FROZEN: "held",
}
"""Names of `templates/components/state.html`: how each is drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDraft:
    """For which meeting and about which days, both included. `engagement_id`: the meeting stands in the diary."""

    title: str
    meeting_on: date | None
    from_on: date
    until_on: date
    body_id: int | None = None
    engagement_id: int | None = None
    author: str = ""
    contact: str = ""
    with_names: bool = False
    names_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NarrativeDraft:
    """What somebody writes for one section."""

    words: str = ""
    heading: str = ""
    is_left_out: bool = False


def check_report(draft: ReportDraft) -> None:
    """Raises RuleBroken beside the field that is wrong."""
    if not clean_line(draft.title):
        raise RuleBroken("Enter what the report is called, for example Partnerships update.", "title")
    if draft.until_on < draft.from_on:
        raise RuleBroken("The last day is before the first.", "until_on")
    if draft.with_names and not clean_line(draft.names_reason):
        raise RuleBroken("Say why personal names are needed: it is kept with the report.", "names_reason")


def check_may_change(state: ReportState) -> None:
    """Raises RuleBroken once it is frozen."""
    if state is ReportState.FROZEN:
        raise RuleBroken("This report is frozen. It stays as it is; write the next one.")


def check_may_approve(state: ReportState, seen: str, substance: str, by: str) -> None:
    """Raises RuleBroken when it is no draft, nobody approves, or the records have changed since the page was opened."""
    if state is not ReportState.DRAFT:
        raise RuleBroken("This report is approved already.")
    if not clean_line(by):
        raise RuleBroken("Enter who approves it, by role, for example Chief Executive.", "approved_by")
    if seen != substance:
        raise RuleBroken("The records or the words changed after you opened this page. Read it again, then approve it.")


def check_may_freeze(state: ReportState, approved: str, substance: str, until_on: date, today: date) -> None:
    """Raises RuleBroken when it is not approved as it reads now, or its period is not over."""
    if state is not ReportState.APPROVED:
        raise RuleBroken("Only an approved report can be frozen.")
    if until_on > today:
        raise RuleBroken("Its period is not over yet. Freeze it on its last day or later, or end the period earlier.")
    if approved != substance:
        raise RuleBroken(
            "The records changed after it was approved. Take it back to draft, read what changed and approve it again."
        )


def clean_narrative(draft: NarrativeDraft) -> NarrativeDraft:
    """As it is stored."""
    heading, words = clean_line(draft.heading)[:LINE], clean_text(draft.words)[:WORDS]
    return NarrativeDraft(words=words, heading=heading, is_left_out=draft.is_left_out)

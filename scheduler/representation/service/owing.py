"""Who owes two lines after a meeting, until when; ask them by mail, remind them, let the office do without."""

from datetime import datetime

from scheduler.accounts.queries import find_office
from scheduler.almanac.queries import bank_holidays, opening_hours
from scheduler.almanac.rules import is_open
from scheduler.audit.service import record
from scheduler.core.addresses import address_key, clean_address
from scheduler.core.clock import local_day
from scheduler.core.current import absolute_url, current_settings
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.tokens import Purpose, derive_token, digest, random_token
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import Engagement
from scheduler.outbox.queries import not_posted
from scheduler.outbox.rules import NoticeDraft
from scheduler.outbox.service import post_notice
from scheduler.representation.models import ReportBack, Representation
from scheduler.representation.queries.reports_back import lock_report, may_leave, owed_reports, report_for
from scheduler.representation.queries.seats import seat_words
from scheduler.representation.rules.reporting import Reminder, checked_words, due_after, is_wanted, reminder_due

ASK, REMINDER = "report_back", "report_back_reminder"


def owe(seat: Representation, engagement: Engagement, owed_by: str, address: str, *, now: datetime) -> None:
    """Whoever sat there owes their two lines, once a meeting; somebody else than before is asked afresh."""
    report, day = report_for(seat, engagement), first_day_of(engagement)
    if report is not None and (report.told_at is not None or report.waived_at is not None):
        return
    if day is None or not seat.owes_report:
        owe_nothing(seat, engagement)
        return
    due_on = due_after(day, seat.report_days, bank_holidays())
    if report is None:
        if not is_wanted(due_on, local_day(now)):
            return
        report = _new(seat, engagement, owed_by, address)
        report.due_on = due_on
        _keep(report)
    else:
        report.due_on = due_on
        if report.owed_by != owed_by or not report.address:
            _hand_to(report, owed_by, address)
    ask(report, now=now)


def owe_nothing(seat: Representation, engagement: Engagement) -> None:
    """Nobody sat there after all; what was told stays."""
    report = report_for(seat, engagement)
    if report is not None and report.told_at is None:
        db.session.delete(report)
        db.session.flush()


def ask(report: ReportBack, *, now: datetime) -> bool:
    """Write to whoever owes it, once an address; nobody is written to of what is sensitive. Whether there is a mail."""
    if not report.address or not may_leave(report):
        return False
    _post(report, ASK, "", now)
    report.asked_at = report.asked_at or now
    db.session.flush()
    return True


def ask_at(report: ReportBack, address: str, *, now: datetime) -> bool:
    """The office enters where they can be asked. Raises RuleBroken for what is settled or sensitive."""
    if not address.strip():
        raise RuleBroken("Enter an e-mail address.", "address")
    if report.told_at is not None or report.waived_at is not None:
        raise RuleBroken("Nobody is asked any more: it is settled.", "address")
    if not may_leave(report):
        raise RuleBroken("The meeting is marked OFFICIAL-SENSITIVE: ask by telephone, not by mail.", "address")
    _hand_to(report, report.owed_by, clean_address(address))
    return ask(report, now=now)


def give_report(report: ReportBack, words: str, *, by: str, now: datetime) -> bool:
    """Two lines, or better ones; the same again is nothing. Whether anything was new. Raises RuleBroken."""
    told = checked_words(words)
    lock_report(report)  # a second press waits for the first, and finds it done
    if report.told_at is not None and report.words == told:
        return False
    is_first = report.told_at is None
    report.words, report.told_by = told, clean_line(by)[:200]
    report.told_at, report.waived_at = now, None
    db.session.flush()
    said = "reported back on" if is_first else "changed the report on"
    _note(report, "reported", f"{report.owed_by} {said} {report.representation.body.name}")
    return True


def waive(report: ReportBack, *, now: datetime) -> None:
    """The office does without it; pressed twice is once."""
    if report.told_at is None and report.waived_at is None:
        report.waived_at = now
        db.session.flush()
        _note(report, "waived", f"No report from the {report.owed_by} on {report.representation.body.name} is needed")


def report_token(report: ReportBack) -> str:
    """The secret of its link, derived when it is rendered."""
    return derive_token(current_settings().secret_key, Purpose.REPORT_BACK, report.id, report.generation)


def report_url(report: ReportBack) -> str:
    """Where two lines are enough."""
    return absolute_url(f"/r/{report_token(report)}")


def due_reminders(now: datetime) -> list[tuple[ReportBack, Reminder]]:
    """Who is to be reminded, while the office is open; each rung once."""
    holidays, today = bank_holidays(), local_day(now)
    if find_office() is None or not is_open(now, opening_hours(), holidays):
        return []
    found: dict[str, tuple[ReportBack, Reminder]] = {}
    for report in owed_reports():
        if report.asked_at is None or not report.address or not may_leave(report):
            continue
        reminder = reminder_due(report.due_on, local_day(report.asked_at), today, holidays)
        if reminder is not None:
            found[_key(report, REMINDER, reminder.key)] = (report, reminder)
    return not_posted(found)


def remind_due(now: datetime) -> int:
    """Post them; says how many."""
    due = due_reminders(now)
    for report, reminder in due:
        _post(report, REMINDER, reminder.key, now)
    return len(due)


def _new(seat: Representation, engagement: Engagement, owed_by: str, address: str) -> ReportBack:
    report = ReportBack(representation=seat, engagement=engagement, owed_by=owed_by, address=address, generation=1)
    report.token_hash = digest(Purpose.REPORT_BACK, random_token())  # the real one needs the id
    return report


def _keep(report: ReportBack) -> None:
    db.session.add(report)
    db.session.flush()
    report.token_hash = digest(Purpose.REPORT_BACK, report_token(report))
    db.session.flush()


def _hand_to(report: ReportBack, owed_by: str, address: str) -> None:
    """Somebody else, or another address, gets another link."""
    if owed_by == report.owed_by and address_key(address) == address_key(report.address):
        return
    report.owed_by, report.address = owed_by, address
    report.generation += 1
    report.token_hash, report.asked_at = digest(Purpose.REPORT_BACK, report_token(report)), None
    db.session.flush()


def _key(report: ReportBack, kind: str, rung: str = "") -> str:
    return f"{kind}:{report.id}:{report.generation}:{rung}"


def _post(report: ReportBack, kind: str, rung: str, now: datetime) -> None:
    draft = NoticeDraft(
        kind=kind,
        recipient_name=_name(report),
        recipient_address=report.address,
        subject_type="engagement",
        subject_id=report.engagement_id,
        dedupe_key=_key(report, kind, rung),
        payload={"report_back_id": report.id, "generation": report.generation},
    )
    post_notice(draft, now=now)


def _name(report: ReportBack) -> str:
    """Of the representative, when it was they who sat there."""
    seat = report.representation
    if report.owed_by != seat_words(seat):
        return ""
    return seat.principal.name if seat.principal is not None else seat.name


def _note(report: ReportBack, what: str, words: str) -> None:
    record(f"representation.{what}", "engagement", report.engagement_id, words, details={"report_back": report.id})

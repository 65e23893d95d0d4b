"""The mails to whoever sat somewhere for us: two lines are wanted, and they are late."""

from scheduler.accounts.queries import the_office
from scheduler.core.mail_templates import render_mail
from scheduler.core.wording import day_words
from scheduler.engagements.calendar import when_words
from scheduler.engagements.diary import first_day_of
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import Mail, register_renderer
from scheduler.representation.models import ReportBack
from scheduler.representation.queries.reports_back import may_leave, report_by_id
from scheduler.representation.service.owing import ASK, REMINDER, report_url


def register_report_renderers() -> None:
    """Give the outbox its two kinds."""
    register_renderer(ASK, write_ask)
    register_renderer(REMINDER, write_reminder)


def write_ask(notice: Notice) -> Mail | None:
    """None once somebody else owes it, or nobody does."""
    report = _live(notice)
    return _mail(notice, report, f"Two lines on {_meeting(report)}, please") if report is not None else None


def write_reminder(notice: Notice) -> Mail | None:
    """The same link, and since when it is late."""
    report = _live(notice)
    if report is None:
        return None
    return _mail(notice, report, f"Still wanted: two lines on {_meeting(report)}")


def _live(notice: Notice) -> ReportBack | None:
    report = report_by_id(notice.payload["report_back_id"])
    if report is None or report.generation != notice.payload["generation"]:
        return None
    is_settled = report.told_at is not None or report.waived_at is not None
    return report if not is_settled and may_leave(report) else None


def _meeting(report: ReportBack) -> str:
    """“Melton Community Safety Partnership, 3 June 2026”."""
    day = first_day_of(report.engagement)
    return ", ".join(part for part in (report.representation.body.name, day_words(day) if day else "") if part)


def _mail(notice: Notice, report: ReportBack, subject: str) -> Mail:
    office = the_office()
    facts = {
        "subject": subject,
        "name": notice.recipient_name,
        "report": report,
        "when": when_words(report.engagement),
        "due": day_words(report.due_on, weekday=True),
        "is_reminder": notice.kind == REMINDER,
        "link": report_url(report),
        "office_name": office.name,
        "office_telephone": office.telephone,
    }
    text, html = (render_mail(f"representation/email/report.{part}", **facts) for part in ("txt", "html"))
    return Mail(subject, text, html)

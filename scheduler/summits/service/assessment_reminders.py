"""Reminds agencies of assessments that are due: a mail a rung, only to who has sent nothing and has something."""

from datetime import datetime

from scheduler.accounts.queries import find_office
from scheduler.almanac.queries import bank_holidays, opening_hours
from scheduler.almanac.rules import is_open
from scheduler.core.clock import local_day
from scheduler.core.db import db, insert_into
from scheduler.summits.models import AssessmentChaser, AssessmentRequest
from scheduler.summits.queries.agency_links import live_agency_links
from scheduler.summits.queries.assessments import climbed_rungs, open_requests, standing_of
from scheduler.summits.rules.assessments import Reminder, reminder_due
from scheduler.summits.service.assessments import REMINDER, post_to


def remind_due(now: datetime) -> int:
    """Post what is due; says how many mails. Each rung of a request is climbed once."""
    posted = sum(_remind(request, due, now) for request, due in due_reminders(now) if _claim(request, due, now))
    db.session.flush()
    return posted


def due_reminders(now: datetime) -> list[tuple[AssessmentRequest, Reminder]]:
    """What is due and was not written yet; nothing while the office is closed."""
    holidays, today = bank_holidays(), local_day(now)
    if find_office() is None or not is_open(now, opening_hours(), holidays):
        return []
    found = []
    for request in open_requests(now):
        assert request.asked_at is not None
        due = reminder_due(standing_of(request), local_day(request.asked_at), today, holidays)
        if due is not None and due.key not in climbed_rungs(request):
            found.append((request, due))
    return found


def _claim(request: AssessmentRequest, due: Reminder, now: datetime) -> bool:
    """Two workers must not both climb it."""
    row = {"request_id": request.id, "rung": due.key, "at": now}
    statement = insert_into(AssessmentChaser).values(row).on_conflict_do_nothing()
    return db.session.scalar(statement.returning(AssessmentChaser.rung)) is not None


def _remind(request: AssessmentRequest, due: Reminder, now: datetime) -> int:
    links = live_agency_links(request.agency)
    for link in links:
        post_to(link, REMINDER, f"{request.id}:{due.key}", {"request_id": request.id}, now=now)
    return len(links)

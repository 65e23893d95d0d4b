"""What of representation waits for the office."""

from datetime import date, datetime

from scheduler.core.clock import local_day
from scheduler.core.waiting import Waiting
from scheduler.core.wording import count_words, day_words
from scheduler.representation.queries.due import DueInvitation, invitations_due
from scheduler.representation.queries.reports_back import owed_reports
from scheduler.representation.queries.seats import left_behind, reviews_due, seat_words
from scheduler.representation.rules.reporting import owed_words

REGISTER = "/evidence/representation"
MOST = 3
"""Lines of one sort; more of them are one line that leads to the list."""


def waiting(now: datetime) -> list[Waiting]:
    """Boards that have not invited us, two lines that are late, seats to be given on or reviewed."""
    today = local_day(now)
    return [*_not_invited(today), *_late(today), *_left_behind(today), *_reviews(today)]


def not_invited_words(due: DueInvitation) -> str:
    """When it was due, and why we think so: “it last met on 1 January 2026 (every 3 months)”."""
    last = f"it last met on {day_words(due.last_on)}" if due.last_on else "no meeting of it is known"
    return f"Due about {day_words(due.due_on)}; {last} ({due.rhythm.words})."


def _not_invited(today: date) -> list[Waiting]:
    due = invitations_due(today)
    if len(due) > MOST:
        title = f"{len(due)} boards have not invited us"
        names = "; ".join(each.body.name for each in due)
        return [Waiting(title, names[:300], f"{REGISTER}#not-invited", "See them")]
    return [
        Waiting(f"{each.body.name} has not invited us", not_invited_words(each), f"{REGISTER}/{each.seat.id}", "Ask")
        for each in due
    ]


def _late(today: date) -> list[Waiting]:
    late = [each for each in owed_reports() if each.due_on < today]
    if len(late) > MOST:
        title = f"{len(late)} reports back from boards are late"
        return [Waiting(title, f"The oldest is {owed_words(late[0].due_on, today)}.", f"{REGISTER}/owed", "See them")]
    return [
        Waiting(
            f"No report back from {each.representation.body.name}",
            f"{each.owed_by}, {owed_words(each.due_on, today)}.",
            f"{REGISTER}/owed/{each.id}",
            "Note it",
        )
        for each in late
    ]


def _left_behind(today: date) -> list[Waiting]:
    return [
        Waiting(
            f"{each.body.name}: who sits there for us now?",
            f"The {seat_words(each)} who sat there has left office.",
            f"{REGISTER}/{each.id}",
            "End or hand over",
        )
        for each in left_behind(today)[:MOST]
    ]


def _reviews(today: date) -> list[Waiting]:
    due = reviews_due(today)
    if not due:
        return []
    named = "; ".join(f"{seat_words(each)}, {each.body.name}" for each in due[:MOST])
    more = f" and {len(due) - MOST} more" if len(due) > MOST else ""
    title = f"{count_words(len(due), 'seat')} to be reviewed"
    return [Waiting(title, f"{named}{more}", f"{REGISTER}?review=due", "Review")]

"""What the record asks of the office on its Today page."""

from datetime import datetime

from scheduler.core.waiting import Waiting
from scheduler.core.wording import count_words, day_words
from scheduler.records.queries.unwritten import Unwritten, unwritten

MOST = 5
"""More are told as one line: a backlog must not hide the day."""


def waiting(now: datetime) -> list[Waiting]:
    """Held but not written up, the oldest first."""
    found = unwritten(now)
    lines = [_line(each) for each in found[:MOST]]
    if len(found) > MOST:
        rest = count_words(len(found) - MOST, "more engagement")
        lines.append(Waiting(f"{rest} held but not written up", "The list has all of them.", LIST, "See them"))
    return lines


LIST = "/engagements/unwritten"


def _line(each: Unwritten) -> Waiting:
    title = f"Held but not written up: {each.engagement.title}"
    when = f"{day_words(each.held_on)}, {each.age_words}"
    reason = f"{when}. Write it while somebody remembers." if each.is_late else f"{when}."
    return Waiting(title, reason, f"/engagements/{each.engagement.id}/record", "Write it up")

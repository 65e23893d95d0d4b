"""The bar above a page: mails that the office's last action left waiting, and when they leave."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from scheduler.core.clock import to_local
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, moment_words
from scheduler.outbox.batches import Stopped, current_batch, mails_posted
from scheduler.outbox.queries import WaitingBatch, waiting_batches
from scheduler.outbox.service import leaves_at

SOON = timedelta(hours=1)
"""So near that the second is worth saying; what leaves later is said by its day."""


@dataclass(frozen=True, slots=True)
class Strip:
    """One action whose mails can be stopped; `words` say how many and until when."""

    batch: str
    words: str


def strips_of(batches: Sequence[str], *, now: datetime) -> list[Strip]:
    """Those of the batches that can be stopped now, the latest first."""
    return [Strip(each.batch, _words(each, now)) for each in waiting_batches(batches)]


def leaving_words(at: datetime, now: datetime) -> str:
    """“at 10:42:30”, or “on Monday 7 September 2026, 8am” when it is not soon."""
    if at - now < SOON:
        return f"at {to_local(at):%H:%M:%S}"
    return f"on {moment_words(at)}"


def posted_words(*, now: datetime, is_urgent: bool = False) -> str:
    """What becomes of the mails of this action, asked before it is committed; empty when it posted none.

    Also empty while they wait and can be stopped: the bar above the page says it then, and once is enough.
    """
    number, batch = mails_posted(), current_batch()
    if not number:
        return ""
    due_at = now + batch.wait if batch and not is_urgent else now
    at = due_at if is_urgent else leaves_at(due_at)
    if at <= now:
        return f"{count_words(number, 'mail is', 'mails are')} on the way."
    if batch and batch.wait:
        return ""
    return f"{count_words(number, 'mail leaves', 'mails leave')} {leaving_words(at, now)}."


def stopped_words(done: Stopped) -> str:
    """What an undo came to, also when it came too late."""
    if not done.stopped and not done.left:
        return f"There was nothing left to stop. {done.says}".strip()
    if not done.stopped:
        return f"Too late to undo: {count_words(done.left, 'mail has', 'mails have')} left already. {done.says}".strip()
    stopped = count_words(done.stopped, "mail was", "mails were")
    parts = [f"Undone: {stopped} stopped and will not leave by itself." if done.stopped == 1 else _several(stopped)]
    if done.left:
        parts.append(f"{count_words(done.left, 'mail', 'mails').capitalize()} had left before.")
    return " ".join([*parts, done.says]).strip()


def _several(stopped: str) -> str:
    return f"Undone: {stopped} stopped and will not leave by themselves."


def _words(waiting: WaitingBatch, now: datetime) -> str:
    count = count_words(waiting.number, "mail leaves", "mails leave")
    at = leaves_at(max(waiting.due_at, now))
    if at <= now:
        return f"{count} now."
    return f"{count} {leaving_words(at, now)}."

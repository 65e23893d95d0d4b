"""A notice as a line of the send log: its state as shape and word, when it left or goes next, and why not."""

from dataclasses import dataclass
from datetime import datetime

from scheduler.core.wording import moment_words
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState, plain_reason

WORDS = {
    NoticeState.WAITING: "Waiting",
    NoticeState.SENDING: "Sending",
    NoticeState.SENT: "Sent",
    NoticeState.FAILED: "Failed",
    NoticeState.HELD: "On hold",
    NoticeState.WITHDRAWN: "Withdrawn",
}
SHAPES = {
    NoticeState.WAITING: "waiting",
    NoticeState.SENDING: "in_diary",
    NoticeState.SENT: "sent",
    NoticeState.FAILED: "failed",
    NoticeState.HELD: "someone_else",
    NoticeState.WITHDRAWN: "declined",
}
"""Which of the shapes in components/state.html stands for a state; none is used twice."""
RETRYING = ("postponed", "Trying again")

WHEN = {
    NoticeState.SENDING: "Now",
    NoticeState.HELD: "When you release it",
    NoticeState.FAILED: "Not again by itself",
    NoticeState.WITHDRAWN: "Never",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `reason` is plain, `server_words` are what the mail server said when that is more."""

    notice: Notice
    shape: str
    word: str
    when: str
    reason: str
    server_words: str

    @property
    def subject(self) -> str:
        """The subject line once it was written; before that, what kind of mail it is."""
        return self.notice.subject_line or self.notice.kind.replace("_", " ").capitalize()

    @property
    def is_undecided(self) -> bool:
        """Whether it waits for a person."""
        return self.notice.state in {NoticeState.FAILED, NoticeState.HELD}


def entry_of(notice: Notice, *, now: datetime, is_sending_time: bool) -> Entry:
    """The line of one notice as it stands at `now`."""
    is_retry = notice.state is NoticeState.WAITING and notice.attempts > 0
    shape, word = RETRYING if is_retry else (SHAPES[notice.state], WORDS[notice.state])
    words = notice.last_error or ""
    reason = plain_reason(words) if words else ""
    return Entry(notice, shape, word, _when(notice, now, is_sending_time), reason, words if words != reason else "")


def _when(notice: Notice, now: datetime, is_sending_time: bool) -> str:  # noqa: FBT001 - the caller names it
    if notice.state is NoticeState.SENT and notice.sent_at is not None:
        return moment_words(notice.sent_at)
    if notice.state in WHEN:
        return WHEN[notice.state]
    if notice.next_attempt_at > now:
        return f"Not before {moment_words(notice.next_attempt_at)}"
    return "Now" if is_sending_time or notice.urgent else "When the office opens"

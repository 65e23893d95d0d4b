"""A notice as a line of the send log: its state as shape and word, when it left or goes next, and why not."""

from datetime import datetime

from scheduler.core.values import dataclass
from scheduler.core.wording import moment_words
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import Channel, NoticeState, plain_reason

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

WAYS = {Channel.NOTIFY_MAIL: "by GOV.UK Notify", Channel.TEXT: "text message by GOV.UK Notify"}

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
    def way(self) -> str:
        """By which other way than our mail server; empty for that."""
        return WAYS.get(self.notice.channel, "")

    @property
    def is_undecided(self) -> bool:
        """Whether it waits for a person."""
        return self.notice.state in {NoticeState.FAILED, NoticeState.HELD}


def entry_of(notice: Notice, *, now: datetime, opens_at: datetime) -> Entry:
    """The line of one notice as it stands at `now`; ordinary mail may leave from `opens_at` on."""
    is_retry = notice.state is NoticeState.WAITING and notice.attempts > 0
    shape, word = RETRYING if is_retry else (SHAPES[notice.state], WORDS[notice.state])
    words = notice.last_error or ""
    reason = plain_reason(words) if words else ""
    return Entry(notice, shape, word, _when(notice, now, opens_at), reason, words if words != reason else "")


def _when(notice: Notice, now: datetime, opens_at: datetime) -> str:
    if notice.state is NoticeState.SENT and notice.sent_at is not None:
        return moment_words(notice.sent_at)
    if notice.state in WHEN:
        return WHEN[notice.state]
    may_leave_at = now if notice.urgent else opens_at
    if notice.next_attempt_at > may_leave_at:
        return f"Not before {moment_words(notice.next_attempt_at)}"
    return "Now" if may_leave_at <= now else f"When the office opens: {moment_words(may_leave_at)}"

"""How far a mail came, in words that claim no more than we were told: a server that took it has not delivered it."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from scheduler.core.values import dataclass
from scheduler.core.wording import moment_words
from scheduler.outbox.rules import UNSENT, Channel, NoticeState, plain_reason

NOTIFY = "GOV.UK Notify"


class Stage(StrEnum):
    """The furthest point that we know of; the values name states of the components."""

    WAITING = "waiting"
    ON_HOLD = "on_hold"
    NOT_SENT = "not_sent"
    FAILED = "failed"
    HANDED_OVER = "handed_over"
    DELIVERED = "delivered"
    BOUNCED = "undeliverable"
    PAGE_USED = "page_used"


BRIEF = {
    Stage.WAITING: "Waiting",
    Stage.ON_HOLD: "On hold",
    Stage.NOT_SENT: "Not sent",
    Stage.FAILED: "Not sent",
    Stage.HANDED_OVER: "Handed over",
    Stage.DELIVERED: "Delivered",
    Stage.BOUNCED: "Undeliverable",
    Stage.PAGE_USED: "Page used",
}
"""For a narrow column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One notice to one address. `due_at`: its turn in the queue; `leaves_at`: that, or when the office opens."""

    what: str
    state: NoticeState
    queued_at: datetime
    due_at: datetime
    leaves_at: datetime
    channel: Channel = Channel.MAIL
    is_news: bool = True
    """Tells of the engagement; receipts repeat an answer, and texts come beside a mail."""
    attempts: int = 0
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    bounced_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """What is known of an address beside its mails."""

    told_at: datetime | None = None
    undeliverable_at: datetime | None = None
    reason: str = ""
    opened_at: datetime | None = None
    """When a person first pressed a button on the page behind its link."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How an address stands; `at` is None where nothing has happened yet."""

    stage: Stage
    at: datetime | None = None
    reason: str = ""

    @property
    def brief(self) -> str:
        """A word or two."""
        return BRIEF[self.stage]

    @property
    def words(self) -> str:
        """The same with its time."""
        return f"{self.brief} {moment_words(self.at)}" if self.at else self.brief


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened, or is to happen, on the way."""

    at: datetime
    words: str
    reason: str = ""


def stage_of(posting: Posting) -> Stage:
    """A report of failure outweighs one of delivery: a mailbox that forwards gives both."""
    if posting.state in UNSENT:
        return Stage.WAITING
    if posting.state is not NoticeState.SENT:
        return {
            NoticeState.HELD: Stage.ON_HOLD,
            NoticeState.FAILED: Stage.FAILED,
            NoticeState.WITHDRAWN: Stage.NOT_SENT,
        }[posting.state]
    if posting.bounced_at is not None:
        return Stage.BOUNCED
    return Stage.HANDED_OVER if posting.delivered_at is None else Stage.DELIVERED


def standing(address: Address, postings: Sequence[Posting]) -> Standing:
    """Of the last mail that was not overtaken; whoever used its page afterwards must have got it."""
    if address.undeliverable_at is not None:
        return Standing(Stage.BOUNCED, address.undeliverable_at, address.reason)
    mails = [each for each in postings if each.is_news and each.state is not NoticeState.WITHDRAWN]
    if not mails:
        stage = Stage.WAITING if address.told_at is None else Stage.HANDED_OVER
        return _used(address, Standing(stage, address.told_at))
    last = mails[-1]
    stage = stage_of(last)
    at = {Stage.BOUNCED: last.bounced_at, Stage.DELIVERED: last.delivered_at, Stage.HANDED_OVER: last.sent_at}
    return _used(address, Standing(stage, at.get(stage), plain_reason(last.reason) if last.reason else ""))


def _used(address: Address, found: Standing) -> Standing:
    is_open = found.stage is Stage.HANDED_OVER and found.at is not None and address.opened_at is not None
    if is_open and address.opened_at is not None and found.at is not None and address.opened_at >= found.at:
        return Standing(Stage.PAGE_USED, address.opened_at)
    return found


def steps_of(posting: Posting, now: datetime) -> list[Step]:
    """What became of one mail, or text, in order of time."""
    steps = []
    if posting.sent_at is None or moment_words(posting.sent_at) != moment_words(posting.queued_at):
        steps.append(Step(posting.queued_at, f"{posting.what} queued"))
    if posting.sent_at is None:
        return [*steps, _pending(posting, now)]
    taker = "the mail server" if posting.channel is Channel.MAIL else NOTIFY
    steps.append(Step(posting.sent_at, f"{posting.what} handed to {taker}"))
    if posting.delivered_at is not None:
        by = "by their mail server’s own report" if posting.channel is Channel.MAIL else f"{NOTIFY} says"
        steps.append(Step(posting.delivered_at, f"{posting.what} delivered, {by}"))
    if posting.bounced_at is not None:
        steps.append(Step(posting.bounced_at, f"{posting.what} came back", posting.reason))
    return steps


def _pending(posting: Posting, now: datetime) -> Step:
    """Why it has not left."""
    if posting.state not in UNSENT:
        words = {
            NoticeState.HELD: "on hold until somebody releases it",
            NoticeState.FAILED: "could not be sent",
            NoticeState.WITHDRAWN: "not sent: overtaken, or taken back",
        }.get(posting.state, str(posting.state))
        return Step(posting.due_at, f"{posting.what} {words}", posting.reason)
    if posting.leaves_at <= now:
        return Step(now, f"{posting.what} leaves now")
    return Step(posting.leaves_at, f"{posting.what} waits until then", _why(posting))


def _why(posting: Posting) -> str:
    if posting.attempts:
        return f"It is tried again. {plain_reason(posting.reason)}".strip()
    if posting.leaves_at > posting.due_at:
        return "The office is closed."
    return "It can be undone until then."

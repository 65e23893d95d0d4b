"""What an invitee reads when there is nothing to answer: what happened, and what to do next."""

from scheduler.core.values import dataclass
from scheduler.invitations.rules import Gate


@dataclass(frozen=True, slots=True)
class StatePage:
    """A page of its own for one state of a link; a link that others may hold shows nothing of the engagement."""

    heading: str
    text: str
    advice: str
    shows_engagement: bool = True


STATE_PAGES = {
    Gate.REPLACED: StatePage(
        "This link no longer works",
        "A newer link has taken its place.",
        "Use the newest mail from us. If you cannot find it, we can mail the new link to the address that we hold "
        "for the invitee.",
        shows_engagement=False,
    ),
    Gate.WITHDRAWN: StatePage(
        "This invitation was withdrawn",
        "You are no longer expected, and there is nothing that you need do.",
        "If this surprises you, please telephone the office.",
        shows_engagement=False,
    ),
    Gate.CANCELLED: StatePage(
        "This has been cancelled",
        "It will not take place. There is nothing that you need do.",
        "If our entry is still in your calendar, you can remove it.",
    ),
    Gate.POSTPONED: StatePage(
        "This has been postponed",
        "It will not take place on the day planned. We shall write to you when there is a new date.",
        "There is nothing to answer until then. If a day would suit you well, telephone the office.",
    ),
    Gate.OVER: StatePage(
        "This is over",
        "The day has passed, so an answer can no longer be given here.",
        "If we have recorded something wrongly, telephone the office and we shall put it right.",
    ),
    Gate.CLOSED: StatePage(
        "The time to answer has ended",
        "Answers can no longer be given or changed here.",
        "You can still tell us: telephone the office and we shall record your answer for you.",
    ),
}

NOT_NEEDED = StatePage(
    "You are not needed in their place",
    "The answer to this invitation has changed since you were named.",
    "You are no longer expected. If this surprises you, please ask whoever named you, or telephone the office.",
    shows_engagement=False,
)
"""What a substitute reads once the invitee comes after all, sends apologies or names somebody else."""

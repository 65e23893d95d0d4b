"""An invitation in words: who asks, whom they asked, when, who goes; by role."""

from scheduler.core.wording import day_span_words, span_words
from scheduler.ical.event import AllDay, Timed
from scheduler.incoming.models import IncomingInvitation
from scheduler.incoming.queries.invitations import when_of
from scheduler.incoming.rules.vocabulary import Decision

NO_DAY = "No day yet"
UNKNOWN_HOST = "Host not recognised"
DECISION_WORDS = {
    Decision.WAITING: ("overdue", "Waits for us"),
    Decision.HELD: ("on_hold", "Held"),
    Decision.ACCEPTED: ("in_diary", "Accepted"),
    Decision.DECLINED: ("declined", "Declined"),
    Decision.CALLED_OFF: ("cancelled", "Called off by them"),
}


def host_words(invitation: IncomingInvitation) -> str:
    """The body or organisation, else as somebody wrote it, else the address it came from."""
    home = invitation.body or invitation.organisation
    if home is not None:
        return home.name
    return invitation.host_words or invitation.sender_name or invitation.sender_address or UNKNOWN_HOST


def asked_words(invitation: IncomingInvitation) -> str:
    """The role of the one they asked; empty: the office."""
    return invitation.principal.title if invitation.principal is not None else ""


def goes_words(invitation: IncomingInvitation) -> str:
    """The role of the one who goes."""
    return invitation.goes_principal.title if invitation.goes_principal is not None else invitation.goes_words


def span_of(when: Timed | AllDay | None) -> str:
    """“Monday 29 September 2014, 10am to 11am”."""
    if isinstance(when, Timed):
        return span_words(when.starts_at, when.ends_at)
    return day_span_words(when.first_on, when.last_on) if when is not None else ""


def when_words(invitation: IncomingInvitation) -> str:
    """The same for a page."""
    return span_of(when_of(invitation)) or NO_DAY


def outcome_words(invitation: IncomingInvitation) -> str:
    """“Accepted: the Chief Executive goes in the Commissioner's place”."""
    goes, asked = goes_words(invitation), asked_words(invitation)
    _, word = DECISION_WORDS[invitation.decision]
    if invitation.decision is not Decision.ACCEPTED or not goes:
        return word
    place = f" in the {asked}’s place" if asked and asked != goes else ""
    return f"{word}: the {goes} goes{place}"

"""What a mail of the corpus is about, and what reading it and acting on it must come to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from scheduler.inbox.rules.vocabulary import Doubt, MailKind, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One invitation of ours as its partner's programs know it; every address is @example.org or below it."""

    uid: str = "0b5c2f0e-6f6e-4f0c-9a51-2d1f0a7e7c11"
    sequence: int = 1
    attendee: str = "anna.larch@borough.example.org"
    attendee_name: str = "Anna Larch"
    office: str = "diary@office.example.org"
    """ORGANIZER of our invitation: where answers go. May be the address with a token."""
    office_name: str = "Office of the Commissioner"
    summary: str = "Quarterly meeting with the Commissioner"
    starts_at: datetime = datetime(2026, 10, 6, 9, tzinfo=UTC)
    ends_at: datetime = datetime(2026, 10, 6, 10, tzinfo=UTC)
    stamped_at: datetime = datetime(2026, 9, 14, 8, 30, 5, tzinfo=UTC)
    """When the partner answers; after our invitation left."""
    message_id: str = "<invitation-1@office.example.org>"
    """Of our mail that brought the invitation."""
    envelope_sender: str = "bounces@office.example.org"
    """To which our mail's delivery reports go."""
    authserv_id: str = "mx.office.example.org"
    pa: str = "pa.leader@borough.example.org"
    """The invitee's office, known to us."""
    alias: str = "a.larch@mail.borough.example.org"
    """The invitee's other address, unknown to us."""
    deputy: str = "rhys.gwern@borough.example.org"
    stranger: str = "visitor@elsewhere.example.org"


Outcomes = tuple[tuple[Outcome, Doubt | None], ...]
TAKEN: Outcomes = ((Outcome.TAKEN, None),)
REPEATED: Outcomes = ((Outcome.REPEATED, None),)
SET_ASIDE: Outcomes = ((Outcome.SET_ASIDE, None),)


def triage(doubt: Doubt) -> Outcomes:
    """One row for a person to look at."""
    return ((Outcome.TRIAGE, doubt),)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusMail:
    """A mail, how it must be read, and what must become of it on a fresh invitation that is open."""

    name: str
    build: Callable[[Facts], bytes]
    kind: MailKind
    partstats: tuple[str, ...] = ()
    """PARTSTAT of the first attendee of each answer."""
    method: str = "REPLY"
    bounce: tuple[str, str] | None = None
    """(action, enhanced status) of the one recipient that the report is about: the attendee."""
    words: str = ""
    """Something that `words` or the comment must hold."""
    expected_outcome: Outcomes = TAKEN
    """A row each in order; empty where it hangs on what else we hold (a series)."""
    after: tuple[str, ...] = ()
    """Mails of the corpus that came before, in order."""
    moves_time: bool = False
    """The answer speaks of another time: two hours later."""

"""A mail and what it says, as the pages of the inbox show them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from scheduler.core.values import dataclass
from scheduler.core.wording import age_words, moment_words, span_words
from scheduler.engagements.calendar import when_words
from scheduler.ical.itip import Method
from scheduler.inbox.models import InboundAnswer, InboundMail
from scheduler.inbox.queries.choices import named_meetings
from scheduler.inbox.queries.meetings import titles_of
from scheduler.inbox.rules.heard import Heard
from scheduler.inbox.rules.vocabulary import MailKind, MailState, Outcome
from scheduler.inbox.rules.ways import KINDS, OUTCOMES, REASONS, SHORT, Way, ways_out
from scheduler.invitations.rules import ANSWER_WORDS

ANSWERS = frozenset({Method.REPLY, Method.COUNTER, Method.REFRESH})
NO_SUBJECT = "(no subject)"
STATE_SHAPES = {
    MailState.WAITING: ("waiting", "Being read"),
    MailState.DONE: ("sent", "Done"),
    MailState.TRIAGE: ("overdue", "Needs a look"),
    MailState.PARKED: ("failed", "Cannot be read"),
}
OUTCOME_SHAPES = {
    Outcome.TAKEN: "sent",
    Outcome.ACCEPTED: "sent",
    Outcome.TRIAGE: "overdue",
    Outcome.IGNORED: "cancelled",
    Outcome.OVERTAKEN: "cancelled",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One mail in a list."""

    mail: InboundMail
    age: str
    titles: Mapping[str, str]
    """Titles of the meetings whose UIDs are named, whoever the answer is for."""

    @property
    def sender(self) -> str:
        """A name, else the address."""
        return self.mail.sender_name or self.mail.sender or "unknown sender"

    @property
    def subject(self) -> str:
        """Something to press."""
        return self.mail.subject or NO_SUBJECT

    @property
    def arrived(self) -> str:
        """When it came."""
        return moment_words(self.mail.received_at)

    @property
    def state(self) -> tuple[str, str]:
        """Shape and word."""
        return STATE_SHAPES[self.mail.state]

    @property
    def why(self) -> list[str]:
        """Why it waits, or what became of it; each said once."""
        if self.mail.state is MailState.PARKED:
            return ["Reading it failed several times"]
        waiting = [SHORT[row.doubt] for row in self.mail.answers if row.outcome is Outcome.TRIAGE and row.doubt]
        return list(dict.fromkeys(waiting or [OUTCOMES[row.outcome] for row in self.mail.answers]))

    @property
    def about(self) -> list[str]:
        """The invitations, or at least the meetings, that it is known to be about."""
        return list(dict.fromkeys(about for row in self.mail.answers if (about := self._about(row))))

    def _about(self, row: InboundAnswer) -> str:
        if row.invitation is None:
            return self.titles.get(row.uid, "")
        return f"{row.invitation.invitee_label}: {row.invitation.engagement.title}"

    @property
    def kind(self) -> str:
        """What it is, once that is known."""
        return KINDS[self.mail.kind] if self.mail.kind else "Not read yet"


def entries_of(mails: Sequence[InboundMail], now: datetime) -> list[Entry]:
    """Mails as a list shows them."""
    titles = titles_of({row.uid for mail in mails for row in mail.answers} - {""})
    return [Entry(mail, age_words(now - mail.received_at), titles) for mail in mails]


def said_in(row: InboundAnswer) -> Heard:
    """What an answer of a calendar program says; empty for everything else."""
    return Heard.from_json(row.answer) if row.method in ANSWERS else Heard()


def ways_of(row: InboundAnswer) -> tuple[Way, ...]:
    """What a person may do about it; nothing once it is settled."""
    if row.outcome is not Outcome.TRIAGE:
        return ()
    said = said_in(row)
    says_answer = said.answer is not None or (row.method == Method.COUNTER and said.proposed is not None)
    return ways_out(
        row.doubt,
        says_answer=says_answer,
        sends_deputy=bool(said.deputy_address),
        is_invitation=row.mail.kind is MailKind.INVITATION,
    )


def reason_of(row: InboundAnswer) -> str:
    """Why it waits, or what became of it."""
    if row.outcome is Outcome.TRIAGE and row.doubt is not None:
        return REASONS[row.doubt]
    by = f" by {row.settled_by}" if row.settled_by else ""
    return f"{OUTCOMES[row.outcome]}{by}."


def facts_of(row: InboundAnswer) -> list[tuple[str, str]]:
    """Name and value of what it says; empty values are left out."""
    said, kept = said_in(row), row.answer
    facts = (
        ("Answer", ANSWER_WORDS[said.answer] if said.answer else ""),
        ("It names", ", ".join(filter(None, (said.name, said.attendee)))),
        ("Sent by", said.sent_by),
        ("Who comes", said.deputy_name if said.deputy_name != said.deputy_address else ""),
        ("Their address", said.deputy_address),
        ("In the place of", said.delegated_from),
        ("Proposes", _proposed(row, said)),
        ("Says", row.words),
        ("But", said.problem),
        ("Meeting", str(kept.get("summary", ""))),
        ("Where", str(kept.get("location", ""))),
        ("From", str(kept.get("organizer", ""))),
        ("Files", ", ".join(kept.get("attachments") or ())),
        ("Left out", " ".join(kept.get("problems") or ())),
    )
    return [(name, value) for name, value in facts if value]


def meeting_of(row: InboundAnswer, now: datetime) -> str:
    """“Visit to Melton, 6 October 2026, 10am to 11am”; empty when it is about none of ours."""
    found = [row.invitation.engagement] if row.invitation is not None else named_meetings(row, now)
    return f"{found[0].title}, {when_words(found[0])}" if found else ""


def _proposed(row: InboundAnswer, said: Heard) -> str:
    if row.method != Method.COUNTER or said.proposed is None:
        return ""
    return span_words(said.proposed.starts_at, said.proposed.ends_at)

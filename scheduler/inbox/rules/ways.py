"""Why a mail waits for a person, in words for the office, and the ways out of it."""

from enum import StrEnum

from scheduler.inbox.rules.vocabulary import Doubt, MailKind, Outcome


class Way(StrEnum):
    """What a person may do about one answer; each is one POST."""

    REMEMBER = "remember"
    RECORD = "record"
    SUBSTITUTE = "substitute"
    FILE = "file"
    INVITE = "invite"
    """It invites us: weigh it with the others."""
    IGNORE = "ignore"


class Owner(StrEnum):
    """Whose another address is: it leaves with the person, or stays with the post."""

    PERSON = "person"
    POST = "post"


REASONS = {
    Doubt.UNKNOWN_MEETING: "It is about a meeting that we do not know.",
    Doubt.UNKNOWN_SENDER: "The answer is for one of our meetings, but comes from somebody who was not invited.",
    Doubt.WHICH_INVITEE: "This address answers for several invitees of the meeting; the mail does not say for whom.",
    Doubt.UNPROVEN: "Nothing proves that it comes from the address it names: our mail server found no DMARC pass.",
    Doubt.FAILED_DMARC: "Our mail server calls the sender forged (DMARC failed). Telephone before you take it.",
    Doubt.OLDER: "It answers an earlier time of the meeting. They have been asked again.",
    Doubt.SUPERSEDED: "The same person has answered since.",
    Doubt.CLOSED: "It came after answers were due, after the meeting, or after it was called off or withdrawn.",
    Doubt.NO_ANSWER: "It does not say whether they come, or says something that cannot be taken.",
    Doubt.DEPUTY: "Somebody else comes. Nobody said how senior they are, or what they can decide.",
    Doubt.LETTER: "Somebody wrote a letter.",
    Doubt.ATTACHMENT: "What it says may be in an attachment that is not opened here. Ask them to answer by the link.",
    Doubt.INVITATION: "Somebody invites us, or changes a meeting of theirs.",
    Doubt.TOO_BIG: "It is too large: only its beginning is kept. Read it in the mailbox.",
    Doubt.UNREADABLE: "It could not be read. Look at its text.",
}

SHORT = {
    Doubt.UNKNOWN_MEETING: "Unknown meeting",
    Doubt.UNKNOWN_SENDER: "Not invited",
    Doubt.WHICH_INVITEE: "For whom?",
    Doubt.UNPROVEN: "Sender not proven",
    Doubt.FAILED_DMARC: "Sender forged",
    Doubt.OLDER: "Earlier time",
    Doubt.SUPERSEDED: "Answered since",
    Doubt.CLOSED: "Too late",
    Doubt.NO_ANSWER: "No clear answer",
    Doubt.DEPUTY: "Deputy",
    Doubt.LETTER: "Letter",
    Doubt.ATTACHMENT: "Attachment",
    Doubt.INVITATION: "Invitation",
    Doubt.TOO_BIG: "Too large",
    Doubt.UNREADABLE: "Unreadable",
}

OUTCOMES = {
    Outcome.TAKEN: "Taken",
    Outcome.REPEATED: "Known already",
    Outcome.SET_ASIDE: "Set aside: no answer",
    Outcome.TRIAGE: "Waits for a person",
    Outcome.ACCEPTED: "Dealt with",
    Outcome.IGNORED: "Ignored",
    Outcome.OVERTAKEN: "Overtaken: a later answer counts",
}

KINDS = {
    MailKind.CALENDAR: "Answer of a calendar program",
    MailKind.INVITATION: "Invitation",
    MailKind.DELIVERY: "Delivery report",
    MailKind.READ_RECEIPT: "Read receipt",
    MailKind.AUTOMATIC: "Automatic answer",
    MailKind.LOOP: "Our own mail",
    MailKind.LETTER: "Letter",
    MailKind.UNREADABLE: "Unreadable",
}

_ANSWERS = frozenset(
    {
        Doubt.UNKNOWN_SENDER,
        Doubt.WHICH_INVITEE,
        Doubt.UNPROVEN,
        Doubt.FAILED_DMARC,
        Doubt.OLDER,
        Doubt.SUPERSEDED,
        Doubt.CLOSED,
    }
)
_LETTERS = frozenset({Doubt.LETTER, Doubt.ATTACHMENT, Doubt.TOO_BIG, Doubt.UNREADABLE})


def ways_out(
    doubt: Doubt | None, *, says_answer: bool, sends_deputy: bool, is_invitation: bool = False
) -> tuple[Way, ...]:
    """What a person may do, the likeliest first; `says_answer`: there is an answer or a time that could be taken."""
    if is_invitation or doubt is Doubt.INVITATION:
        return (Way.INVITE, Way.IGNORE)
    if doubt is Doubt.DEPUTY or (sends_deputy and doubt in _ANSWERS):
        return (Way.SUBSTITUTE, Way.IGNORE)
    if doubt is Doubt.UNKNOWN_SENDER and says_answer:
        return (Way.REMEMBER, Way.SUBSTITUTE, Way.RECORD, Way.IGNORE)
    if doubt in _ANSWERS and says_answer:
        return (Way.RECORD, Way.IGNORE)
    if doubt in _LETTERS:
        return (Way.FILE, Way.INVITE, Way.IGNORE)
    return (Way.FILE, Way.IGNORE)

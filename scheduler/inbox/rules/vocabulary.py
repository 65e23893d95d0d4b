"""Words for mail that came in: by which door, what it is, and what became of it."""

from enum import StrEnum


class MailDoor(StrEnum):
    """How a mail reached us."""

    IMAP = "imap"
    LMTP = "lmtp"
    PIPE = "pipe"
    DEMO = "demo"


class MailKind(StrEnum):
    """What a mail is, in the order in which it is asked: a reply of a program first, for rooms answer as robots do."""

    CALENDAR = "calendar answer"
    """METHOD:REPLY, COUNTER or REFRESH."""
    INVITATION = "invitation"
    """METHOD:REQUEST, CANCEL or PUBLISH of somebody else's."""
    DELIVERY = "delivery report"
    READ_RECEIPT = "read receipt"
    AUTOMATIC = "automatic answer"
    """Out of office, a list's or a robot's words."""
    LOOP = "our own mail"
    LETTER = "letter"
    """Somebody wrote."""
    UNREADABLE = "unreadable"


class MailState(StrEnum):
    """What became of a mail; the raw text is kept with every one of them until its day of deletion."""

    WAITING = "waiting"
    DONE = "done"
    """Read, and all that it says was taken or set aside; nobody needs to look."""
    TRIAGE = "triage"
    """Something in it waits for a person."""
    PARKED = "parked"
    """Reading it failed again and again; the queue went on."""


class Outcome(StrEnum):
    """What became of one answer in a mail."""

    TAKEN = "taken"
    REPEATED = "repeated"
    """It says what we know already."""
    SET_ASIDE = "set aside"
    """No answer, by its nature: a bounce, an automatic answer."""
    TRIAGE = "triage"
    ACCEPTED = "accepted by staff"
    IGNORED = "ignored by staff"
    OVERTAKEN = "overtaken"
    """It waited for a person until a later answer said what counts."""


class Doubt(StrEnum):
    """Why a person must look; each has its sentence and its ways out."""

    UNKNOWN_MEETING = "unknown meeting"
    UNKNOWN_SENDER = "unknown sender"
    """The UID is ours, the address is not one of the invitation's."""
    WHICH_INVITEE = "which invitee"
    """The address answers for several invitees of that meeting, as an office's does."""
    UNPROVEN = "unproven"
    """No token, and our mail server did not say that DMARC passed."""
    FAILED_DMARC = "failed dmarc"
    OLDER = "older"
    """About an earlier time than the present one."""
    SUPERSEDED = "superseded"
    """Older than an answer that the same person gave since."""
    CLOSED = "closed"
    """After the answer was due, after the meeting, or after it was called off or the invitation withdrawn."""
    NO_ANSWER = "no answer"
    """PARTSTAT is missing or makes no sense."""
    DEPUTY = "deputy"
    """Somebody else comes; who that is by rank nobody said."""
    LETTER = "letter"
    ATTACHMENT = "attachment"
    """winmail.dat or an archive: what is in it is not unpacked."""
    INVITATION = "invitation"
    TOO_BIG = "too big"
    UNREADABLE = "unreadable"

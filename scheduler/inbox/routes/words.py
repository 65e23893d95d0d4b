"""What the buttons of triage are called, and what they have done."""

from scheduler.inbox.rules.vocabulary import Doubt
from scheduler.inbox.rules.ways import Way

BUTTONS = {
    Way.REMEMBER: "This is the invitee: remember the address",
    Way.RECORD: "Record it all the same",
    Way.SUBSTITUTE: "Accept as substitute",
    Way.FILE: "File it with this invitation",
    Way.INVITE: "It is an invitation",
    Way.IGNORE: "Ignore",
}
DEPUTY_STAYS = "Leave it as it is"
"""The deputy who was named counts already, as the least senior."""

DONE = {
    Way.REMEMBER: "The address is remembered, and the answer is recorded.",
    Way.RECORD: "The answer is recorded.",
    Way.SUBSTITUTE: "The substitute is recorded.",
    Way.FILE: "The mail is filed with the invitation.",
    Way.INVITE: "It is in the list of invitations.",
    Way.IGNORE: "The mail is ignored. It stays in the list of all mail.",
}


def button(way: Way, doubt: Doubt | None) -> str:
    """The words of a way out."""
    return DEPUTY_STAYS if way is Way.IGNORE and doubt is Doubt.DEPUTY else BUTTONS[way]

"""From a notice in the outbox to its mail, or None when events have overtaken it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from scheduler.accounts.queries import the_office
from scheduler.core.clock import local_day, utc_now
from scheduler.core.current import current_settings
from scheduler.engagements.rules import OFF_THE_DIARY
from scheduler.invitations.models import InvitationLink, Reply
from scheduler.invitations.notices import letters
from scheduler.invitations.notices.facts import Facts, answer_facts, in_place_facts, polite_name
from scheduler.invitations.notices.letter import Addressee, Letter, render_letter
from scheduler.invitations.notices.scheduling import Entry, calendar_part
from scheduler.invitations.notices.standing_in import stand_in
from scheduler.invitations.queries import current_reply, link_by_id, stand_in_of
from scheduler.invitations.queries.another_time import is_as_proposed
from scheduler.invitations.queries.claims import standing_facts
from scheduler.invitations.queries.doors import gate_of
from scheduler.invitations.queries.seats import is_of_one_who_left
from scheduler.invitations.queries.substitutes import is_invited_at, own_answer
from scheduler.invitations.rules import Answer, Audience, Gate, is_about_earlier_time
from scheduler.invitations.service import answer_url
from scheduler.invitations.service.links import RELEASE
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import Mail, Renderer, register_renderer

LetterOf = Callable[[letters.Occasion, InvitationLink, Notice], Letter | None]


def register_renderers() -> None:
    """Give the outbox every kind of mail that invitations send."""
    for kind, (letter_of, entry) in LETTERS.items():
        renderer: Renderer = partial(_render, letter_of=letter_of, entry=entry)
        register_renderer(kind, renderer)


def addressee_of(link: InvitationLink) -> Addressee:
    """Who reads mail to this link."""
    invitation = link.invitation
    return Addressee(invitation.invitee_label, polite_name(invitation.person), link.audience, link.name)


def answer_of(reply: Reply) -> Answer:
    """A stored answer as a value."""
    return Answer(reply.partstat, reply.answered_by, reply.message, stand_in_of(reply.substitution))


def answer_shown(link: InvitationLink, reply: Reply) -> Facts:
    """An answer as the reader of a link may know it: a substitute reads what they said themselves, nothing else."""
    if link.audience is not Audience.SUBSTITUTE:
        return answer_facts(answer_of(reply))
    return in_place_facts(answer_of(reply)) if reply.link_id == link.id else ()


def _render(notice: Notice, *, letter_of: LetterOf, entry: Entry) -> Mail | None:
    link = link_by_id(int(notice.payload["link_id"]))
    now = utc_now()
    if link is None or not _may_be_written_to(link, notice.kind, entry, now):
        return None
    occasion = letters.Occasion(
        link.invitation.engagement,
        addressee_of(link),
        answer_url(link),
        now,
        notice.payload.get("words", ""),
        by_calendar=current_settings().reads_replies,
    )
    letter = letter_of(occasion, link, notice)
    return render_letter(letter, the_office(), calendar_part(link, entry, now)) if letter is not None else None


def _may_be_written_to(link: InvitationLink, kind: str, entry: Entry, now: datetime) -> bool:
    """Not by a dead link, nor whoever left the post; but an entry of ours in their calendar is still ended."""
    if link.revoked_at is not None:
        return kind == RELEASE
    ends_entry = entry is Entry.ENDS and link.organizer is not None
    return ends_entry or not is_of_one_who_left(link, local_day(now))


def _invitation(occasion: letters.Occasion, link: InvitationLink, _notice: Notice) -> Letter | None:
    if gate_of(link, occasion.now) not in {Gate.OPEN, Gate.CLOSED}:
        return None
    return letters.in_place(occasion) if link.audience is Audience.SUBSTITUTE else letters.invitation(occasion)


def _is_current(link: InvitationLink, notice: Notice) -> bool:
    """Not withdrawn, and no newer change has a notice of its own."""
    sequence: int = link.invitation.engagement.sequence
    return link.invitation.withdrawn_at is None and notice.payload["sequence"] == sequence


def _update(occasion: letters.Occasion, link: InvitationLink, notice: Notice) -> Letter | None:
    if not _is_current(link, notice) or occasion.engagement.status in OFF_THE_DIARY:
        return None
    # What it was is news only to those who heard of it: an update that never left is not in between.
    heard_of_it = link.told_sequence == notice.payload["sequence"] - 1
    was = notice.payload.get("was", "") if heard_of_it else ""
    if link.audience is Audience.SUBSTITUTE:
        return letters.update(occasion, own_answer(link), was, is_stale=False)
    invitation = link.invitation
    is_stale = is_about_earlier_time(invitation.partstat, invitation.answered_sequence, invitation.engagement.sequence)
    if is_as_proposed(invitation):
        occasion = replace(occasion, words=occasion.words or letters.AS_PROPOSED)
    return letters.update(occasion, invitation.partstat, was, is_stale=is_stale)


def _cancellation(occasion: letters.Occasion, link: InvitationLink, notice: Notice) -> Letter | None:
    return letters.cancellation(occasion) if _is_current(link, notice) else None


def _postponement(occasion: letters.Occasion, link: InvitationLink, notice: Notice) -> Letter | None:
    return letters.postponement(occasion) if _is_current(link, notice) else None


def _withdrawal(occasion: letters.Occasion, link: InvitationLink, _notice: Notice) -> Letter | None:
    return letters.withdrawal(occasion) if link.invitation.withdrawn_at is not None else None


def _release(occasion: letters.Occasion, link: InvitationLink, _notice: Notice) -> Letter | None:
    """None when the mailbox is invited all the same, by another link or in another seat."""
    return None if is_invited_at(occasion.engagement, link.address, but=link) else letters.release(occasion)


def _current(link: InvitationLink, notice: Notice) -> Reply | None:
    """The reply that a receipt is about, unless a newer answer has a receipt of its own."""
    reply = current_reply(link.invitation) if link.invitation.withdrawn_at is None else None
    return reply if reply is not None and reply.id == int(notice.payload["reply_id"]) else None


def _receipt(occasion: letters.Occasion, link: InvitationLink, notice: Notice) -> Letter | None:
    reply = _current(link, notice)
    if reply is None:
        return None
    return letters.receipt(occasion, answer_of(reply), standing_facts(link.invitation, occasion.now))


def _other_address(occasion: letters.Occasion, link: InvitationLink, notice: Notice) -> Letter | None:
    reply = _current(link, notice)
    if reply is None:
        return None
    standing = standing_facts(link.invitation, occasion.now)
    return letters.other_address(occasion, answer_of(reply), reply.source, standing)


LETTERS: dict[str, tuple[LetterOf, Entry]] = {
    "invitation": (_invitation, Entry.ASKS),
    "update": (_update, Entry.ASKS),
    "stand_in": (stand_in, Entry.ASKS),
    "cancellation": (_cancellation, Entry.ENDS),
    "postponement": (_postponement, Entry.ENDS),
    "withdrawal": (_withdrawal, Entry.ENDS),
    RELEASE: (_release, Entry.ENDS),
    "receipt": (_receipt, Entry.ECHOES),
    "other_address": (_other_address, Entry.ECHOES),
}
"""Kind of notice → its words, and what it does to the reader's calendar."""

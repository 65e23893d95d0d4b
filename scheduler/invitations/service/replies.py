"""Record an answer: the one function behind the link, the telephone and the mailed reply."""

from datetime import datetime

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.values import dataclass
from scheduler.invitations.models import Invitation, InvitationLink, Reply, Substitution
from scheduler.invitations.queries import current_reply, live_links, stand_in_of
from scheduler.invitations.queries.doors import door_of
from scheduler.invitations.queries.locks import lock_row
from scheduler.invitations.rules import (
    ANSWER_WORDS,
    SOURCE_WORDS,
    Answer,
    Audience,
    Gate,
    PartStat,
    ReplySource,
    StandIn,
    checked_answer,
    differs,
    gate,
)
from scheduler.invitations.service.links import LinkMail, mail_link
from scheduler.invitations.service.signals import rsvp_recorded
from scheduler.invitations.service.substitutes import follow_substitute, in_their_place, refuse_own_address
from scheduler.invitations.service.visits import note_press
from scheduler.outbox.service import take_back

OFFICE_MAY_RECORD = frozenset({Gate.OPEN, Gate.CLOSED, Gate.OVER})
"""The office types in what it was told, also after the deadline and after the day."""


@dataclass(frozen=True, slots=True)
class Way:
    """How an answer came; `link` is the address that it came from, when that is known."""

    source: ReplySource
    link: InvitationLink | None = None
    from_address: str = ""
    recorded_by: str = ""

    @property
    def is_taken_by_office(self) -> bool:
        """A member of staff stands behind it."""
        return self.source is ReplySource.TELEPHONE or bool(self.recorded_by)

    @property
    def link_id(self) -> int | None:
        """Of the link, if any."""
        return self.link.id if self.link else None


CLOSED_WORDS = {
    Gate.WITHDRAWN: "The invitation is withdrawn: nothing can be recorded. Invite them again if they are to come.",
    Gate.CANCELLED: "The engagement is cancelled: nothing can be recorded. Tell them so, or leave it out.",
    Gate.POSTPONED: "The engagement is postponed: nothing can be recorded until it has a date again.",
    Gate.OVER: "The engagement is over: no other time can be recorded.",
}
"""For staff, who may record in most states; partners see a page for each."""


class AnswerClosed(RuleBroken):
    """The link may not answer any more; `state` says which page to show."""

    def __init__(self, state: Gate) -> None:
        super().__init__(CLOSED_WORDS.get(state, "This link can no longer be used to answer."))
        self.state = state


class EngagementMoved(VersionConflict):
    """The engagement moved after the page was opened: the answer was about another time."""


def record_reply(  # noqa: PLR0913  # each says something else of where the answer came from
    invitation: Invitation,
    answer: Answer,
    *,
    source: ReplySource,
    link: InvitationLink | None = None,
    from_address: str = "",
    recorded_by: str = "",
    now: datetime,
) -> Reply:
    """The current answer from now on; the same one again changes nothing and mails nobody.

    A member of staff (`recorded_by`) may take an answer that came too late, after a call or from the inbox.

    Raises RuleBroken, AnswerClosed, and EngagementMoved when `answer.about_sequence` is not the present one.
    """
    way = Way(source, link, from_address, recorded_by)
    _lock(invitation)
    _check_open(invitation, way, now)
    note_press(link, source, now)
    if answer.about_sequence not in {None, invitation.engagement.sequence}:
        raise EngagementMoved
    answer = checked_answer(in_their_place(answer, link))
    refuse_own_address(invitation, answer)
    before = current_reply(invitation) if invitation.partstat is not PartStat.NEEDS_ACTION else None
    if before is not None and _is_repeat(before, invitation, answer, way):
        return before
    earlier = (invitation.partstat, stand_in_of(before.substitution if before else None))
    reply = _stored(invitation, answer, way, now)
    _note(invitation, reply, earlier[0])
    if before is not None:
        take_back(_receipt_key(before))  # or the worker would have to find out that nobody needs it
    is_renewed = before is not None and before.sequence < reply.sequence
    _tell(invitation, reply, changed=is_renewed or differs(earlier, (answer.partstat, answer.substitute)), now=now)
    follow_substitute(invitation, reply, now=now)
    rsvp_recorded.send(invitation, reply=reply)
    return reply


def _lock(invitation: Invitation) -> None:
    """Answers to one invitation come one after another, and none while the engagement is being moved."""
    lock_row(invitation.engagement, shared=True)
    lock_row(invitation)


def _check_open(invitation: Invitation, way: Way, now: datetime) -> None:
    state = gate(door_of(invitation, None if way.is_taken_by_office else way.link), now)
    if state is Gate.OPEN or (way.is_taken_by_office and state in OFFICE_MAY_RECORD):
        return
    raise AnswerClosed(state)


def _is_repeat(before: Reply, invitation: Invitation, answer: Answer, way: Way) -> bool:
    """A double click, a reload, the back button: the same words by the same door about the same time."""
    stored = (before.partstat, before.answered_by, before.message, stand_in_of(before.substitution))
    return (
        stored == (answer.partstat, answer.answered_by, answer.message, answer.substitute)
        and (before.source, before.link_id) == (way.source, way.link_id)
        and before.sequence == invitation.engagement.sequence
    )


def _stored(invitation: Invitation, answer: Answer, way: Way, now: datetime) -> Reply:
    reply = Reply(
        invitation_id=invitation.id,
        at=now,
        partstat=answer.partstat,
        source=way.source,
        answered_by=answer.answered_by,
        link_id=way.link_id,
        recorded_by=way.recorded_by,
        from_address=way.from_address or None,
        message=answer.message,
        sequence=invitation.engagement.sequence,
        substitution=_substitution(invitation, answer.substitute),
    )
    db.session.add(reply)
    invitation.partstat, invitation.answered_at = answer.partstat, now
    invitation.answered_sequence = invitation.engagement.sequence
    db.session.flush()
    db.session.expire(invitation, ["replies"])  # newest first again
    return reply


def _substitution(invitation: Invitation, stand_in: StandIn | None) -> Substitution | None:
    if stand_in is None:
        return None
    return Substitution(
        invitation_id=invitation.id,
        name=stand_in.name,
        role=stand_in.role,
        band=stand_in.band,
        authority=stand_in.authority,
        address=stand_in.address or None,
    )


def _note(invitation: Invitation, reply: Reply, before: PartStat) -> None:
    words = f"{invitation.invitee_label}: {ANSWER_WORDS[reply.partstat]} {SOURCE_WORDS[reply.source]}"
    details = {"before": str(before), "after": str(reply.partstat), "reply": reply.id}
    record("invitation.answered", "invitation", invitation.id, words, details=details)


def _tell(invitation: Invitation, reply: Reply, *, changed: bool, now: datetime) -> None:
    """A receipt to the address that answered, unless its calendar shows it; the others hear of an answer that differs.

    A substitute hears of the invitee's answers only when they are needed or not (`substitutes`).
    """
    for link in live_links(invitation):
        if link.id == reply.link_id:
            if reply.source is not ReplySource.EMAIL or (changed and _may_show_another(link, reply)):
                at_once = LinkMail("receipt", _receipt_key(reply), {"reply_id": reply.id}, is_urgent=True)
                mail_link(link, at_once, now=now)  # whoever has just pressed is awake
        elif changed and link.audience is not Audience.SUBSTITUTE:
            key = f"other_address:{reply.id}:{link.id}"
            mail_link(link, LinkMail("other_address", key, {"reply_id": reply.id}), now=now)


def _receipt_key(reply: Reply) -> str:
    return f"receipt:{reply.id}"


def _may_show_another(link: InvitationLink, reply: Reply) -> bool:
    """Our mail about an answer by another door may have reached its calendar before the press reached us."""
    by_other_doors = (
        each
        for each in link.invitation.replies
        if each.sequence == reply.sequence and (each.source, each.link_id) != (ReplySource.EMAIL, link.id)
    )
    return link.audience is not Audience.SUBSTITUTE and any(by_other_doors)

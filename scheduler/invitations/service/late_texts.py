"""A text beside the mail for whoever comes, when a change or an end comes so late that a mail may be read too late.

It needs an account with GOV.UK Notify and a mobile number; it is no part of what calendars were told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import field
from datetime import datetime

from scheduler.core.current import current_settings
from scheduler.core.values import dataclass
from scheduler.engagements.models import Engagement
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.invitations.rules import Audience, PartStat
from scheduler.invitations.rules.mobiles import uk_mobile
from scheduler.outbox.rules import Channel, NoticeDraft
from scheduler.outbox.service import post_notice

KIND = "late_text"
COMING = frozenset({PartStat.ACCEPTED, PartStat.TENTATIVE})


@dataclass(frozen=True, slots=True)
class LateChange:
    """What is told. `kind` is that of the mail beside it; `mark` makes the same change one text a number."""

    kind: str
    mark: str
    is_urgent: bool
    facts: dict[str, str] = field(default_factory=dict)


def text_those_who_come(
    engagement: Engagement, told: Iterable[InvitationLink], change: LateChange, *, now: datetime
) -> int:
    """One text to each mobile number of somebody who comes, among those told by mail; returns how many."""
    if not current_settings().sends_texts:
        return 0
    numbers: dict[str, InvitationLink] = {}
    for link in _one_each(told):
        number = number_of(link.invitation)
        if number and link.invitation.partstat in COMING:
            numbers.setdefault(number, link)
    for number, link in numbers.items():
        draft = NoticeDraft(
            kind=KIND,
            recipient_name=link.invitation.person.full_name if link.invitation.person else link.name,
            recipient_address=number,
            subject_type="engagement",
            subject_id=engagement.id,
            dedupe_key=f"{KIND}:{engagement.id}:{change.mark}:{number}",
            payload=change.facts | {"link_id": link.id, "sequence": engagement.sequence, "change": change.kind},
            urgent=change.is_urgent,
            channel=Channel.TEXT,
        )
        post_notice(draft, now=now)
    return len(numbers)


def number_of(invitation: Invitation) -> str:
    """The person's own mobile, else the post's; empty when neither is one."""
    own = uk_mobile(invitation.person.telephone) if invitation.person is not None else ""
    return own or (uk_mobile(invitation.post.telephone) if invitation.post is not None else "")


def _one_each(told: Iterable[InvitationLink]) -> Sequence[InvitationLink]:
    """Of each invitation the invitee's own link, else that of their office; a substitute's number nobody knows."""
    theirs = [link for link in told if link.audience is not Audience.SUBSTITUTE]
    theirs.sort(key=lambda link: (link.audience is not Audience.PRINCIPAL, link.id))
    return list({link.invitation_id: link for link in reversed(theirs)}.values())

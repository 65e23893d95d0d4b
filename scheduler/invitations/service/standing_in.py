"""Who is told that somebody else of ours comes: whoever was told of the engagement and still expects us."""

from datetime import datetime

from scheduler.accounts.queries import mail_habits
from scheduler.engagements.calendar import is_near, when_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import Telling
from scheduler.engagements.service import Swap
from scheduler.invitations.models import InvitationLink
from scheduler.invitations.queries import live_invitations, live_links
from scheduler.invitations.rules import PartStat
from scheduler.invitations.service.late_texts import LateChange, text_those_who_come
from scheduler.invitations.service.links import LinkMail, mail_link
from scheduler.invitations.service.telling import links_with_mail_on_its_way


def tell_of_stand_in(engagement: Engagement, swap: Swap, telling: Telling, *, now: datetime) -> int:
    """One mail to each such address; returns how many. What has not left yet is rendered late and names the new one."""
    on_their_way = links_with_mail_on_its_way(engagement)
    facts = {
        "absent": swap.absent.title,
        "stand_in": swap.stand_in.title if swap.stand_in else "",
        "name": swap.stand_in.name if swap.stand_in else "",
        "words": telling.words,
    }
    is_late = is_near(when_of(engagement), now, mail_habits().late)
    is_urgent = telling.is_urgent or (telling.is_by_habit and is_late)
    told = [link for link in _expecting(engagement) if link.told_sequence is not None or link.id in on_their_way]
    for link in told:
        key = f"stand_in:{link.id}:{engagement.sequence}:{engagement.version}"
        mail_link(link, LinkMail("stand_in", key, facts, is_urgent=is_urgent), now=now)
    if is_late:
        mark = f"{engagement.sequence}:{engagement.version}"
        text_those_who_come(engagement, told, LateChange("stand_in", mark, is_urgent, facts), now=now)
    return len(told)


def _expecting(engagement: Engagement) -> list[InvitationLink]:
    """Whoever sent apologies need not know whom they would have met."""
    coming = [each for each in live_invitations(engagement) if each.partstat is not PartStat.DECLINED]
    return [link for invitation in coming for link in live_links(invitation)]

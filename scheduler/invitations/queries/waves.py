"""The waves of an engagement, and how a choice differs from what was sent before."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.addresses import address_key
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, day_words, list_words
from scheduler.engagements.models import Engagement
from scheduler.invitations.models import Invitation, Wave, WaveMember
from scheduler.invitations.queries.invitations import live_invitations, live_links
from scheduler.invitations.queries.invitees import Invitee, Roll
from scheduler.invitations.rules import ANSWER_WORDS, PartStat


@dataclass(frozen=True, slots=True)
class Already:
    """One who is invited already: by which wave, what they answered, and an address that is another one today."""

    invitation: Invitation
    wave: int | None
    answer: str
    changed_address: str = ""

    @property
    def words(self) -> str:
        """“wave 2; accepted, 7 September 2026”."""
        wave = f"wave {self.wave}" if self.wave else ""
        return "; ".join(part for part in (wave, self.answer or "no answer yet", self.changed_address) if part)


@dataclass(frozen=True, slots=True)
class Difference:
    """A choice beside what was sent before. `already` by the invitee's key; `left_out`: invited and not chosen now."""

    last: Wave
    new: Sequence[Invitee]
    already: Mapping[str, Already]
    left_out: Sequence[Already]

    @property
    def words(self) -> str:
        """“Since wave 2 (7 September 2026): 3 new, 12 already invited, 5 of them answered”."""
        known = {each.invitation.id: each for each in self.already.values()}.values()
        counts = [f"{len(self.new)} new", f"{len(known)} already invited"]
        answered, changed = sum(bool(each.answer) for each in known), sum(bool(each.changed_address) for each in known)
        counts += [f"{answered} of them answered"] if answered else []
        counts += [count_words(changed, "address has changed", "addresses have changed")] if changed else []
        counts += [f"{len(self.left_out)} not chosen this time"] if self.left_out else []
        return f"Since wave {self.last.number} ({_on(self.last.sent_at)}): {', '.join(counts)}."


def wave_of_batch(batch: str) -> Wave | None:
    """The wave whose mails are this batch."""
    return db.session.scalars(_with_members(select(Wave).where(Wave.batch == batch))).one_or_none()


def waves_of(engagement: Engagement) -> list[Wave]:
    """Every wave, the first one first; its members and their invitations are at hand."""
    query = select(Wave).where(Wave.engagement_id == engagement.id).order_by(Wave.number)
    return list(db.session.scalars(_with_members(query)))


def difference(engagement: Engagement, roll: Roll) -> Difference | None:
    """How the choice differs from the waves before; None while there was none."""
    waves = [wave for wave in waves_of(engagement) if _standing(wave)]
    if not waves:
        return None
    numbers = {member.invitation_id: wave.number for wave in waves for member in wave.members}
    live = live_invitations(engagement)
    by_post = {each.post_id: each for each in live if each.post_id is not None}
    by_key = {each.invitee_key: each for each in live}
    already = {}
    for invitee in (skipped.invitee for skipped in roll.skipped):
        invitation = by_post.get(invitee.post.id if invitee.post else 0) or by_key.get(invitee.key)
        if invitation is not None:
            already[invitee.key] = _already(invitation, numbers, invitee)
    chosen = {each.invitation.id for each in already.values()}
    left_out = [_already(each, numbers, None) for each in live if each.id not in chosen]
    return Difference(waves[-1], roll.ready, already, left_out)


def _with_members(query: Select[Wave]) -> Select[Wave]:
    return query.options(selectinload(Wave.members).joinedload(WaveMember.invitation), joinedload(Wave.engagement))


def _standing(wave: Wave) -> bool:
    """Whether anything of it is left: an undone wave is nothing to compare with."""
    return any(member.invitation.withdrawn_at is None for member in wave.members)


def _already(invitation: Invitation, numbers: Mapping[int, int], invitee: Invitee | None) -> Already:
    changed = _changed_address(invitation, invitee) if invitee else ""
    return Already(invitation, numbers.get(invitation.id), _answer(invitation), changed)


def _answer(invitation: Invitation) -> str:
    if invitation.partstat is PartStat.NEEDS_ACTION or invitation.answered_at is None:
        return ""
    return f"{ANSWER_WORDS[invitation.partstat].lower()}, {_on(invitation.answered_at)}"


def _on(instant: datetime) -> str:
    return day_words(local_day(instant))


def _changed_address(invitation: Invitation, invitee: Invitee) -> str:
    """Where mail goes and where Partners says it should go today; empty when that is the same."""
    used = {link.audience: link.address for link in live_links(invitation)}
    differing = [
        f"mail went to {used[each.audience]}, Partners has {each.address}"
        for each in invitee.recipients
        if each.audience in used and address_key(used[each.audience]) != address_key(each.address)
    ]
    return list_words(differing)

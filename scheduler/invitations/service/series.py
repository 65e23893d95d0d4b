"""Whoever is invited to one meeting of a series is invited to all later ones: one mail, one repeating entry."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.wording import count_words
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries.series import later_siblings, series_of
from scheduler.engagements.rules import OFF_THE_DIARY
from scheduler.engagements.series_calendar import exceptions_of
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.invitations.queries import live_invitations, live_links
from scheduler.invitations.queries.series import KIND, covered_links
from scheduler.invitations.rules import Audience
from scheduler.invitations.service.inviting import invite
from scheduler.invitations.service.links import LinkMail, mail_link
from scheduler.invitations.service.reply_addresses import organizer_of
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState


def invite_to_later(engagement: Engagement, *, now: datetime) -> list[Invitation]:
    """Invite them to every later meeting that they are not invited to yet; a second press invites nobody again.

    Each address gets one mail for all of them. Raises RuleBroken where partners get each meeting by itself, and when
    nobody is invited to this one.
    """
    series = series_of(engagement)
    if series is None or not series.as_one_entry:
        raise RuleBroken("Partners get each meeting of this series by itself. Invite them on its page.")
    people = [who for each in live_invitations(engagement) if (who := each.post or each.person) is not None]
    if not people:
        raise RuleBroken("Invite somebody to this one first: they are then invited to the later ones.")
    made = [each for later in later_siblings(engagement, now) for each in invite(later, people, now=now).invited]
    for links in _by_address(made):
        _mail_once(links, now)
    if made:
        words = f"Invited to all later ones: {engagement.title}, {count_words(len(made), 'invitation')}"
        record("engagement.series_invited", "engagement", engagement.id, words)
    db.session.flush()
    return made


def note_series_sent(notice: Notice, *, now: datetime) -> None:
    """The mail server has it: every address that it covers was told; what is not as the rule says is told by itself."""
    if notice.kind != KIND:
        return
    links = [each for each in covered_links(notice) if each.invitation.engagement.status not in OFF_THE_DIARY]
    if not links:
        return
    organizer = organizer_of(links[0]).address if notice.method is not None else None
    for link in links:
        link.told_at, link.told_sequence = notice.sent_at or now, link.invitation.engagement.sequence
        link.organizer = organizer or link.organizer
        link.undeliverable_at = link.undeliverable_reason = None
    db.session.flush()
    _tell_exceptions(links, now)


def note_series_failed(notice: Notice, *, now: datetime) -> None:
    """None of its meetings was told there."""
    for link in covered_links(notice) if notice.kind == KIND else ():
        link.undeliverable_at = now
        link.undeliverable_reason = (notice.last_error or "The mail server refused it.")[:500]
    db.session.flush()


def _by_address(made: Sequence[Invitation]) -> list[list[InvitationLink]]:
    """The links of one invitee's principal, and those of their office, over all meetings."""
    found: dict[tuple[str, Audience], list[InvitationLink]] = defaultdict(list)
    for invitation in made:
        for link in live_links(invitation):
            found[invitation.invitee_key, link.audience].append(link)
    return list(found.values())


def _mail_once(links: Sequence[InvitationLink], now: datetime) -> None:
    """One mail in place of those that inviting has posted; the later ones refer to it."""
    lead = links[0]
    ids = [link.id for link in links]
    for link in links:
        link.first_message_id = None
    for engagement_id in {link.invitation.engagement_id for link in links}:
        _withdraw_singles(engagement_id, set(ids))
    key = f"{KIND}:{lead.id}:{lead.generation}"
    notice = mail_link(lead, LinkMail(KIND, key, {"link_ids": ids}), now=now)
    for link in links:
        link.first_message_id = notice.message_id


def _withdraw_singles(engagement_id: int, link_ids: set[int]) -> None:
    waiting = db.session.query(Notice).filter_by(
        subject_type="engagement", subject_id=engagement_id, kind="invitation", state=NoticeState.WAITING
    )
    for notice in waiting:
        if notice.payload["link_id"] in link_ids:
            notice.state = NoticeState.WITHDRAWN


def _tell_exceptions(links: Sequence[InvitationLink], now: datetime) -> None:
    """One mail for each that has another day, place or title than the entry says."""
    series = series_of(links[0].invitation.engagement)
    assert series is not None
    places = {each.engagement_id: each for each in series.occurrences}
    kept = [places[link.invitation.engagement_id] for link in links]
    moved = {each.recurs_at for each in exceptions_of(series, kept)}
    for link in links:
        engagement = link.invitation.engagement
        if places[engagement.id].recurs_at in moved:
            facts = {"was": "", "words": "This one of the series is not as the others are."}
            key = f"update:{link.id}:{engagement.sequence}:of series"
            mail_link(link, LinkMail("update", key, facts), now=now)

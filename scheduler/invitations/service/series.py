"""Whoever is invited to one meeting of a series is invited to all later ones: one mail, one repeating entry."""

from collections import defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from scheduler.audit.service import record
from scheduler.core.addresses import address_key
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.wording import count_words
from scheduler.engagements.models import Engagement, EngagementSeries
from scheduler.engagements.queries.series import is_ahead, later_siblings, series_of
from scheduler.engagements.rules import OFF_THE_DIARY
from scheduler.engagements.series_calendar import exceptions_of
from scheduler.ical.itip import Method
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.invitations.queries import live_invitations, live_links
from scheduler.invitations.queries.series import KIND, covered_links, had_series_mail
from scheduler.invitations.rules import Audience, PartStat
from scheduler.invitations.service.inviting import invite
from scheduler.invitations.service.links import LinkMail, mail_link
from scheduler.invitations.service.reply_addresses import organizer_of
from scheduler.invitations.service.signals import entry_given
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState

ANSWERED_BEFORE = "You had answered for this one before; it is now part of the repeating entry in your calendar."


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
    _mail_as_one(engagement, series, made, now)
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
    for link in links:
        _note_told(link, notice, now)
    db.session.flush()
    if links:
        _tell_exceptions(links, now, is_asked=notice.method == Method.REQUEST)


def _note_told(link: InvitationLink, notice: Notice, now: datetime) -> None:
    is_news = notice.method == Method.REQUEST and link.organizer is None
    if notice.method == Method.REQUEST:
        link.organizer = organizer_of(link).address
    link.told_at, link.told_sequence = notice.sent_at or now, link.invitation.engagement.sequence
    link.undeliverable_at = link.undeliverable_reason = None
    if is_news:
        db.session.flush()
        entry_given.send(link.invitation)


def note_series_failed(notice: Notice, *, now: datetime) -> None:
    """None of its meetings was told there."""
    for link in covered_links(notice) if notice.kind == KIND else ():
        link.undeliverable_at = now
        link.undeliverable_reason = (notice.last_error or "The mail server refused it.")[:500]
    db.session.flush()


def _mail_as_one(engagement: Engagement, series: EngagementSeries, made: Sequence[Invitation], now: datetime) -> None:
    """One mail an address; who holds the entry already gets only what is new, as exceptions of it."""
    known = had_series_mail(engagement)
    new = {link.id for invitation in made for link in live_links(invitation)}
    for links in _by_address(series):
        ids = {each.id for each in links}
        if ids & new and not ids & known and len(links) > 1:
            _mail_once(links, new, now)


def _by_address(series: EngagementSeries) -> list[list[InvitationLink]]:
    """The links of one invitee's principal, and those of their office, over all meetings of the entry.

    Also those told of before: the entry takes the place of all that its UID brought to that calendar.
    """
    found: dict[tuple[str, Audience, str], list[InvitationLink]] = defaultdict(list)
    for occurrence in series.occurrences:
        if occurrence.is_in_entry and occurrence.engagement.status not in OFF_THE_DIARY:
            for invitation in live_invitations(occurrence.engagement):
                for link in live_links(invitation):
                    found[invitation.invitee_key, link.audience, address_key(link.address)].append(link)
    return list(found.values())


def _mail_once(links: Sequence[InvitationLink], new: AbstractSet[int], now: datetime) -> None:
    """One mail in place of those that inviting has posted; the later ones refer to it."""
    lead = links[0]
    ids = [link.id for link in links]
    just_made = [link for link in links if link.id in new]
    for link in just_made:
        link.first_message_id = None
    for engagement_id in {link.invitation.engagement_id for link in just_made}:
        _withdraw_singles(engagement_id, new & set(ids))
    key = f"{KIND}:{lead.id}:{lead.generation}"
    notice = mail_link(lead, LinkMail(KIND, key, {"link_ids": ids}), now=now)
    for link in just_made:
        link.first_message_id = notice.message_id


def _withdraw_singles(engagement_id: int, link_ids: AbstractSet[int]) -> None:
    waiting = db.session.query(Notice).filter_by(
        subject_type="engagement", subject_id=engagement_id, kind="invitation", state=NoticeState.WAITING
    )
    for notice in waiting:
        if notice.payload["link_id"] in link_ids:
            notice.state = NoticeState.WITHDRAWN


def _tell_exceptions(links: Sequence[InvitationLink], now: datetime, *, is_asked: bool) -> None:
    """One mail for each that has another day, place or title than the entry says.

    Also for what was answered before, where the entry asks anew: calendar and page agree.
    """
    series = series_of(links[0].invitation.engagement)
    assert series is not None
    places = {each.engagement_id: each for each in series.occurrences}
    kept = [places[link.invitation.engagement_id] for link in links]
    moved = {each.recurs_at for each in exceptions_of(series, kept)}
    for link in (each for each in links if is_ahead(each.invitation.engagement, now)):
        engagement = link.invitation.engagement
        differs = places[engagement.id].recurs_at in moved
        if differs or (is_asked and link.invitation.partstat is not PartStat.NEEDS_ACTION):
            words = "This one of the series is not as the others are." if differs else ANSWERED_BEFORE
            key = f"update:{link.id}:{engagement.sequence}:of series"
            mail_link(link, LinkMail("update", key, {"was": "", "words": words}), now=now)

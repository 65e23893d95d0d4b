"""What invitations do when an engagement changes or a mail has left; importing this wires it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select

from scheduler.almanac.queries import bank_holidays
from scheduler.core.clock import utc_now
from scheduler.core.rounds import Each, register_round
from scheduler.core.wording import count_words
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries.history import register_history
from scheduler.engagements.queries.told import register_count_to_tell, register_was_told
from scheduler.engagements.rules import EngagementChange, Telling
from scheduler.engagements.service import Swap, engagement_changed, principal_replaced
from scheduler.invitations.models import DateOffer, Invitation, Reply
from scheduler.invitations.notices.another_time import register_another_time_renderers
from scheduler.invitations.notices.chasers import register_round_renderers
from scheduler.invitations.notices.dates import register_dates_renderers
from scheduler.invitations.notices.late_texts import register_late_text_renderer
from scheduler.invitations.notices.renderers import register_renderers
from scheduler.invitations.notices.samples import register_sample_renderer
from scheduler.invitations.notices.series import register_series_renderer
from scheduler.invitations.queries.coming import count_following
from scheduler.invitations.queries.told import count_told
from scheduler.invitations.rules.another_time import SETTLING
from scheduler.invitations.service import note_failed, note_sent, tell_of_change
from scheduler.invitations.service.another_time import overtake_proposals, overtake_proposals_to
from scheduler.invitations.service.chasers import chase_round
from scheduler.invitations.service.chasing_by_hand import leave_newcomer_out, undo_chasing
from scheduler.invitations.service.dates.closing import expire_offers, follow_engagement
from scheduler.invitations.service.dates.following import follow_dates, hand_over_dates
from scheduler.invitations.service.dates.links import note_dates_failed, note_dates_sent
from scheduler.invitations.service.following import follow_posts, hand_over_invitations
from scheduler.invitations.service.reminder_stops import note_round_failed
from scheduler.invitations.service.series import note_series_failed, note_series_sent
from scheduler.invitations.service.signals import invited, rsvp_recorded, withdrawn
from scheduler.invitations.service.standing_in import tell_of_stand_in
from scheduler.invitations.service.telling import was_told_of
from scheduler.invitations.service.waves import undo_batch
from scheduler.outbox.batches import register_undo
from scheduler.outbox.models import Notice
from scheduler.outbox.service import notice_failed, notice_sent
from scheduler.stakeholders.models import Post
from scheduler.stakeholders.service import (
    asked_what_follows,
    partner_succeeded,
    posts_refilled,
    succession_effected,
)

register_renderers()
register_sample_renderer()
register_dates_renderers()
register_series_renderer()
register_round_renderers()
register_round("chase and remind", Each.MINUTE, chase_round)
register_another_time_renderers()
register_late_text_renderer()
register_undo(undo_batch)
register_undo(undo_chasing)
register_count_to_tell(count_told)
register_was_told(was_told_of)
register_round("expire dates on offer", Each.MINUTE, expire_offers)


def invitations_of_history(engagement_id: int) -> Select[int]:
    """Inviting, answers and withdrawals belong to what happened to the engagement."""
    return select(Invitation.id).where(Invitation.engagement_id == engagement_id)


def offers_of_history(engagement_id: int) -> Select[int]:
    """So do dates on offer."""
    return select(DateOffer.id).where(DateOffer.engagement_id == engagement_id)


register_history("invitation", invitations_of_history)
register_history("date_offer", offers_of_history)


def follow_every_post(now: datetime) -> None:
    """Last days come by themselves, and spreadsheets name new holders."""
    follow_dates(now=now)
    follow_posts(now=now)


register_round("invitations follow their posts", Each.DAY, follow_every_post)


@engagement_changed.connect
def tell_those_who_know(engagement: Engagement, *, change: EngagementChange, **_: Any) -> None:
    """Partners who were told of the engagement are told of its change."""
    tell_of_change(engagement, change, now=utc_now())
    follow_engagement(engagement, change, now=utc_now())
    if change.needs_telling:
        overtake_proposals_to(engagement, "the plan has changed", now=utc_now())


@rsvp_recorded.connect
def let_an_answer_settle(invitation: Invitation, *, reply: Reply, **_: Any) -> None:
    """Whoever comes at the planned time after all, or sends somebody, needs no other; apologies leave it open."""
    if reply.partstat in SETTLING:
        overtake_proposals(invitation, "they answered", now=utc_now())


@invited.connect
def let_a_new_invitee_settle(invitation: Invitation, **_: Any) -> None:
    """What was proposed before, or by the holder before, is asked no more; where all are left in peace, so are they."""
    overtake_proposals(invitation, "they were invited afresh", now=utc_now())
    leave_newcomer_out(invitation, holidays=bank_holidays(), now=utc_now())


@withdrawn.connect
def let_a_withdrawal_settle(invitation: Invitation, **_: Any) -> None:
    """Nobody is left to come at another time."""
    overtake_proposals(invitation, "the invitation was withdrawn", now=utc_now())


@principal_replaced.connect
def tell_who_comes_instead(engagement: Engagement, *, swap: Swap, telling: Telling, **_: Any) -> None:
    """Partners who were told of the engagement learn whom they will meet."""
    tell_of_stand_in(engagement, swap, telling, now=utc_now())


@notice_sent.connect
def note_what_was_told(notice: Notice, **_: Any) -> None:
    """A link knows when its address was told."""
    note_sent(notice, now=utc_now())
    note_dates_sent(notice, now=utc_now())
    note_series_sent(notice, now=utc_now())


@notice_failed.connect
def note_what_failed(notice: Notice, **_: Any) -> None:
    """A link knows that its address does not work."""
    note_failed(notice, now=utc_now())
    note_dates_failed(notice, now=utc_now())
    note_series_failed(notice, now=utc_now())
    note_round_failed(notice, now=utc_now())


@posts_refilled.connect
def let_invitations_follow(posts: Sequence[Post], **_: Any) -> None:
    """Whoever took a post is invited to what is to come; who left it hears no more. Dates first: they lock more."""
    ids = [post.id for post in posts]
    follow_dates(ids, now=utc_now())
    follow_posts(ids, now=utc_now())


@partner_succeeded.connect
@succession_effected.connect
def hand_invitations_over(_ended: object, *, posts: Mapping[Post, Post], on: date, **_: Any) -> None:
    """What the ended one was invited to or asked about goes to the posts that take over."""
    hand_over_dates(posts, from_on=on, now=utc_now())
    hand_over_invitations(posts, from_on=on, now=utc_now())


@asked_what_follows.connect
def tell_what_follows(from_days: Mapping[Post, date], **_: Any) -> str:
    """How many invitations hang on posts that are about to change hands."""
    count = count_following(utc_now(), {post.id: day for post, day in from_days.items()})
    return f"{count_words(count, 'future invitation')} will follow the post" if count else ""

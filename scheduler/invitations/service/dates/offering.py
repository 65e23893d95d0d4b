"""Offer dates to partners: held in our diaries, one open offer an engagement, a link and a mail for each address."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from scheduler.accounts.queries import the_office
from scheduler.almanac.queries import bank_holidays, opening_hours
from scheduler.almanac.rules import add_working_days
from scheduler.audit.service import record
from scheduler.core.clock import from_local, local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line, clean_text
from scheduler.core.values import dataclass
from scheduler.core.wording import list_words, moment_words, span_words
from scheduler.engagements.models import Engagement, Hold
from scheduler.engagements.rules import HoldEnd
from scheduler.engagements.service import mark_offering_dates, place_holds
from scheduler.ical.event import Timed
from scheduler.invitations.models import DateOffer, OfferedSlot, OfferPartner
from scheduler.invitations.queries import resolve
from scheduler.invitations.queries.dates import live_offer_of
from scheduler.invitations.rules import OfferState
from scheduler.invitations.rules.dates import MOST_DATES, WORKING_DAYS_TO_ANSWER
from scheduler.invitations.service.dates.closing import close_offer, grave_obstacles, lock_for_dates
from scheduler.invitations.service.dates.links import mail_dates, open_date_links
from scheduler.invitations.service.signals import dates_offered
from scheduler.stakeholders.models import Post

MESSAGE_LENGTH = 4_000
LONGEST_TO_ANSWER = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class OfferedTime:
    """A date to offer, why it was proposed, and why it is offered although something stands in the way."""

    when: Timed
    reasons: tuple[str, ...] = ()
    clash_reason: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A partner post that chooses; one that is not required breaks ties."""

    post: Post
    is_required: bool = True


def usual_deadline(now: datetime) -> datetime:
    """The end of the office's day, five working days on."""
    hours = opening_hours()
    day = add_working_days(local_day(now, hours.zone), WORKING_DAYS_TO_ANSWER, bank_holidays())
    return from_local(day, the_office().closes_at, hours.zone)


def offer_dates(
    engagement: Engagement,
    times: Sequence[OfferedTime],
    partners: Sequence[Asked],
    *,
    answer_by_at: datetime,
    message: str = "",
    now: datetime,
) -> DateOffer:
    """Hold the times and ask the partners. An earlier offer that is still open is withdrawn in favour of this one.

    Raises RuleBroken naming the box, and ClashFound for a time that is taken and has no reason.
    """
    lock_for_dates(engagement)
    check_offer(times, partners, answer_by_at=answer_by_at, message=message, now=now)
    earlier = _replaced(engagement, now=now)
    holds = _held(engagement, times, answer_by_at, now)
    offer = DateOffer(
        engagement=engagement,
        state=OfferState.OPEN,
        created_at=now,
        answer_by_at=answer_by_at,
        message=clean_text(message),
        follows_id=earlier.id if earlier else None,
    )
    db.session.add(offer)
    db.session.flush()
    _add_slots(offer, times, holds)
    _ask(offer, partners, now)
    mark_offering_dates(engagement, now=now)
    _note(offer)
    dates_offered.send(offer)
    return offer


def check_offer(
    times: Sequence[OfferedTime], partners: Sequence[Asked], *, answer_by_at: datetime, message: str, now: datetime
) -> None:
    """Raises RuleBroken naming the box."""
    if not times:
        raise RuleBroken("Choose at least one date to offer.", "day")
    if len({each.when for each in times}) != len(times):
        raise RuleBroken("The same date is there twice. Take one of them off.", "day")
    if len(times) > MOST_DATES:
        raise RuleBroken(f"Offer {MOST_DATES} dates at most: a longer list is not read.", "day")
    if not any(each.is_required for each in partners):
        raise RuleBroken("Choose at least one partner who decides.", "partners")
    if len(clean_text(message)) > MESSAGE_LENGTH:
        raise RuleBroken(f"Use {MESSAGE_LENGTH:,} characters or fewer.", "message")
    if not now < answer_by_at <= now + LONGEST_TO_ANSWER:
        raise RuleBroken("Enter a day to answer by that is to come, within three months.", "answer_by")
    if any(each.when.starts_at <= answer_by_at for each in times):
        raise RuleBroken("A date on offer comes before the day to answer by. Ask for an earlier answer.", "answer_by")


def _replaced(engagement: Engagement, *, now: datetime) -> DateOffer | None:
    """The open offer, withdrawn; its partners' links lead on to the new one."""
    earlier = live_offer_of(engagement)
    if earlier is not None:
        close_offer(earlier, OfferState.WITHDRAWN, HoldEnd.GIVEN_UP, now=now)
    return earlier


def _held(
    engagement: Engagement, times: Sequence[OfferedTime], expires_at: datetime, now: datetime
) -> dict[Timed, Hold]:
    """A hold for each time; a reason lets only those times pass that it was given for."""
    held: dict[Timed, Hold] = {}
    for reason in sorted({clean_line(each.clash_reason) for each in times}):
        group = [each for each in times if clean_line(each.clash_reason) == reason]
        placed = place_holds(
            engagement,
            [each.when for each in group],
            expires_at=expires_at,
            now=now,
            reasons=[each.reasons for each in group],
            clash_reason=reason,
        )
        held |= {each.when: hold for each, hold in zip(group, placed, strict=True)}
    return held


def _add_slots(offer: DateOffer, times: Sequence[OfferedTime], holds: dict[Timed, Hold]) -> None:
    for position, each in enumerate(sorted(times, key=lambda one: one.when.starts_at)):
        slot = OfferedSlot(hold=holds[each.when], position=position, clash_reason=clean_line(each.clash_reason)[:500])
        slot.clashes_seen = sorted(grave_obstacles(offer.engagement, each.when)) if slot.clash_reason else []
        offer.slots.append(slot)
    db.session.flush()


def _ask(offer: DateOffer, partners: Sequence[Asked], now: datetime) -> None:
    """A link and a mail for each address of each post's holder of today."""
    required = {each.post.id: each.is_required for each in partners}
    for invitee in resolve([each.post for each in partners], local_day(now)):
        assert invitee.post is not None
        partner = OfferPartner(post=invitee.post, label=invitee.label, is_required=required[invitee.post.id])
        offer.partners.append(partner)
        db.session.flush()
        for link in open_date_links(partner, invitee.recipients):
            mail_dates(link, now=now)
    db.session.flush()


def _note(offer: DateOffer) -> None:
    partners = "; ".join(each.label for each in offer.partners)
    dates = list_words([span_words(each.hold.starts_at, each.hold.ends_at) for each in offer.slots])
    record(
        "dates.offered",
        "date_offer",
        offer.id,
        f"Offered dates for {offer.engagement.title} to {partners}",
        details={"after": {"dates": dates, "answer by": moment_words(offer.answer_by_at)}},
    )

"""Record what a partner says to the dates: the one function behind the link and the telephone."""

from datetime import datetime

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_text
from scheduler.core.values import dataclass
from scheduler.ical.event import Timed
from scheduler.invitations.models import DateOffer, OfferLink, OfferPartner, SlotChoice, SuggestedTime
from scheduler.invitations.queries.dates import (
    ballots_of,
    date_gate_of,
    free_slots,
    live_date_links,
    taken_slots,
)
from scheduler.invitations.rules import SOURCE_WORDS, OfferState, ReplySource
from scheduler.invitations.rules.dates import LIVE, MOST_SUGGESTIONS, Chosen, DateGate, Decision, Finding, decide
from scheduler.invitations.service.dates.closing import lock_for_dates
from scheduler.invitations.service.dates.fresh import offer_fresh_dates
from scheduler.invitations.service.dates.links import ANSWERED, mail_date_link
from scheduler.invitations.service.dates.settling import settle_on_slot
from scheduler.invitations.service.links import LinkMail

MESSAGE_LENGTH = 4_000


@dataclass(frozen=True, slots=True)
class Upshot:
    """What became of the offer, and the fresh one when its dates had been taken meanwhile."""

    state: OfferState
    fresh: DateOffer | None = None


class DatesClosed(RuleBroken):
    """The link may not choose any more; `state` says which page to show."""

    def __init__(self, state: DateGate) -> None:
        super().__init__("These dates can no longer be chosen here. Telephone the office.")
        self.state = state


def record_choices(
    partner: OfferPartner,
    chosen: Chosen,
    *,
    source: ReplySource,
    link: OfferLink | None = None,
    recorded_by: str = "",
    now: datetime,
) -> Upshot:
    """The partner's answer from now on; when it decides, the date is agreed and everybody invited at once.

    Never fails because somebody was faster: then the upshot holds fresh dates, or none where none are left. Raises
    RuleBroken naming the box, and DatesClosed.
    """
    offer = partner.offer
    lock_for_dates(offer.engagement, offer)
    _check_open(offer, link, now)
    chosen = _checked(chosen, offer)
    if _is_repeat(partner, chosen, source):
        return Upshot(offer.state)
    _store(partner, chosen, source, recorded_by, now)
    upshot = _decide(offer, now)
    if upshot.state in LIVE:
        _tell(partner, link, now)
    return upshot


def _check_open(offer: DateOffer, link: OfferLink | None, now: datetime) -> None:
    """The office may note what it was told as long as the dates are held."""
    if link is None:
        if offer.state not in LIVE:
            raise DatesClosed(DateGate.WITHDRAWN)
        return
    state = date_gate_of(link, now)
    if state is not DateGate.OPEN:
        raise DatesClosed(state)


def _checked(chosen: Chosen, offer: DateOffer) -> Chosen:
    """Cleaned, and for dates that can still be had only."""
    message = clean_text(chosen.message)
    if len(message) > MESSAGE_LENGTH:
        raise RuleBroken(f"Your message is too long. Use {MESSAGE_LENGTH:,} characters or fewer.", "message")
    ids = [slot.id for slot in offer.slots]
    free = [slot.id for slot in free_slots(offer)]
    for slot_id in free:
        if slot_id not in chosen.said:
            raise RuleBroken("Choose “Yes”, “If need be” or “No”.", f"said_{slot_id}")
    said = {slot_id: choice for slot_id, choice in chosen.said.items() if slot_id in ids}
    return Chosen(said, chosen.answered_by, message, chosen.suggestions[:MOST_SUGGESTIONS])


def _is_repeat(partner: OfferPartner, chosen: Chosen, source: ReplySource) -> bool:
    """A double click or a reload: the same words by the same door."""
    if partner.answered_at is None:
        return False
    stored = (
        {choice.slot_id: choice.said for choice in partner.choices},
        [Timed(each.starts_at, each.ends_at) for each in partner.suggestions],
        (partner.message, partner.answered_by, partner.source),
    )
    given = (
        dict(chosen.said),
        sorted((each.when for each in chosen.suggestions), key=lambda when: when.starts_at),
        (chosen.message, chosen.answered_by, source),
    )
    return stored == given


def _store(partner: OfferPartner, chosen: Chosen, source: ReplySource, recorded_by: str, now: datetime) -> None:
    partner.answered_at, partner.source, partner.answered_by = now, source, chosen.answered_by
    partner.recorded_by, partner.message = recorded_by[:200], chosen.message
    partner.choices.clear()
    partner.suggestions.clear()
    db.session.flush()  # the old choices go before new ones take their keys
    partner.choices.extend(SlotChoice(slot_id=slot_id, said=said) for slot_id, said in chosen.said.items())
    partner.suggestions.extend(
        SuggestedTime(starts_at=each.when.starts_at, ends_at=each.when.ends_at, at=now, obstacles=list(each.obstacles))
        for each in sorted(chosen.suggestions, key=lambda each: each.when.starts_at)
    )
    db.session.flush()
    words = f"{partner.label}: answered which dates suit {SOURCE_WORDS[source]}"
    said = {str(slot_id): str(choice) for slot_id, choice in chosen.said.items()}
    record("dates.answered", "date_offer", partner.offer_id, words, details={"after": said})


def _decide(offer: DateOffer, now: datetime) -> Upshot:
    """Agree on the best date that is still free; the next best one when somebody was faster."""
    decision = _decision(offer)
    for slot_id in decision.ranked:
        slot = next(each for each in offer.slots if each.id == slot_id)
        if settle_on_slot(offer, slot, now=now):
            return Upshot(offer.state)
    if decision.ranked:
        decision = _decision(offer)  # what was found taken just now is out of it
    if decision.finding is Finding.NOTHING_FITS and _was_too_late(offer):
        return Upshot(OfferState.TAKEN, offer_fresh_dates(offer, now=now))
    offer.state = OfferState.NOTHING_FITS if decision.finding is Finding.NOTHING_FITS else OfferState.OPEN
    db.session.flush()
    return Upshot(offer.state)


def _decision(offer: DateOffer) -> Decision:
    return decide([slot.id for slot in free_slots(offer)], ballots_of(offer.partners))


def _was_too_late(offer: DateOffer) -> bool:
    """Whether one of the dates that others took would have suited; the partners' own refusals are not our fault."""
    taken = [slot.id for slot in taken_slots(offer)]
    return bool(taken) and decide(taken, ballots_of(offer.partners)).finding is not Finding.NOTHING_FITS


def _tell(partner: OfferPartner, answering: OfferLink | None, now: datetime) -> None:
    """A receipt to the address that answered, and a word to the partner's other addresses: the last answer counts."""
    for link in live_date_links(partner):
        payload = {"is_receipt": answering is not None and link.id == answering.id}
        key = f"{ANSWERED}:{link.id}:{now.isoformat()}"
        mail_date_link(link, LinkMail(ANSWERED, key, payload), now=now)

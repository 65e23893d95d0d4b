"""The mails about dates on offer, each from what is true when it leaves."""

from collections.abc import Sequence
from datetime import datetime

from scheduler.accounts.queries import the_office
from scheduler.core.clock import local_day, utc_now
from scheduler.core.values import dataclass
from scheduler.core.wording import moment_words, span_words
from scheduler.engagements.calendar import place_words
from scheduler.engagements.models import Engagement
from scheduler.ical.event import Timed
from scheduler.invitations.models import DateOffer, OfferLink, OfferPartner
from scheduler.invitations.notices.facts import Facts, capitalised, host_words, polite_name, shared_purpose
from scheduler.invitations.notices.letter import Addressee, Letter, render_letter
from scheduler.invitations.queries import resolve
from scheduler.invitations.queries.dates import date_link_by_id, free_slots, newer_link, offer_by_id, time_of
from scheduler.invitations.rules import OfferState, ReplySource
from scheduler.invitations.rules.dates import LIVE, SAID_WORDS, length_words
from scheduler.invitations.service.dates.links import ANSWERED, OFFER, WITHDRAWN, dates_url
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import Mail, register_renderer
from scheduler.stakeholders.queries import holder_of

APOLOGY = (
    "We are sorry: another meeting was agreed for the date that you had chosen, just before you. "
    "Here are fresh dates, kept free for you."
)
IN_PLACE = "These take the place of the dates that we offered before."


@dataclass(frozen=True, slots=True)
class DatesOccasion:
    """What a mail about dates is about, also before anything is stored: a preview has the same words."""

    engagement: Engagement
    to: Addressee
    url: str
    times: Sequence[Timed]
    answer_by_at: datetime
    message: str = ""
    preface: str = ""

    @property
    def facts(self) -> Facts:
        """The engagement, then the dates, then until when."""
        dates = [(f"Date {number}", span_words(*_ends(when))) for number, when in enumerate(self.times, 1)]
        return (
            ("Dates for", self.to.whom),
            *meeting_facts(self.engagement),
            *dates,
            ("Choose by", moment_words(self.answer_by_at)),
            ("From the office", self.message),
        )


def meeting_facts(engagement: Engagement) -> Facts:
    """What a partner may know of a meeting that has no date yet."""
    return (
        ("What", engagement.title),
        ("With", capitalised(host_words(engagement))),
        ("Where", place_words(engagement)),
        ("How long", length_words(engagement.minutes)),
        ("About", shared_purpose(engagement)),
    )


def offer_letter(occasion: DatesOccasion) -> Letter:
    """Which of these dates suit you?"""
    hosts = capitalised(host_words(occasion.engagement)) or "We"
    return Letter(
        subject=f"Which date suits you? {occasion.engagement.title}",
        to=occasion.to,
        opening=(
            occasion.to.capacity,
            occasion.preface,
            f"{hosts} would like to meet you. Please tell us which of these dates suit you. We are keeping them free.",
        ),
        facts=occasion.facts,
        button=("Choose dates", occasion.url),
        closing=(
            (
                "It takes a minute and needs no account: say “yes”, “if need be” or “no” to each date, or offer other "
                "times. You can change your choice until a date is agreed; then we send the invitation."
            ),
            f"The link chooses for {occasion.to.whom}, so please pass it on only to somebody who may do that.",
        ),
    )


def answered_letter(occasion: DatesOccasion, partner: OfferPartner, *, is_receipt: bool) -> Letter:
    """To the address that chose, or to the partner's other one: what was noted, and how to change it."""
    by_office = partner.source is ReplySource.TELEPHONE
    who = "The office noted this choice after a telephone call." if by_office else "This choice of dates was saved."
    return Letter(
        subject=f"{'Your choice of dates' if is_receipt else 'Dates chosen'}: {occasion.engagement.title}",
        to=occasion.to,
        opening=(
            occasion.to.capacity,
            "Thank you. We have saved your choice." if is_receipt else who,
            "We write again as soon as a date is agreed.",
        ),
        facts=(*said_facts(partner), ("Message", partner.message), ("What", occasion.engagement.title)),
        button=("See or change it", occasion.url),
        closing=(f"The last answer counts. It can be changed until {moment_words(occasion.answer_by_at)}.",),
    )


def withdrawn_letter(occasion: DatesOccasion) -> Letter:
    """Nothing need be chosen any more."""
    return Letter(
        subject=f"Dates withdrawn: {occasion.engagement.title}",
        to=occasion.to,
        opening=(occasion.to.capacity, "We have withdrawn the dates that we offered. You need do nothing more."),
        facts=(("What", occasion.engagement.title), ("With", capitalised(host_words(occasion.engagement)))),
        closing=("If you had kept them free, please let them go. We are sorry for the trouble.",),
    )


def said_facts(partner: OfferPartner) -> Facts:
    """Each date with what was said to it, then the other times that were offered."""
    said = {choice.slot_id: SAID_WORDS[choice.said] for choice in partner.choices}
    dates = [(span_words(*_ends(time_of(slot))), said[slot.id]) for slot in partner.offer.slots if slot.id in said]
    others = [("You offered", span_words(each.starts_at, each.ends_at)) for each in partner.suggestions]
    return (*dates, *others)


def dates_addressee(link: OfferLink) -> Addressee:
    """Who reads mail to this link."""
    partner = link.partner
    tenure = holder_of(partner.post, local_day(utc_now()))
    return Addressee(partner.label, polite_name(tenure.person if tenure else None), link.audience, link.name)


def occasion_of(link: OfferLink) -> DatesOccasion:
    """What mails to this link are about."""
    offer = link.partner.offer
    return DatesOccasion(
        offer.engagement,
        dates_addressee(link),
        dates_url(link),
        [time_of(slot) for slot in free_slots(offer)],
        offer.answer_by_at,
        offer.message,
        preface_of(offer),
    )


def preface_of(offer: DateOffer) -> str:
    """Why there are other dates than before."""
    before = offer_before(offer)
    if before is None:
        return ""
    return APOLOGY if before.state is OfferState.TAKEN else IN_PLACE


def offer_before(offer: DateOffer) -> DateOffer | None:
    """The offer that this one follows."""
    return offer_by_id(offer.follows_id) if offer.follows_id is not None else None


def register_dates_renderers() -> None:
    """Give the outbox every kind of mail about dates."""
    for kind in (OFFER, ANSWERED, WITHDRAWN):
        register_renderer(kind, _render)


def _render(notice: Notice) -> Mail | None:
    link = date_link_by_id(int(notice.payload["offer_link_id"]))
    if link is None or link.revoked_at is not None or not _is_still_theirs(link):
        return None
    letter = _letter(link, notice)
    return render_letter(letter, the_office()) if letter else None


def _letter(link: OfferLink, notice: Notice) -> Letter | None:
    """None when events have overtaken the mail."""
    occasion, offer = occasion_of(link), link.partner.offer
    if notice.kind == WITHDRAWN:
        return withdrawn_letter(occasion) if offer.state is OfferState.WITHDRAWN and not newer_link(link) else None
    if offer.state not in LIVE:
        return None
    if notice.kind == ANSWERED:
        return answered_letter(occasion, link.partner, is_receipt=bool(notice.payload.get("is_receipt")))
    return offer_letter(occasion) if occasion.times else None


def _is_still_theirs(link: OfferLink) -> bool:
    """Mail stops at once for whoever left the post; its own mailbox and its new holder's stay."""
    (invitee,) = resolve([link.partner.post], local_day(utc_now()))
    return link.address in {recipient.address for recipient in invitee.recipients}


def _ends(when: Timed) -> tuple[datetime, datetime]:
    return when.starts_at, when.ends_at

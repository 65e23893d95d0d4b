"""What the partner's page and the office's own form about dates share."""

from datetime import datetime

from scheduler.core.clock import local_day
from scheduler.core.wording import span_words
from scheduler.engagements.models import Engagement
from scheduler.ical.event import Timed
from scheduler.invitations.forms.dates import ChoosingForm
from scheduler.invitations.models import DateOffer, OfferPartner
from scheduler.invitations.queries.dates import free_slots
from scheduler.invitations.queries.suggestions import objections_to
from scheduler.invitations.rules import Answerer
from scheduler.invitations.rules.dates import Chosen, Suggestion


def date_names(offer: DateOffer) -> dict[int, str]:
    """The dates that can still be had: key and words."""
    return {slot.id: span_words(slot.hold.starts_at, slot.hold.ends_at) for slot in free_slots(offer)}


def filled(form: ChoosingForm, partner: OfferPartner) -> ChoosingForm:
    """The form with what the partner said before, if anything."""
    if partner.answered_at is not None:
        said = {choice.slot_id: choice.said for choice in partner.choices}
        others = tuple(Suggestion(Timed(each.starts_at, each.ends_at)) for each in partner.suggestions)
        form.fill(Chosen(said, partner.answered_by or Answerer.INVITEE, partner.message, others))
    return form


def read_chosen(form: ChoosingForm, engagement: Engagement, now: datetime) -> Chosen | None:
    """What was typed, other times checked against our diaries; None with each error beside its field."""
    suggestions = []
    for number, when in form.read_times(engagement.minutes, local_day(now)):
        objections = objections_to(engagement, when, now=now)
        if objections.to_partner:
            form.object_to(number, when, objections.to_partner, is_final=objections.is_final)
        suggestions.append(Suggestion(when, objections.for_office))
    return form.read_choice(suggestions)

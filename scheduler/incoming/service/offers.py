"""A gift or hospitality that comes with an invitation goes into the register, taken or not."""

from datetime import datetime

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.incoming.models import IncomingInvitation
from scheduler.records.models import GiftOffer
from scheduler.records.rules.gifts import GiftDraft
from scheduler.records.rules.vocabulary import GiftDecision
from scheduler.records.service.gifts import add_gift, change_gift

USUAL = "Hospitality at “{}”"
NOBODY_NAMED = "the office"


def note_offer(invitation: IncomingInvitation, *, is_taken: bool, by: str, now: datetime) -> None:
    """One entry an invitation; another decision corrects it."""
    if not invitation.has_offer:
        return
    draft = _draft(invitation, is_taken=is_taken)
    kept = db.session.get(GiftOffer, invitation.gift_offer_id) if invitation.gift_offer_id is not None else None
    if kept is None:
        invitation.gift_offer_id = add_gift(draft, now=now, by=by).id
    else:
        change_gift(kept, draft, seen=kept.version, now=now)
    db.session.flush()


def _draft(invitation: IncomingInvitation, *, is_taken: bool) -> GiftDraft:
    principal_id = invitation.goes_principal_id or (invitation.principal_id if not invitation.goes_words else None)
    recipient = "" if principal_id is not None else invitation.goes_words or NOBODY_NAMED
    is_named = invitation.body_id is not None or invitation.organisation_id is not None
    return GiftDraft(
        what=invitation.offer_words or USUAL.format(invitation.title)[:300],
        decision=GiftDecision.ACCEPTED if is_taken else GiftDecision.DECLINED,
        offered_on=local_day(invitation.received_at),
        engagement_id=invitation.engagement_id,
        organisation_id=invitation.organisation_id,
        body_id=invitation.body_id,
        offered_by="" if is_named else invitation.host_words or "whoever invited us",
        principal_id=principal_id,
        recipient=recipient,
        reason="" if is_taken else "The invitation was declined",
    )

"""Write down an offer of a gift or hospitality, taken or not; correct it; take away what was written by mistake."""

from dataclasses import replace
from datetime import datetime

from scheduler.audit.service import record
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.text import clean_line
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import Engagement, Principal
from scheduler.records.models import GiftOffer
from scheduler.records.queries.gifts import GiftFilter, found_gifts, giver_words, recipient_words
from scheduler.records.rules.gifts import DECISION_WORDS, GiftDraft, checked_gift, pounds_words
from scheduler.stakeholders.models import Body, Organisation

FACTS = (
    *("offered_on", "engagement_id", "organisation_id", "body_id", "offered_by", "principal_id", "recipient"),
    *("what", "value_pence", "decision", "reason"),
)


def add_gift(draft: GiftDraft, *, now: datetime, by: str) -> GiftOffer:
    """A new offer; what the draft leaves open follows from its engagement. The very same again is the same one.

    Raises RuleBroken.
    """
    facts = _completed(checked_gift(draft), now)
    for gift in found_gifts(GiftFilter(from_on=facts.offered_on, until_on=facts.offered_on)):
        if _reads(gift, facts):
            return gift
    gift = GiftOffer(recorded_at=now, recorded_by=clean_line(by)[:200])
    _write(gift, facts)
    db.session.add(gift)
    db.session.flush()
    _note(gift, "gift.added", "Offer written down", {"after": _facts(gift)})
    return gift


def change_gift(gift: GiftOffer, draft: GiftDraft, *, seen: int | None, now: datetime) -> None:
    """Correct it; what it says already is no correction. Raises RuleBroken, VersionConflict."""
    facts = _completed(checked_gift(draft), now)
    if _reads(gift, facts):
        return
    if seen != gift.version:
        raise VersionConflict
    before = _facts(gift)
    _write(gift, facts)
    db.session.flush()
    db.session.refresh(gift)
    _note(gift, "gift.changed", "Offer corrected", {"before": before, "after": _facts(gift)})


def remove_gift(gift: GiftOffer) -> None:
    """It was written down by mistake; the history keeps what it said."""
    _note(gift, "gift.removed", "Offer removed, noted by mistake", {"before": _facts(gift)})
    db.session.delete(gift)
    db.session.flush()


def _completed(draft: GiftDraft, now: datetime) -> GiftDraft:
    engagement = _engagement(draft)
    today = local_day(now)
    met_on = (first_day_of(engagement) if engagement else None) or today
    on = draft.offered_on or min(met_on, today)
    if on > today:
        raise RuleBroken("That day is still to come. Enter the day on which it was offered.", "offered_on")
    draft = replace(draft, offered_on=on)
    return _with_partner(_with_recipient(draft, engagement), engagement)


def _with_recipient(draft: GiftDraft, engagement: Engagement | None) -> GiftDraft:
    if draft.principal_id is not None:
        if db.session.get(Principal, draft.principal_id) is None:
            raise RuleBroken("Choose to whom it was offered.", "principal_id")
        return replace(draft, recipient="")
    if draft.recipient:
        return draft
    if engagement is None or not engagement.principals:
        raise RuleBroken("Say to whom of ours it was offered.", "recipient")
    return replace(draft, principal_id=engagement.principals[0].id)


def _with_partner(draft: GiftDraft, engagement: Engagement | None) -> GiftDraft:
    if draft.organisation_id is not None and db.session.get(Organisation, draft.organisation_id) is None:
        raise RuleBroken("Choose who offered it.", "offered_by")
    if draft.body_id is not None and db.session.get(Body, draft.body_id) is None:
        raise RuleBroken("Choose who offered it.", "offered_by")
    if draft.organisation_id is not None or draft.body_id is not None or draft.offered_by:
        return draft
    if engagement is None or not engagement.posts:
        raise RuleBroken("Say who offered it: an organisation from the list, or in words.", "offered_by")
    post = engagement.posts[0]
    return replace(draft, organisation_id=post.organisation_id, body_id=post.body_id)


def _engagement(draft: GiftDraft) -> Engagement | None:
    return db.session.get(Engagement, draft.engagement_id) if draft.engagement_id is not None else None


def _reads(gift: GiftOffer, facts: GiftDraft) -> bool:
    return all(getattr(gift, name) == getattr(facts, name) for name in FACTS)


def _write(gift: GiftOffer, facts: GiftDraft) -> None:
    for name in FACTS:
        setattr(gift, name, getattr(facts, name))


def _facts(gift: GiftOffer) -> dict[str, object]:
    return {
        "What": gift.what,
        "Offered on": gift.offered_on.isoformat(),
        "By": giver_words(gift),
        "To": recipient_words(gift),
        "Value": pounds_words(gift.value_pence),
        "Decision": DECISION_WORDS[gift.decision],
        "Reason": gift.reason,
    }


def _note(gift: GiftOffer, what: str, words: str, details: dict[str, object]) -> None:
    subject = ("engagement", gift.engagement_id) if gift.engagement_id is not None else ("gift", gift.id)
    record(what, *subject, f"{words}: {gift.what[:120]}, {DECISION_WORDS[gift.decision].lower()}", details=details)

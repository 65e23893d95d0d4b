"""What is written about an engagement of the sample: a paper, an offer, an issue."""

from scheduler.core.clock import utc_now
from scheduler.core.db import db
from scheduler.engagements.models import Engagement, Principal
from scheduler.engagements.rules import Handling
from scheduler.records.models import RecordNote
from scheduler.records.rules.gifts import GiftDraft
from scheduler.records.rules.vocabulary import GiftDecision, NoteKind
from scheduler.records.service.gifts import add_gift
from scheduler.records.service.papers import attach_paper
from tests.uploads.handing_in import kept_file


def load_records(engagement: Engagement, principal: Principal) -> dict[str, object]:
    """Values for the placeholders of their addresses."""
    now = utc_now()
    paper = attach_paper(engagement, kept_file(), "Agenda", Handling.OFFICIAL, by="Robin Ferncastle", now=now)
    offer = GiftDraft(
        what="Lunch", decision=GiftDecision.ACCEPTED, engagement_id=engagement.id, principal_id=principal.id
    )
    gift = add_gift(offer, now=now, by="Robin Ferncastle")
    note = RecordNote(engagement=engagement, kind=NoteKind.ISSUE, words="Parking", noted_at=now)
    db.session.add(note)
    db.session.flush()
    return {"paper_id": paper.id, "gift_id": gift.id, "note_id": note.id}

"""A promise to the sample's body, due at its engagement and shown by a file."""

from scheduler.core.clock import local_day, utc_now
from scheduler.engagements.models import Engagement
from scheduler.stakeholders.models import Body
from scheduler.undertakings.rules.drafts import EvidenceDraft, UndertakingDraft
from scheduler.undertakings.service import add_evidence, add_undertaking
from tests.uploads.handing_in import stored_upload


def load_undertakings(engagement: Engagement, body: Body) -> dict[str, object]:
    """Values for the placeholders of its addresses."""
    now = utc_now()
    facts = {"source": "Police and Crime Panel", "source_on": local_day(now), "body_id": body.id}
    draft = UndertakingDraft(words="Meet every Leader by the autumn", due_engagement_id=engagement.id, **facts)
    undertaking = add_undertaking(draft, now=now)
    evidence = add_evidence(undertaking, EvidenceDraft(upload_id=stored_upload().id), now=now)
    return {"undertaking_id": undertaking.id, "evidence_id": evidence.id}

"""Link what shows that an undertaking was kept."""

from datetime import datetime

from scheduler.actions.models import Action
from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.models import Engagement
from scheduler.undertakings.models import Evidence, Undertaking
from scheduler.undertakings.queries import evidence_words
from scheduler.undertakings.queries.rows import found_row
from scheduler.undertakings.rules.drafts import EvidenceDraft, checked_evidence
from scheduler.uploads.models import Upload
from scheduler.uploads.service import remove_upload


def add_evidence(undertaking: Undertaking, draft: EvidenceDraft, *, now: datetime) -> Evidence:
    """An engagement, an action, a stored file or words; the same engagement or action once. Raises RuleBroken."""
    checked = checked_evidence(draft)
    for each in undertaking.evidence:
        if checked.engagement_id is not None and each.engagement_id == checked.engagement_id:
            raise RuleBroken("This meeting is linked already.", "engagement")
        if checked.action_id is not None and each.action_id == checked.action_id:
            raise RuleBroken("This action is linked already.", "action")
    evidence = Evidence(added_at=now, words=checked.words)
    evidence.engagement = found_row(Engagement, checked.engagement_id, "engagement")
    evidence.action = found_row(Action, checked.action_id, "action")
    evidence.upload = found_row(Upload, checked.upload_id, "file")
    undertaking.evidence.append(evidence)
    db.session.flush()
    _note(undertaking, "evidence_added", f"Shown by: {_log_words(evidence)}")
    return evidence


def remove_evidence(evidence: Evidence) -> None:
    """It does not show it after all; a file that only it spoke of goes as well."""
    undertaking, upload = evidence.undertaking, evidence.upload
    _note(undertaking, "evidence_removed", f"Taken away again: {_log_words(evidence)}")
    undertaking.evidence.remove(evidence)
    db.session.flush()
    if upload is not None:
        remove_upload(upload)


def _log_words(evidence: Evidence) -> str:
    return evidence_words(evidence)[:120]


def _note(undertaking: Undertaking, verb: str, words: str) -> None:
    record(f"undertaking.{verb}", "undertaking", undertaking.id, words)

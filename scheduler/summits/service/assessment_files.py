"""An assessment comes in: a version of its own, marked when it is late, with a receipt that proves it."""

from datetime import datetime

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.summits.models import AgencyLink, AssessmentFile, AssessmentRequest
from scheduler.summits.queries.assessments import locked_request
from scheduler.summits.rules.assessments import MOST_VERSIONS, is_late
from scheduler.summits.service.assessments import RECEIPT, note, post_to, require_on
from scheduler.uploads.service import KeptFile, add_upload


def receive_file(
    request: AssessmentRequest,
    kept: KeptFile,
    words: str,
    *,
    by: str,
    link: AgencyLink | None = None,
    now: datetime,
) -> AssessmentFile:
    """The next version; the very bytes of the current one again are that one. A receipt goes to who sent it by link.

    Raises RuleBroken when the summit is off, or after far too many versions.
    """
    require_on(request.agency.summit.engagement)
    locked = locked_request(request.id)
    current = locked.files[-1] if locked.files else None
    if current is not None and current.upload.sha256 == kept.sha256:
        return current  # sent twice; the second copy is swept away
    if len(locked.files) >= MOST_VERSIONS:
        raise RuleBroken(f"There are {MOST_VERSIONS} versions already. Telephone the office before you send more.")
    upload = add_upload(kept, by=by, now=now)
    file = AssessmentFile(
        request=locked,
        number=current.number + 1 if current else 1,
        upload=upload,
        is_late=is_late(locked.due_on, now),
        words=clean_line(words)[:500],
    )
    db.session.add(file)
    locked.is_needed = True
    db.session.flush()
    _tell(file, link, now)
    return file


def _tell(file: AssessmentFile, link: AgencyLink | None, now: datetime) -> None:
    agency, late = file.request.agency, ", late" if file.is_late else ""
    facts = {"size": file.upload.size, "sha256": file.upload.sha256, "version": file.number}
    note(agency, "assessment_received", f"sent its assessment, version {file.number}{late}", facts)
    if link is not None:
        post_to(link, RECEIPT, str(file.id), {"file_id": file.id}, now=now)


def note_infected(request: AssessmentRequest, signature: str, file_name: str) -> None:
    """A refused file that was infected; nothing of it is kept but this line."""
    details = {"signature": clean_line(signature)[:200], "file_name": file_name}
    note(request.agency, "upload_infected", "sent a file in which the virus scanner found something", details)

"""What came of the sample's summit: a priority, a released draft with a comment, one who is asked what it was like."""

from datetime import timedelta

from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import db
from scheduler.invitations.models import Invitation
from scheduler.summits.models import Agency, FeedbackAsk, Summit
from scheduler.summits.queries.agency_links import live_agency_links
from scheduler.summits.service.outcomes import add_priority
from scheduler.summits.service.strategy import VersionDraft, comment, release_version, write_version


def load_outcomes(summit: Summit, agency: Agency, asked: Invitation) -> dict[str, object]:
    """Values for the placeholders of its addresses."""
    now = utc_now()
    until = local_day(now) + timedelta(days=20)
    version = write_version(summit, VersionDraft(title="Joint strategy", text="Less harm.", comments_due_on=until))
    release_version(summit, version, now=now)
    said = comment(live_agency_links(agency)[0], "", "Name the owners.", now=now)
    assert said is not None
    db.session.add(FeedbackAsk(invitation_id=asked.id, summit_id=summit.id))
    priority = add_priority(summit, "Town centres", None)
    return {"priority_id": priority.id, "version_id": version.id, "comment_id": said.id}

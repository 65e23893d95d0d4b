"""A report to the Panel about days on which a place was visited, with a section of its own and a map."""

from datetime import timedelta

from scheduler.core.clock import local_day, utc_now
from scheduler.engagements.models import Principal
from scheduler.engagements.rules import EngagementKind, EngagementStatus
from scheduler.reports.rules.report_drafts import NarrativeDraft, ReportDraft
from scheduler.reports.service.reports import add_own_section, add_report
from scheduler.stakeholders.models import Post
from tests import factories


def load_report(post: Post, principal: Principal) -> dict[str, object]:
    """A draft; what its addresses are filled with."""
    now = utc_now()
    factories.engagement(
        kind=EngagementKind.VISIT,
        status=EngagementStatus.HELD,
        title="Visit to Oakham",
        starts_at=now - timedelta(days=4, hours=1),
        ends_at=now - timedelta(days=4),
        posts=[post],
        principals=[principal],
        place=factories.place(name="Catmose", town="Oakham", latitude=52.67, longitude=-0.73),
    )
    today = local_day(now)
    draft = ReportDraft(
        title="Partnerships update",
        meeting_on=today + timedelta(days=30),
        from_on=today - timedelta(days=30),
        until_on=today,
        author="Chief Executive",
    )
    report = add_report(draft, now=now)
    own = add_own_section(report, NarrativeDraft(heading="Looking ahead", words="More to come."))
    return {
        "report_id": report.id,
        "section_key": own.key,
        "table_key": "visits",
        "row_number": 1,
    }

"""What else the Panel heard on 14 July 2014: boards and who sits there, promises, matters under way, and the summit.

Structure and promises are as they were minuted; people and the hours of meetings are ours.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from sqlalchemy import select

from scheduler.core.clock import from_local
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.demo.july_2014 import JULY_PANEL, JUNE_PANEL, PANEL, SEPTEMBER_PANEL, load_july_2014
from scheduler.engagements.models import Engagement, Principal
from scheduler.engagements.rules import EngagementDraft, EngagementKind, EngagementStatus, PrincipalKind
from scheduler.engagements.service import PrincipalDraft, add_principal, mark_held, plan_engagement
from scheduler.ical.event import Timed
from scheduler.records.rules.drafts import FactsDraft
from scheduler.records.rules.vocabulary import Initiator
from scheduler.records.service.records import note_facts
from scheduler.reports.queries.report_document import document_of
from scheduler.reports.rules.document import substance_of
from scheduler.reports.rules.report_drafts import ReportDraft
from scheduler.reports.service.freezing import approve_report, freeze_report
from scheduler.reports.service.reports import add_report
from scheduler.representation.rules.seats import AlternateDraft, SeatDraft
from scheduler.representation.rules.vocabulary import Capacity
from scheduler.representation.service.seats import add_alternate, add_seat
from scheduler.stakeholders.models import Body, Organisation, Post
from scheduler.stakeholders.rules import BodyKind, RoleKind
from scheduler.stakeholders.rules.drafts import BodyDraft, PostDraft
from scheduler.stakeholders.service import add_body, add_post
from scheduler.strands.models import Strand
from scheduler.strands.rules.drafts import StrandDraft
from scheduler.strands.rules.vocabulary import StrandKind
from scheduler.strands.service.strands import add_strand, attach
from scheduler.summits.models import Summit
from scheduler.summits.service.founding import SummitDraft, plan_summit
from scheduler.undertakings.rules.drafts import UndertakingDraft
from scheduler.undertakings.rules.vocabulary import UndertakingKind, UndertakingState
from scheduler.undertakings.service.undertakings import add_undertaking, close_undertaking

NOW = datetime(2014, 7, 14, 11, 0, tzinfo=UTC)
"""After the meeting, which began at 9:30am."""
SAID = f"{PANEL}, 14 July 2014"
STATEMENT = "Agenda item 4, statement"
NOTED = "Agenda item 4, points noted"

BOARDS = (
    ("Police and Crime Panel", BodyKind.PANEL, "the Panel", ""),
    ("Strategic Partnership Board", BodyKind.BOARD, "SPB", ""),
    ("Strategic Partnership Board Executive", BodyKind.BOARD, "SPB Executive", "SPB"),
    ("Leicestershire Safer Communities Strategy Board", BodyKind.BOARD, "", ""),
    ("Chief Executives' Forum", BodyKind.FORUM, "", ""),
    ("Housing, Planning and Infrastructure Group", BodyKind.GROUP, "HPIG", ""),
    ("Lubbesthorpe Strategic Board", BodyKind.BOARD, "", ""),
    ("Victims and Witnesses Partnership Assurance Group", BodyKind.GROUP, "", ""),
)
"""Name, kind, short name, and the short name of the parent."""


@dataclass(frozen=True, slots=True)
class July:
    """What the next position goes on from."""

    panel: Body
    lubbesthorpe: Strand
    structure: Strand
    summit: Summit


def load_with_evidence() -> July:
    """The position of July with all of this, and the report on it frozen; does not commit."""
    load_july_2014()
    add_principal(PrincipalDraft(title="Chief Superintendent", name="Nadia Rook", kind=PrincipalKind.OFFICER))
    ours = {each.title: each for each in db.session.scalars(select(Principal))}
    bodies = _bodies()
    _seats(ours, bodies)
    panel = bodies["the Panel"]
    _undertakings(ours, panel)
    meeting = _panel_of_july(ours, panel)
    lubbesthorpe, structure = _strands(ours)
    for engagement in db.session.scalars(select(Engagement).where(Engagement.kind == EngagementKind.VISIT)):
        note_facts(engagement, FactsDraft(initiated_by=Initiator.PLEDGE), now=NOW)
    summit = _summit(ours)
    freeze_paper("Response to the Panel's recommendations", meeting, JUNE_PANEL, NOW)
    return July(panel, lubbesthorpe, structure, summit)


def freeze_paper(title: str, panel: Engagement, from_on: date, now: datetime) -> None:
    """Made of the records for one meeting of the Panel, approved as it reads, and frozen."""
    assert panel.starts_at is not None
    meeting_on = panel.starts_at.date()
    draft = ReportDraft(
        title=title,
        meeting_on=meeting_on,
        from_on=from_on,
        until_on=meeting_on,
        body_id=panel.posts[0].body_id,
        engagement_id=panel.id,
        author="Chief Executive",
        contact="Office of the Police and Crime Commissioner, 0116 496 0000, office@example.org",
    )
    report = add_report(draft, now=now)
    seen = substance_of(document_of(report, made_on=meeting_on))
    approve_report(report, "Chief Executive", seen=seen, now=now)
    freeze_report(report, now=now)


def meeting_of_panel(on: date, ours: Mapping[str, Principal], panel: Body, now: datetime) -> Engagement:
    """9:30am to midday, with the Chair's post."""
    chair = db.session.scalars(select(Post).where(Post.body_id == panel.id)).one()
    draft = EngagementDraft(
        kind=EngagementKind.BOARD,
        title=PANEL,
        principal_ids=(ours["Commissioner"].id, ours["Chief Executive"].id),
        post_ids=(chair.id,),
        when=Timed(from_local(on, time(9, 30)), from_local(on, time(12))),
        status=EngagementStatus.AGREED,
    )
    return plan_engagement(draft, now=now)


def _bodies() -> dict[str, Body]:
    found: dict[str, Body] = {}
    for name, kind, short, parent in BOARDS:
        above = found[parent].id if parent else None
        body = add_body(BodyDraft(name, kind, short, above, started_on=None))
        add_post(body, PostDraft("Chair", RoleKind.CHAIR, 2), now=NOW)
        found[short or name] = body
    return found


def _seats(ours: Mapping[str, Principal], bodies: Mapping[str, Body]) -> None:
    for short, title, capacity, by_invitation in (
        ("SPB", "Commissioner", Capacity.MEMBER, False),
        ("Leicestershire Safer Communities Strategy Board", "Commissioner", Capacity.MEMBER, False),
        ("Chief Executives' Forum", "Chief Executive", Capacity.MEMBER, False),
        ("Lubbesthorpe Strategic Board", "Chief Superintendent", Capacity.MEMBER, False),
        ("HPIG", "Director of Finance", Capacity.INVITED, True),
    ):
        draft = SeatDraft(
            body_id=bodies[short].id,
            capacity=capacity,
            from_on=JULY_PANEL,
            principal_id=ours[title].id,
            is_by_invitation=by_invitation,
            source=SAID,
            review_on=date(2015, 7, 14),
        )
        add_seat(draft, now=NOW)


def add_csp_seats(ours: Mapping[str, Principal], source: str, now: datetime) -> None:
    """Commissioner or Chief Executive at every partnership's meetings, subject to invitation."""
    query = select(Body).where(Body.kind == BodyKind.CSP).order_by(Body.id)
    for partnership in db.session.scalars(query):
        draft = SeatDraft(
            body_id=partnership.id,
            capacity=Capacity.INVITED,
            from_on=JULY_PANEL,
            principal_id=ours["Commissioner"].id,
            is_by_invitation=True,
            source=source,
        )
        add_alternate(add_seat(draft, now=now), AlternateDraft(principal_id=ours["Chief Executive"].id))


def _undertakings(ours: Mapping[str, Principal], panel: Body) -> None:
    asked = UndertakingDraft(
        words="Report on the measures taken to develop and nurture good working relationships with partners.",
        source=PANEL,
        source_on=JUNE_PANEL,
        kind=UndertakingKind.RESOLUTION,
        body_id=panel.id,
        principal_id=ours["Commissioner"].id,
        due_on=JULY_PANEL,
    )
    answered = add_undertaking(asked, now=NOW)
    close_undertaking(
        answered, UndertakingState.REPORTED, "The Commissioner made a statement.", on=JULY_PANEL, seen=answered.version
    )
    for words, reference, kind, owner, due_on, review_on in UNDERTAKINGS:
        draft = UndertakingDraft(
            words=words,
            source=PANEL,
            source_on=JULY_PANEL,
            source_reference=reference,
            kind=kind,
            body_id=panel.id,
            principal_id=ours[owner].id,
            due_on=due_on,
            review_on=review_on,
        )
        add_undertaking(draft, now=NOW)


_PROMISE, _RESOLVED = UndertakingKind.PROMISE, UndertakingKind.RESOLUTION
UNDERTAKINGS: tuple[tuple[str, str, UndertakingKind, str, date | None, date | None], ...] = (
    (
        ("The Chief Executive and the Force's Director of Finance meet the relevant executives of Blaby District "
        "Council at the earliest opportunity."),
        STATEMENT, _PROMISE, "Chief Executive", None, None,
    ),
    (
        "A chief officer from the Force represents us on the Lubbesthorpe Strategic Board.",
        STATEMENT, _PROMISE, "Chief Constable", None, None,
    ),
    (
        ("The Force's Director of Finance attends the Housing, Planning and Infrastructure Group, subject to "
        "invitation."),
        STATEMENT, _PROMISE, "Director of Finance", None, None,
    ),
    (
        ("The Commissioner and the Chief Constable host a Partnership Summit in early October, to shape a shared "
        "Crime Reduction Strategy."),
        STATEMENT, _PROMISE, "Commissioner", date(2014, 10, 10), None,
    ),
    (
        "Consider in full all contributions to the consultation on the Commissioning Framework.",
        STATEMENT, _PROMISE, "Commissioner", None, None,
    ),
    (
        "Develop a policy or protocol on media and communications with peers in partner organisations.",
        STATEMENT, _PROMISE, "Chief Executive", None, None,
    ),
    (
        "Review progress in a year's time.",
        STATEMENT, UndertakingKind.REVIEW, "Commissioner", None, date(2015, 7, 14),
    ),
    (
        "Decisions by the Commissioner or the office are better risk assessed from now on.",
        NOTED, _PROMISE, "Commissioner", None, None,
    ),
    (
        "Report the progress made in moving partnership working forward.",
        "Resolution (b)", _RESOLVED, "Chief Executive", SEPTEMBER_PANEL, None,
    ),
    (
        "Report on the structure and cost of the office to one of the remaining meetings in 2014.",
        "Resolution (c)", _RESOLVED, "Chief Executive", date(2014, 12, 31), None,
    ),
)  # fmt: skip
"""Words, where they were said, kind, owner, due, to be looked at again."""


def _panel_of_july(ours: Mapping[str, Principal], panel: Body) -> Engagement:
    meeting = meeting_of_panel(JULY_PANEL, ours, panel, from_local(JUNE_PANEL, time(14)))
    mark_held(meeting, now=NOW)
    return meeting


def _strands(ours: Mapping[str, Principal]) -> tuple[Strand, Strand]:
    blaby = db.session.scalars(select(Organisation).where(Organisation.short_name == "Blaby")).one()
    lubbesthorpe = add_strand(
        StrandDraft(
            title="New Lubbesthorpe",
            kind=StrandKind.PLANNING,
            started_on=JUNE_PANEL,
            words="Plan for policing the new development together with the council.",
            owner_id=ours["Chief Constable"].id,
            organisation_id=blaby.id,
        )
    )
    visit = db.session.scalars(select(Engagement).where(Engagement.title == "Visit to Blaby")).one()
    attach(lubbesthorpe, visit)
    board = db.session.scalars(select(Body).where(Body.short_name == "SPB")).one()
    structure = add_strand(
        StrandDraft(
            title="Review of the Strategic Partnership Board",
            kind=StrandKind.REVIEW,
            started_on=JULY_PANEL,
            words="A fundamental review of the board, its Executive and the supporting groups: core purpose and "
            "administrative support.",
            owner_id=ours["Chief Executive"].id,
            body_id=board.id,
        )
    )
    return lubbesthorpe, structure


def _summit(ours: Mapping[str, Principal]) -> Summit:
    draft = EngagementDraft(
        kind=EngagementKind.SUMMIT,
        title="Partnership Summit",
        principal_ids=(ours["Commissioner"].id, ours["Chief Constable"].id),
        status=EngagementStatus.TO_ARRANGE,
        purpose="Shape the joint creation of a shared Crime Reduction Strategy.",
    )
    outcomes = "Consult, listen and act upon partners' views, for the best outcome for local residents."
    return plan_summit(SummitDraft(engagement=draft, outcomes=outcomes, date_words="early October 2014"), now=NOW)

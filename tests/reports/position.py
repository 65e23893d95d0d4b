"""A small county in the autumn of 2014, as the Panel would hear of it: every fact entered as of then.

Every name of a person carries CANARY, so that a test finds it wherever it should not be.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from scheduler.actions.models import Action
from scheduler.actions.rules import ActionState
from scheduler.core.db import db
from scheduler.engagements.models import Engagement, Principal
from scheduler.engagements.rules import EngagementKind, EngagementStatus, PrincipalKind
from scheduler.forward_plan.models import CommitmentRule, Pledge
from scheduler.forward_plan.rules.vocabulary import Ours
from scheduler.forward_plan.service.commitments import sync_commitments
from scheduler.records.models import EngagementRecord, Presence, RecordNote
from scheduler.records.rules.vocabulary import Initiator, NoteKind, Side
from scheduler.reports.models import PanelReport
from scheduler.reports.rules.document import Document, Figure
from scheduler.reports.rules.report_drafts import ReportDraft
from scheduler.reports.service.reports import add_report
from scheduler.representation.models import Representation, Sitting
from scheduler.representation.rules.vocabulary import Capacity, Sat
from scheduler.stakeholders.models import Area, Body, Organisation, Post
from scheduler.stakeholders.rules import BodyKind, OrganisationKind, RoleKind
from scheduler.strands.models import EngagementPriority, Milestone, PlanPriority, Strand
from scheduler.strands.rules.vocabulary import StrandKind
from scheduler.summits.models import Summit, SummitChapter
from scheduler.undertakings.models import Evidence, Undertaking
from scheduler.undertakings.rules.vocabulary import UndertakingKind
from tests import factories

CANARY = "Zzyzx"
FROM, UNTIL = date(2014, 7, 15), date(2014, 9, 29)
ENTERED = datetime(2014, 7, 15, 9, tzinfo=UTC)
PANEL_DAY = datetime(2014, 9, 29, 13, tzinfo=UTC)


@dataclass
class Position:
    """What tests change afterwards."""

    panel: Body
    commissioner: Principal
    chief: Principal
    chief_executive: Principal
    councils: dict[str, Organisation]
    csps: dict[str, Body]
    visit: Engagement
    summit: Summit


def at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def engagement(day: date, posts: list[Post], ours: list[Principal], **changes: Any) -> Engagement:
    """An hour's meeting, held unless said otherwise, entered when it was arranged."""
    facts: dict[str, Any] = {
        "kind": EngagementKind.MEETING,
        "status": EngagementStatus.HELD,
        "starts_at": at(day),
        "ends_at": at(day, 11),
        "created_at": ENTERED,
        "posts": posts,
        "principals": ours,
    }
    return factories.engagement(**facts | changes)


def load_position() -> Position:
    """The whole county."""
    factories.office()
    area = factories.area(name="Local authority")
    ours = _principals()
    panel = factories.body(name="Police and Crime Panel", kind=BodyKind.PANEL)
    councils = {name: _council(name, area, *where) for name, where in PLACES.items()}
    csps = {name: factories.body(name=f"{name} Community Safety Partnership", area=area) for name in ("Ashby", "Wold")}
    for body in csps.values():
        _post(body, "Chair", RoleKind.CHAIR, 2)
    _pledges(ours, panel)
    visit = _meetings(ours, councils, csps)
    _strands(ours, councils["Ashby"], visit)
    _boards(ours)
    summit = _summit(ours)
    _undertakings(ours, panel, visit)
    sync_commitments(now=ENTERED)
    db.session.commit()
    return Position(panel, *ours, councils, csps, visit, summit)


PLACES: dict[str, tuple[float, float]] = {"Ashby": (52.75, -1.47), "Wold": (52.8, -1.1), "Fosse": (52.6, -1.2)}


def _principals() -> tuple[Principal, Principal, Principal]:
    def one(title: str, kind: PrincipalKind, position: int) -> Principal:
        return factories.principal(title=title, kind=kind, position=position, name=f"{CANARY} {title}")

    return (
        one("Commissioner", PrincipalKind.COMMISSIONER, 1),
        one("Chief Constable", PrincipalKind.CHIEF_CONSTABLE, 2),
        one("Chief Executive", PrincipalKind.CHIEF_EXECUTIVE, 3),
    )


def _council(name: str, area: Area, latitude: float, longitude: float) -> Organisation:
    place = factories.place(name=f"{name} House", town=name, latitude=latitude, longitude=longitude)
    home = factories.organisation(name=f"{name} Council", kind=OrganisationKind.DISTRICT, area=area, place=place)
    _post(home, "Leader", RoleKind.POLITICAL_HEAD, 1)
    _post(home, "Chief Executive", RoleKind.OFFICER_HEAD, 2)
    return home


def _post(home: Organisation | Body, title: str, kind: RoleKind, band: int) -> Post:
    where = {"organisation": home} if isinstance(home, Organisation) else {"body": home}
    post = factories.post(title=title, role_kind=kind, band=band, **where)
    factories.tenure(post=post, person=factories.person(name=f"{CANARY} {title}"), from_on=date(2011, 5, 6))
    return post


def posts_of(home: Organisation | Body) -> list[Post]:
    """Most senior first."""
    column = Post.organisation_id if isinstance(home, Organisation) else Post.body_id
    return list(db.session.query(Post).filter(column == home.id).order_by(Post.band))


def _pledges(ours: tuple[Principal, ...], panel: Body) -> None:
    for title, kind, who, how in (
        ("Meet every council", "political head", list(ours[:2]), Ours.ALL_OF),
        ("Meet every partnership’s chair", "chair", [ours[0], ours[2]], Ours.ANY_OF),
    ):
        pledge = Pledge(
            title=title,
            source=panel.name,
            source_on=date(2014, 7, 14),
            source_reference="paragraph 4",
            created_at=ENTERED,
        )
        body_kinds = [BodyKind.CSP.value] if kind == "chair" else []
        group = factories.post_group(name=f"Every {kind}", role_kinds=[kind], body_kinds=body_kinds)
        rule = CommitmentRule(
            pledge=pledge,
            group=group,
            ours=how,
            principals=who,
            ideal_interval=6,
            longest_interval=9,
            from_on=date(2014, 7, 14),
            is_by_invitation=kind == "chair",
        )
        db.session.add_all([pledge, rule])
    db.session.flush()


def _meetings(ours: tuple[Principal, ...], councils: dict[str, Organisation], csps: dict[str, Body]) -> Engagement:
    visit = engagement(
        date(2014, 8, 20),
        posts_of(councils["Ashby"]),
        list(ours[:2]),
        kind=EngagementKind.VISIT,
        place=councils["Ashby"].place,
    )
    db.session.add(EngagementRecord(engagement_id=visit.id, initiated_by=Initiator.PLEDGE, has_risk=True))
    leader = posts_of(councils["Ashby"])[0]
    deputy = {"role": "Deputy Leader", "is_substitute": True, "band": 2, "name": f"{CANARY} Deputy"}
    db.session.add(Presence(engagement_id=visit.id, side=Side.THEIRS, post_id=leader.id, **deputy))
    db.session.add(RecordNote(engagement_id=visit.id, kind=NoteKind.ISSUE, words="Rural roads", noted_at=at(UNTIL)))
    engagement(date(2014, 10, 20), posts_of(councils["Wold"]), list(ours[:2]), status=EngagementStatus.AGREED)
    engagement(date(2014, 9, 2), posts_of(csps["Ashby"]), [ours[0]])
    priority = PlanPriority(name="Rural crime", position=1)
    db.session.add_all([priority, PlanPriority(name="Victims first", position=2)])
    db.session.flush()
    db.session.add(EngagementPriority(engagement_id=visit.id, priority_id=priority.id, noted_at=ENTERED))
    db.session.add(
        Action(
            engagement_id=visit.id,
            words="Share the figures on rural theft",
            organisation_id=councils["Ashby"].id,
            role="Head of Community Safety",
            contact_name=f"{CANARY} Contact",
            due_on=date(2014, 10, 1),
            state=ActionState.OPEN,
            token_hash="x" * 64,
            created_at=at(date(2014, 8, 20), 12),
        )
    )
    db.session.flush()
    return visit


def _strands(ours: tuple[Principal, ...], council: Organisation, visit: Engagement) -> None:
    planning = Strand(
        title="New settlement west of Ashby",
        kind=StrandKind.PLANNING,
        owner=ours[2],
        organisation=council,
        started_on=date(2014, 6, 1),
        engagements=[visit],
        milestones=[Milestone(title="Outline consent", due_on=date(2014, 11, 4))],
    )
    review = Strand(
        title="Review of the Strategic Partnership Board",
        kind=StrandKind.REVIEW,
        owner=ours[2],
        co_owner="Director of Public Health, County Council",
        started_on=date(2014, 8, 1),
    )
    db.session.add_all([planning, review])
    db.session.flush()


def _boards(ours: tuple[Principal, ...]) -> None:
    board = factories.body(name="Safer Communities Board", kind=BodyKind.BOARD)
    group = factories.body(name="Housing and Infrastructure Group", kind=BodyKind.GROUP)
    chair = _post(board, "Chair", RoleKind.CHAIR, 2)
    seat = Representation(
        body=board, principal=ours[2], capacity=Capacity.MEMBER, from_on=date(2013, 1, 1), name=f"{CANARY} Seat"
    )
    invited = Representation(
        body=group,
        role="Director of Finance",
        capacity=Capacity.INVITED,
        is_by_invitation=True,
        every=1,
        from_on=date(2014, 7, 14),
    )
    db.session.add_all([seat, invited])
    for day, sat in ((date(2014, 7, 24), Sat.ATTENDED), (date(2014, 9, 25), Sat.ALTERNATE)):
        held = engagement(day, [chair], [ours[2]], kind=EngagementKind.BOARD)
        db.session.add(Sitting(representation=seat, engagement=held, sat=sat, who="Head of Partnerships"))
    db.session.flush()


def _summit(ours: tuple[Principal, ...]) -> Summit:
    """Begun as a Partnership Summit in early October; a Stakeholder Summit at the end of it by September."""
    planned = engagement(
        UNTIL,
        [],
        list(ours[:2]),
        kind=EngagementKind.SUMMIT,
        title="Stakeholder Summit",
        purpose="A joint Crime Reduction Strategy.",
        status=EngagementStatus.TO_ARRANGE,
        starts_at=None,
        ends_at=None,
    )
    summit = factories.summit(engagement=planned)
    for known_on, title, words, reason in (
        (date(2014, 7, 14), "Partnership Summit", "early October 2014", ""),
        (date(2014, 9, 12), "Stakeholder Summit", "the end of October 2014", "Half-term and the venue"),
        (date(2014, 10, 20), "Crime Reduction Summit", "November 2014", "Known later"),
    ):
        db.session.add(
            SummitChapter(summit_id=summit.id, known_on=known_on, title=title, date_words=words, reason=reason)
        )
    db.session.flush()
    return summit


def _undertakings(ours: tuple[Principal, ...], panel: Body, visit: Engagement) -> None:
    promise = Undertaking(
        kind=UndertakingKind.RESOLUTION,
        words="Report progress on partnerships",
        source=panel.name,
        source_on=date(2014, 7, 14),
        body=panel,
        principal=ours[2],
        due_on=UNTIL,
        created_at=ENTERED,
        evidence=[Evidence(engagement=visit, added_at=ENTERED)],
    )
    db.session.add(promise)
    db.session.flush()


def figures_of(document: Document) -> list[Figure]:
    """In their order."""
    return [block for section in document.sections for block in section.blocks if isinstance(block, Figure)]


def september_report(position: Position, **changes: Any) -> PanelReport:
    """The paper for 29 September 2014."""
    facts: dict[str, Any] = {
        "title": "Partnerships update",
        "body_id": position.panel.id,
        "meeting_on": UNTIL,
        "from_on": FROM,
        "until_on": UNTIL,
        "author": "Chief Executive",
        "contact": "Chief Executive, telephone 0116 496 0000",
    }
    report = add_report(ReportDraft(**facts | changes), now=PANEL_DAY - timedelta(days=10))
    db.session.commit()
    return report

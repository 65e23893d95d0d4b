"""What the Panel's paper of 29 September 2014 tells, entered as records: done since July, under way, still to come.

The paper gives no days and no names of partnerships whose chairs were met: those are ours.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time

from sqlalchemy import select

from scheduler.core.clock import from_local
from scheduler.core.db import db
from scheduler.core.text import clean_text
from scheduler.demo.july_2014 import IN_THE_DIARY, PANEL, SEPTEMBER_PANEL
from scheduler.demo.july_2014_evidence import July, add_csp_seats, freeze_paper, load_with_evidence, meeting_of_panel
from scheduler.engagements.calendar import draft_of
from scheduler.engagements.models import Engagement, Principal
from scheduler.engagements.rules import EngagementDraft, EngagementKind, EngagementStatus, PrincipalKind
from scheduler.engagements.service import PrincipalDraft, add_principal, edit_engagement, mark_held, plan_engagement
from scheduler.forward_plan.service.releases import ReleaseDraft, release_plan
from scheduler.ical.event import Timed
from scheduler.records.rules.drafts import FactsDraft, PresenceDraft, WriteUpDraft
from scheduler.records.rules.vocabulary import Initiator
from scheduler.records.service.records import note_facts, write_up
from scheduler.stakeholders.models import Body, Organisation, Post
from scheduler.strands.rules.drafts import MilestoneDraft, StrandDraft
from scheduler.strands.rules.vocabulary import StrandKind
from scheduler.strands.service.milestones import add_milestone
from scheduler.strands.service.strands import add_strand, attach, change_strand
from scheduler.summits.service.chapters import explain_change, rename
from scheduler.undertakings.models import Undertaking
from scheduler.undertakings.rules.drafts import EvidenceDraft
from scheduler.undertakings.service.evidence import add_evidence

NOW = datetime(2014, 9, 29, 7, 0, tzinfo=UTC)
"""Before the Panel meets."""
PAPER = f"{PANEL}, 29 September 2014"
SINCE_JULY = date(2014, 7, 15)
CHAIRS_MET = {
    "Blaby Community Safety Partnership": date(2014, 8, 6),
    "Charnwood Community Safety Partnership": date(2014, 8, 13),
    "Hinckley and Bosworth Community Safety Partnership": date(2014, 9, 2),
    "North West Leicestershire Community Safety Partnership": date(2014, 9, 9),
    "Safer Leicester Partnership": date(2014, 9, 16),
}
EARLIER = datetime(2014, 7, 21, 9, 0, tzinfo=UTC)


def load_september_2014() -> None:
    """The position of July with its report, then everything until the morning of 29 September; does not commit."""
    july = load_with_evidence()
    add_principal(PrincipalDraft(title="Chief Finance Officer", name="Tobias Fenn", kind=PrincipalKind.OFFICER))
    add_principal(PrincipalDraft(title="Assistant Chief Constable", name="Perrin Vale", kind=PrincipalKind.OFFICER))
    ours = {each.title: each for each in db.session.scalars(select(Principal))}
    _visits_held()
    _chairs_met(ours)
    add_csp_seats(ours, PAPER, NOW)
    _planning(july, ours)
    _structures(july, ours)
    _summit(july)
    panel = meeting_of_panel(SEPTEMBER_PANEL, ours, july.panel, EARLIER)
    release_plan(ReleaseDraft(from_on=SINCE_JULY, until_on=date(2015, 7, 14), after=0), now=NOW)
    freeze_paper("Partnerships update report", panel, SINCE_JULY, NOW)


def _visits_held() -> None:
    for short, (day, at) in IN_THE_DIARY.items():
        visit = db.session.scalars(select(Engagement).where(Engagement.title == f"Visit to {short}")).one()
        mark_held(visit, now=from_local(day, at.replace(hour=at.hour + 2)))


def _chairs_met(ours: Mapping[str, Principal]) -> None:
    for name, day in CHAIRS_MET.items():
        chair = db.session.scalars(select(Post).join(Post.body).where(Body.name == name)).one()
        meeting = _held_meeting(f"Meeting with the Chair of {name}", (ours["Commissioner"],), (chair,), day)
        note_facts(meeting, FactsDraft(initiated_by=Initiator.PLEDGE), now=NOW)


def _held_meeting(title: str, ours: tuple[Principal, ...], theirs: tuple[Post, ...], day: date) -> Engagement:
    draft = EngagementDraft(
        kind=EngagementKind.MEETING,
        title=title,
        principal_ids=tuple(each.id for each in ours),
        post_ids=tuple(each.id for each in theirs),
        when=Timed(from_local(day, time(10)), from_local(day, time(11))),
        status=EngagementStatus.AGREED,
        purpose="A face to face discussion on emerging issues.",
    )
    meeting = plan_engagement(draft, now=EARLIER)
    mark_held(meeting, now=from_local(day, time(12)))
    return meeting


def _planning(july: July, ours: Mapping[str, Principal]) -> None:
    """The portfolio goes to the Chief Finance Officer; the council's planners were met once more."""
    strand = july.lubbesthorpe
    change_strand(
        strand,
        StrandDraft(
            title=strand.title,
            kind=strand.kind,
            started_on=strand.started_on,
            words="The Commissioner has devolved effective delivery of estates, planning and infrastructure to the "
            "Chief Constable; the Chief Finance Officer takes the portfolio to give assurance. A plan is being "
            "discussed so that senior colleagues of the office and the Force join future negotiations.",
            owner_id=ours["Chief Finance Officer"].id,
            organisation_id=strand.organisation_id,
        ),
        version=strand.version,
    )
    planner = db.session.scalars(
        select(Post).join(Post.organisation).where(Organisation.short_name == "Blaby", Post.title == "Head of Planning")
    ).one()
    who = (ours["Chief Executive"], ours["Assistant Chief Constable"])
    meeting = _held_meeting("Meeting with senior planners of Blaby", who, (planner,), date(2014, 8, 20))
    note_facts(meeting, FactsDraft(portfolio_owner_id=ours["Chief Finance Officer"].id), now=NOW)
    came = (*(PresenceDraft(principal_id=each.id) for each in who), PresenceDraft(post_id=planner.id))
    outcome = "Both gave a strong personal commitment to work closely with the council as the development is delivered."
    write_up(meeting, WriteUpDraft(outcome=outcome, people=came), now=NOW, by="Chief Executive")
    attach(strand, meeting)
    _give_evidence(meeting)
    add_strand(
        StrandDraft(
            title="Forward plan of other planning developments",
            kind=StrandKind.PLANNING,
            started_on=SINCE_JULY,
            words="Planning developments across the force area are being reviewed, so that appropriate resources can "
            "be applied.",
            owner_id=ours["Chief Finance Officer"].id,
        )
    )


def _give_evidence(meeting: Engagement) -> None:
    wanted = Undertaking.words.startswith("The Chief Executive and the Force's Director of Finance meet")
    undertaking = db.session.scalars(select(Undertaking).where(wanted)).one()
    draft = EvidenceDraft(engagement_id=meeting.id, words="The Chief Executive met the council's senior planners.")
    add_evidence(undertaking, draft, now=NOW)


def _structures(july: July, ours: Mapping[str, Principal]) -> None:
    review = july.structure
    draft = StrandDraft(
        title=review.title,
        kind=review.kind,
        started_on=review.started_on,
        words=review.words,
        owner_id=review.owner_id,
        co_owner="senior officer of Leicestershire County Council",
        body_id=review.body_id,
    )
    change_strand(review, draft, version=review.version)
    due = MilestoneDraft(title="Initial report", due_on=date(2014, 9, 30), source=PAPER)
    add_milestone(review, due)
    for title, kind, words, owner, co_owner in STRANDS:
        strand = StrandDraft(
            title=title,
            kind=kind,
            started_on=SINCE_JULY,
            words=words,
            owner_id=ours[owner].id,
            co_owner=co_owner,
        )
        add_strand(strand)


STRANDS: tuple[tuple[str, StrandKind, str, str, str], ...] = (
    (
        "Partnerships under the Force's Change Programme",
        StrandKind.PROGRAMME,
        (
            "Map partnership activity at strategic and operational levels across six areas (local authority, criminal "
            "justice, health, education, emergency services, business), find interdependencies, and say what level of "
            "commitment each partnership has, formal and informal."
        ),
        "Chief Executive",
        "Chief Superintendent of Leicestershire Police",
    ),
    (
        "A Partnerships Coordinator for the office",
        StrandKind.REVIEW,
        (
            "A new role that reports to the Head of Partnerships and Commissioning, and reviews attendance and "
            "membership of partnerships where needed. Existing staff are being consulted."
        ),
        "Chief Executive",
        "",
    ),
    (
        "Policy advice to the Commissioner",
        StrandKind.PROGRAMME,
        (
            "A protocol for policy advisors is agreed. They are appointed for a fixed term; the first works on "
            "criminal justice, victims and witnesses included."
        ),
        "Commissioner",
        "",
    ),
    (
        "Consultation with partners on key products",
        StrandKind.CONSULTATION,
        (
            "The Police and Crime Plan, the Commissioning Framework, and the Victims and Witnesses Partnership "
            "Assurance Group: partners' views are taken into account."
        ),
        "Commissioner",
        "",
    ),
)


def _summit(july: July) -> None:
    """Another name, and a month later; the purpose as the paper says it."""
    summit = july.summit
    rename(summit, "Stakeholder Summit", "As reported to the Panel", now=NOW)
    explain_change(summit, len(summit.chapters), "As reported to the Panel", "end of October 2014", now=NOW)
    purpose = (
        "Bring all partner agencies together to develop a joint Crime Reduction Strategy. Every partner shares its "
        "strategic assessment, so that a combined strategy can be created and agreed for the medium term."
    )
    edit_engagement(summit.engagement, replace(draft_of(summit.engagement), purpose=purpose), now=NOW)
    summit.outcomes = clean_text("An agreed, combined strategy as the focus for crime reduction over the medium term.")
    db.session.flush()

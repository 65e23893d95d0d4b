"""The sample's evidence: who sits where, what came of meetings, matters under way, promises, invitations, reports."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from scheduler.actions.rules import ActionDraft, Owner, OwnerKind
from scheduler.core.clock import from_local, local_day
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.demo.sample_diary import CHIEF_EXECUTIVE, COMMISSIONER, DEPUTY, PARTNERSHIPS, PRINCIPALS
from scheduler.demo.sample_engagements import sample_day
from scheduler.engagements.models import Engagement, Principal
from scheduler.engagements.rules import EngagementKind, EngagementStatus
from scheduler.ical.event import Timed
from scheduler.incoming.service.noting import InvitationDraft, note_invitation
from scheduler.invitations.rules import Authority
from scheduler.records.rules.drafts import FactsDraft, NoteDraft, WriteUpDraft
from scheduler.records.rules.gifts import GiftDraft
from scheduler.records.rules.vocabulary import GiftDecision, Initiator, NoteKind
from scheduler.records.service.records import note_facts, write_up
from scheduler.reports.rules.report_drafts import ReportDraft
from scheduler.reports.service.reports import add_report
from scheduler.representation.rules.seats import AlternateDraft, SeatDraft
from scheduler.representation.rules.vocabulary import CadenceUnit, Capacity
from scheduler.representation.service.seats import add_alternate, add_seat
from scheduler.stakeholders.models import Body, Organisation
from scheduler.strands.rules.drafts import MilestoneDraft, StrandDraft
from scheduler.strands.rules.vocabulary import StrandKind
from scheduler.strands.service.milestones import add_milestone
from scheduler.strands.service.priorities import add_priority, set_priorities
from scheduler.strands.service.strands import add_strand, attach
from scheduler.undertakings.rules.drafts import EvidenceDraft, UndertakingDraft
from scheduler.undertakings.rules.vocabulary import UndertakingKind
from scheduler.undertakings.service.evidence import add_evidence
from scheduler.undertakings.service.undertakings import add_undertaking

PANEL = "Police and Crime Panel"
PRIORITIES = (
    "Strong partnerships",
    "Safe neighbourhoods",
    "Victims and witnesses",
    "Violence against women and girls",
    "Roads and rural crime",
)


@dataclass(frozen=True, slots=True)
class Seat:
    """Who of ours sits on a board, how often it meets, and who stands in."""

    board: str
    who: str
    capacity: Capacity
    months: int | None
    stands_in: str = ""
    by_invitation: bool = False


SEATS = (
    Seat("Strategic Partnership Board", COMMISSIONER, Capacity.CHAIR, 3, CHIEF_EXECUTIVE),
    Seat("Strategic Partnership Board Executive", CHIEF_EXECUTIVE, Capacity.MEMBER, 2, PARTNERSHIPS),
    Seat("Safer Communities Strategy Board", COMMISSIONER, Capacity.MEMBER, 3, CHIEF_EXECUTIVE),
    Seat("Chief Executives' Forum", CHIEF_EXECUTIVE, Capacity.MEMBER, 1),
    Seat("Housing, Planning and Infrastructure Group", PARTNERSHIPS, Capacity.INVITED, 2, CHIEF_EXECUTIVE, True),
    Seat("Lubbesthorpe Strategic Board", PARTNERSHIPS, Capacity.MEMBER, 3),
    Seat("Local Criminal Justice Board", COMMISSIONER, Capacity.MEMBER, 3, DEPUTY),
    Seat("Blaby Community Safety Partnership", COMMISSIONER, Capacity.INVITED, 3, CHIEF_EXECUTIVE, True),
    Seat("Charnwood Community Safety Partnership", COMMISSIONER, Capacity.INVITED, 3, CHIEF_EXECUTIVE, True),
    Seat("Safer Rutland Partnership", CHIEF_EXECUTIVE, Capacity.INVITED, 3, COMMISSIONER, True),
    Seat("Violence Reduction Network", DEPUTY, Capacity.OBSERVER, None),
)


class _Office:
    """What is looked up again and again."""

    def __init__(self, now: datetime) -> None:
        self.now, self.today = now, local_day(now)
        titled = {each.title: each for each in db.session.scalars(select(Principal))}
        self.ours = {key: titled[title] for key, (title, _, _) in PRINCIPALS.items()}
        self.bodies = {each.name: each for each in db.session.scalars(select(Body))}
        self.organisations = {each.short_name: each for each in db.session.scalars(select(Organisation))}

    def engagement(self, title: str) -> Engagement:
        """The first of a title."""
        query = select(Engagement).where(Engagement.title == title).order_by(Engagement.id)
        found = db.session.scalars(query).first()
        assert found is not None
        return found

    def days_ago(self, days: int) -> date:
        """A day before today."""
        return self.today - timedelta(days=days)


def load_evidence(now: datetime) -> None:
    """All of it, around today; does not commit."""
    office = _Office(now)
    _seats(office)
    _priorities(office)
    _write_ups(office)
    _strands(office)
    _undertakings(office)
    _invitations(office)
    _report(office)


def _seats(office: _Office) -> None:
    for each in SEATS:
        draft = SeatDraft(
            body_id=office.bodies[each.board].id,
            capacity=each.capacity,
            from_on=office.days_ago(400),
            principal_id=office.ours[each.who].id,
            authority=Authority.FULL if each.capacity is not Capacity.OBSERVER else Authority.NONE,
            is_by_invitation=each.by_invitation,
            every=each.months,
            unit=CadenceUnit.MONTHS,
            owes_report=each.who != COMMISSIONER,
            source=PANEL,
            review_on=office.today + timedelta(days=150),
        )
        seat = add_seat(draft, now=office.now)
        if each.stands_in:
            add_alternate(
                seat, AlternateDraft(principal_id=office.ours[each.stands_in].id, authority=Authority.LIMITED)
            )


def _priorities(office: _Office) -> None:
    strong, *_ = [add_priority(name) for name in PRIORITIES]
    query = select(Engagement).where(Engagement.kind == EngagementKind.VISIT)
    for visit in db.session.scalars(query.order_by(Engagement.id)):
        set_priorities(visit, [strong.id], now=office.now)
        note_facts(visit, FactsDraft(initiated_by=Initiator.PLEDGE), now=office.now)


def _write_ups(office: _Office) -> None:
    """Two visits with what was raised and promised; others were held and nobody has written a line yet."""
    blaby, hinckley = office.engagement("Visit to Blaby"), office.engagement("Visit to Hinckley and Bosworth")
    head = Owner(OwnerKind.PRINCIPAL, office.ours[PARTNERSHIPS].id)
    council = Owner(OwnerKind.ORGANISATION, office.organisations["Blaby"].id)
    by = PRINCIPALS[CHIEF_EXECUTIVE][0]
    write_up(
        blaby,
        WriteUpDraft(
            outcome="The council wants police involved early in the new development.\n"
            "Anti-social behaviour around the retail park is the residents' first concern.",
            agreed="Meet again after the planning committee has decided.",
            notes=(
                NoteDraft(kind=NoteKind.ISSUE, words="Anti-social behaviour at the retail park"),
                NoteDraft(kind=NoteKind.FUTURE_WORK, words="Policing of the new development"),
                NoteDraft(kind=NoteKind.RISK, words="Section 106 money may come later than the first residents"),
            ),
            actions=(
                ActionDraft(words="Share the demand figures for the district", owner=head, due_on=_in(office, 10)),
                ActionDraft(
                    words="Send the phasing plan of the development",
                    owner=council,
                    role="Head of Planning",
                    due_on=_in(office, 20),
                ),
            ),
            gift=GiftDraft(what="Lunch in the members' room", decision=GiftDecision.ACCEPTED, value_pence=850),
            was_offered=True,
        ),
        now=office.now,
        by=by,
    )
    write_up(
        hinckley,
        WriteUpDraft(
            outcome="Good progress on the town centre plan; the council asks for a named inspector.",
            notes=(NoteDraft(kind=NoteKind.ISSUE, words="Shop theft in the town centre"),),
            was_offered=False,
        ),
        now=office.now,
        by=by,
    )


def _strands(office: _Office) -> None:
    strand = add_strand(
        StrandDraft(
            title="New Lubbesthorpe",
            kind=StrandKind.PLANNING,
            started_on=office.days_ago(120),
            words="Policing of the new settlement: buildings, officers, and contributions under section 106.",
            owner_id=office.ours[CHIEF_EXECUTIVE].id,
            co_owner="senior officer of Blaby District Council",
            organisation_id=office.organisations["Blaby"].id,
        )
    )
    for title in ("Visit to Blaby", "Lubbesthorpe Strategic Board"):
        attach(strand, office.engagement(title))
    for title, days, done in (
        ("Consultation on the phasing plan ends", -14, True),
        ("Planning committee decides on phase two", 30, False),
        ("First residents move in", 160, False),
    ):
        due_on = office.today + timedelta(days=days)
        add_milestone(strand, MilestoneDraft(title=title, due_on=due_on, done_on=due_on if done else None))
    review = add_strand(
        StrandDraft(
            title="Review of the Strategic Partnership Board",
            kind=StrandKind.REVIEW,
            started_on=office.days_ago(60),
            words="Its purpose, its Executive and the groups below it.",
            owner_id=office.ours[CHIEF_EXECUTIVE].id,
            co_owner="senior officer of Leicestershire County Council",
            body_id=office.bodies["Strategic Partnership Board"].id,
        )
    )
    attach(review, office.engagement("Strategic Partnership Board"))


def _undertakings(office: _Office) -> None:
    panel = office.engagement(PANEL)
    said_on = office.days_ago(75)
    for words, kind, who, at_panel in (
        (
            "Report the progress made in moving partnership working forward.",
            UndertakingKind.RESOLUTION,
            CHIEF_EXECUTIVE,
            True,
        ),
        ("Include a map of visits and how each came about.", UndertakingKind.RESOLUTION, PARTNERSHIPS, True),
        ("Review the membership of partnership boards.", UndertakingKind.PROMISE, CHIEF_EXECUTIVE, False),
        ("Look again at the summit's strategy in a year's time.", UndertakingKind.REVIEW, COMMISSIONER, False),
    ):
        draft = UndertakingDraft(
            words=words,
            source=PANEL,
            source_on=said_on,
            kind=kind,
            body_id=office.bodies[PANEL].id,
            principal_id=office.ours[who].id,
            due_engagement_id=panel.id if at_panel else None,
        )
        undertaking = add_undertaking(draft, now=office.now)
        if who == PARTNERSHIPS:
            evidence = EvidenceDraft(engagement_id=office.engagement("Visit to Blaby").id)
            add_evidence(undertaking, evidence, now=office.now)


def _invitations(office: _Office) -> None:
    """Two wait for a decision: a partnership asks the Commissioner, a society offers a dinner with it."""
    day = sample_day(17, office.today)
    note_invitation(
        InvitationDraft(
            title="Charnwood Community Safety Partnership, quarterly meeting",
            when=Timed(from_local(day, time(10)), from_local(day, time(12))),
            body_id=office.bodies["Charnwood Community Safety Partnership"].id,
            principal_id=office.ours[COMMISSIONER].id,
            place_text="Southfields, Loughborough",
            reply_by_on=sample_day(6, office.today),
            sender_name="Partnership support",
            sender_address="csp.support.charnwood@example.org",
            words="The partnership would like to hear how the summit's strategy is coming along.",
        ),
        once="sample-charnwood",
        now=office.now - timedelta(days=3),
    )
    evening = sample_day(23, office.today)
    note_invitation(
        InvitationDraft(
            title="Annual dinner of the Chamber",
            when=Timed(from_local(evening, time(19)), from_local(evening, time(22))),
            host_words="East Midlands Chamber",
            principal_id=office.ours[COMMISSIONER].id,
            place_text="Leicester",
            sender_address="events.chamber@example.org",
            has_offer=True,
            offer_words="Dinner for two",
        ),
        once="sample-dinner",
        now=office.now - timedelta(days=9),
    )


def _report(office: _Office) -> None:
    """The draft for the next meeting of the Panel."""
    panel = office.engagement(PANEL)
    assert panel.starts_at is not None
    assert panel.status is EngagementStatus.AGREED
    draft = ReportDraft(
        title="Partnerships and engagement update",
        meeting_on=local_day(panel.starts_at),
        from_on=office.days_ago(75),
        until_on=office.today,
        body_id=office.bodies[PANEL].id,
        engagement_id=panel.id,
        author="Chief Executive",
        contact="Chief Executive, 0116 496 0000, office@example.org",
    )
    add_report(draft, now=office.now)


def _in(office: _Office, days: int) -> date:
    return sample_day(days, office.today)

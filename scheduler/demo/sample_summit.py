"""The sample summit: 46 agencies, 110 invitations in two waves, most of them answered; it is four weeks away."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import cycle, islice

from sqlalchemy import select

from scheduler.almanac.queries import bank_holidays
from scheduler.almanac.rules import add_working_days
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.demo.sample_invitations import NOTED_BY
from scheduler.demo.sample_partners import spare_names
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementKind, EngagementStatus
from scheduler.invitations.models import Invitation
from scheduler.invitations.queries import live_links
from scheduler.invitations.rules import Answer, Answerer, Authority, PartStat, ReplySource, StandIn
from scheduler.invitations.service import record_reply
from scheduler.stakeholders.models import Body, Organisation, Post
from scheduler.stakeholders.rules import RoleKind
from scheduler.stakeholders.rules.drafts import PersonDraft, PostDraft
from scheduler.stakeholders.service import add_person, add_post, appoint
from scheduler.summits.models import AssessmentRequest, Attendee, Party, PlannedWave, Summit
from scheduler.summits.queries import agencies_of
from scheduler.summits.queries.programme import sessions_of, workshop_sessions
from scheduler.summits.rules.places import Numbers
from scheduler.summits.rules.vocabulary import PlaceState, WaveKind
from scheduler.summits.service import found_summit
from scheduler.summits.service.assessments import ask_agencies, promise, set_template
from scheduler.summits.service.capacity import set_numbers
from scheduler.summits.service.hosts import add_principals
from scheduler.summits.service.programme import WorkshopDraft, add_workshop, begin_with_starter
from scheduler.summits.service.settings import RoomDraft, SettingsDraft, add_room, change_settings
from scheduler.summits.service.tables import plan_all, set_tables
from scheduler.summits.service.waves import Members, WaveDraft, add_wave, send_planned, set_members
from scheduler.summits.service.workshops import allocate_all, set_wishes

AGENCIES, INVITATIONS, PLACES, QUOTA, SUBSTITUTES = 46, 110, 78, 4, 20

ROOMS = (
    RoomDraft(name="Main hall", capacity=120, is_step_free=True, has_hearing_loop=True),
    RoomDraft(name="Soar room", capacity=30, is_step_free=True),
    RoomDraft(name="Wreake room", capacity=30, is_step_free=True),
    RoomDraft(name="Gallery", capacity=24, notes="Up a flight of stairs; the lift is at the back."),
    RoomDraft(name="Library", capacity=24, is_step_free=True),
)
WORKSHOPS = (
    ("Violence and young people", "Soar room"),
    ("Rural crime", "Wreake room"),
    ("Domestic abuse", "Gallery"),
    ("Business and cyber crime", "Library"),
)
DEPUTY = StandIn("", "Deputy Leader", 2, Authority.LIMITED)
OBSERVER = StandIn("", "Policy officer", 5, Authority.NONE)

ANSWERS: tuple[Answer | None, ...] = (
    Answer(PartStat.ACCEPTED),
    Answer(PartStat.ACCEPTED, Answerer.OFFICE),
    Answer(PartStat.ACCEPTED),
    Answer(PartStat.ACCEPTED),
    Answer(PartStat.DELEGATED, substitute=DEPUTY),
    Answer(PartStat.ACCEPTED),
    Answer(PartStat.DECLINED, message="Away that week."),
    Answer(PartStat.ACCEPTED),
    None,
    Answer(PartStat.ACCEPTED),
    Answer(PartStat.DELEGATED, Answerer.OFFICE, substitute=OBSERVER),
    None,
)
"""Given in turn, so that the house is full and some wait."""


def load_summit(now: datetime) -> None:
    """On the engagement that the sample diary has for it; through the services of the pages."""
    engagement = db.session.scalars(select(Engagement).where(Engagement.kind == EngagementKind.SUMMIT)).first()
    if engagement is None or engagement.starts_at is None or engagement.status is not EngagementStatus.AGREED:
        return
    summit = found_summit(engagement, now=now)
    day = local_day(engagement.starts_at)
    _settle(summit, day, now)
    _programme(summit)
    _invite(summit, now)
    _answer(summit, now)
    add_principals(summit)
    _wish(summit)
    allocate_all(summit, keeps_seats=False)
    set_tables(summit, 10, 9)
    plan_all(summit, keeps_seats=False)
    _ask_for_homework(summit, day, now)


def _settle(summit: Summit, day: date, now: datetime) -> None:
    for room in ROOMS:
        add_room(summit, room)
    draft = SettingsDraft(
        outcomes="One joint Crime Reduction Strategy that every organisation can sign.",
        access_facts="Step-free from the car park; hearing loop in the main hall; 40 parking spaces.",
        answers_until_on=add_working_days(day, -9, bank_holidays()),
        assessments_due_on=_homework_due(day),
    )
    change_settings(summit, draft, now=now)
    set_numbers(summit, Numbers(PLACES, QUOTA), now=now)


def _programme(summit: Summit) -> None:
    begin_with_starter(summit)
    rooms = {room.name: room.id for room in summit.rooms}
    for session in sessions_of(summit):
        session.room_id = rooms["Main hall"]
    for session in workshop_sessions(summit):
        session.room_id = None
        for letter, (title, room) in zip("ABCD", WORKSHOPS, strict=True):
            add_workshop(session, WorkshopDraft(letter=letter, title=title, room_id=rooms[room]))


def _invite(summit: Summit, now: datetime) -> None:
    """Two waves went out; a reserve is kept."""
    posts = list(islice(_posts(now), INVITATIONS))
    first = [post for post in posts if post.role_kind is not RoleKind.OFFICER]
    second = [post for post in posts if post.role_kind is RoleKind.OFFICER]
    for number, members in enumerate((first, second), start=1):
        wave = _wave(summit, f"Wave {number}", members, local_day(now) - timedelta(days=30 - 10 * number))
        send_planned(wave, sent_by=NOTED_BY, now=now)
    chosen = {post.id for post in posts}
    reserve = [post for post in db.session.scalars(select(Post).order_by(Post.id)) if post.id not in chosen]
    _wave(summit, "Reserve", reserve[:12], None, kind=WaveKind.RESERVE)


def _wave(
    summit: Summit, name: str, posts: Sequence[Post], on: date | None, *, kind: WaveKind = WaveKind.INVITATION
) -> PlannedWave:
    wave = add_wave(summit, WaveDraft(kind, name, on))
    set_members(wave, Members(posts=[post.id for post in posts]))
    return wave


def _posts(now: datetime) -> Iterator[Post]:
    """Every post of the first 46 homes, councils first; then an officer's post made for those that have one only."""
    homes: dict[str, list[Post]] = {}
    for post in db.session.scalars(select(Post).order_by(Post.id)):
        homes.setdefault(f"{type(post.home).__name__}{post.home.id}", []).append(post)
    chosen = sorted(homes.values(), key=len, reverse=True)[:AGENCIES]
    for posts in chosen:
        yield from posts
    officers = iter(deque(spare_names(), maxlen=AGENCIES))  # those that the partners have not used
    for posts in chosen:
        if len(posts) == 1:
            yield _officer(posts[0].home, next(officers), now)


def _officer(home: Organisation | Body, name: str, now: datetime) -> Post:
    """Who looks after partnerships there."""
    post = add_post(home, PostDraft("Head of Partnerships", RoleKind.OFFICER, band=3), now=now)
    address = f"{name.lower().replace(' ', '.').replace(chr(39), '')}@example.org"
    appoint(post, add_person(PersonDraft(name, email=address)), from_on=local_day(now) - timedelta(days=400))
    return post


def _answer(summit: Summit, now: datetime) -> None:
    query = select(Invitation).where(Invitation.engagement_id == summit.engagement_id).order_by(Invitation.id)
    names = iter(deque(spare_names(), maxlen=AGENCIES + SUBSTITUTES))  # the last ones are the officers'
    for invitation, answer in zip(db.session.scalars(query).all(), cycle(ANSWERS), strict=False):
        if answer is not None:
            said = _with_name(answer, names)
            record_reply(invitation, said, source=ReplySource.LINK, link=live_links(invitation)[0], now=now)


def _with_name(answer: Answer, names: Iterator[str]) -> Answer:
    """Whoever is sent is somebody else each time."""
    if answer.substitute is None:
        return answer
    return replace(answer, substitute=replace(answer.substitute, name=next(names)))


def _wish(summit: Summit) -> None:
    """Most of those with a place say which workshops they would like; the first is dearest to many."""
    confirmed = (Party.summit_id == summit.id, Party.state == PlaceState.CONFIRMED)
    query = select(Attendee).join(Attendee.party).where(*confirmed).order_by(Attendee.id)
    orders = cycle(((0, 1, 2), (0, 2, 1), (2, 0, 3), (1, 0, 2), (3, 1, 0)))
    for attendee, order in zip(db.session.scalars(query).all(), orders, strict=False):
        if attendee.id % 6:
            sessions = workshop_sessions(summit)
            set_wishes(attendee, {each.id: [each.workshops[index].id for index in order] for each in sessions})
        attendee.on_printed_list = attendee.id % 3 > 0


def _ask_for_homework(summit: Summit, day: date, now: datetime) -> None:
    set_template(
        summit,
        "What hurts most in your area, what works against it, and what do you need from the others?",
        "Send OFFICIAL-SENSITIVE papers by your organisation’s secure mail to the office, never by this page.",
        None,
        by=NOTED_BY,
        now=now,
    )
    due_on = _homework_due(day)
    asked = ask_agencies(summit, agencies_of(summit), due_on, now=now)
    wanted = select(AssessmentRequest).where(AssessmentRequest.agency_id.in_([each.id for each in asked.asked[::3]]))
    for request in db.session.scalars(wanted.order_by(AssessmentRequest.id)):
        promise(request, due_on, now=now)


def _homework_due(day: date) -> date:
    return add_working_days(day, -6, bank_holidays())

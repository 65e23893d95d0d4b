"""A summit in the sample: one invitee with a place, one who waits; each piece adds what its addresses need."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import db
from scheduler.engagements.models import Hold
from scheduler.engagements.rules import EngagementKind
from scheduler.invitations.models import InvitationLink
from scheduler.invitations.rules import Answer, PartStat, ReplySource
from scheduler.invitations.service import invite, record_reply
from scheduler.invitations.service.links import token_of
from scheduler.stakeholders.models import Post
from scheduler.summits.models import Agency, Summit, SummitChapter, SummitRoom
from scheduler.summits.queries import party_of
from scheduler.summits.queries.agency_links import live_agency_links
from scheduler.summits.rules.vocabulary import WaveKind
from scheduler.summits.service.agency_links import agency_token
from scheduler.summits.service.assessment_files import receive_file
from scheduler.summits.service.assessments import ask_agencies, ensure_request, set_template, share
from scheduler.summits.service.waves import Members, WaveDraft, add_wave, set_members
from tests import factories
from tests.contracts.sample_outcomes import load_outcomes
from tests.contracts.sample_programme import load_programme
from tests.uploads.handing_in import kept_file


@dataclass(frozen=True, slots=True)
class SummitSample:
    """What the placeholders of a summit's addresses stand for, and the link of its first invitee."""

    values: dict[str, object]
    link_token: str
    agency_token: str


def load_summit(post: Post, other_post: Post) -> SummitSample:
    """Fill a summit of one place; both say that they come."""
    now = utc_now()
    starts_at = now.replace(minute=0, second=0, microsecond=0) + timedelta(days=40)
    engagement = factories.engagement(
        kind=EngagementKind.SUMMIT,
        title="Crime Reduction summit",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=6),
    )
    summit: Summit = factories.summit(engagement=engagement, places=1)
    first, second = (invite(engagement, [each], now=now).invited[0] for each in (post, other_post))
    for each in (first, second):
        record_reply(each, Answer(PartStat.ACCEPTED), source=ReplySource.LINK, link=_link(each.links), now=now)
    party = party_of(second)
    assert party is not None
    assert party.agency is not None
    planned = add_wave(summit, WaveDraft(WaveKind.SAVE_THE_DATE, "Save the date"))
    set_members(planned, Members(posts=[factories.post(pa_email="pa2@example.org").id]))
    chapter, room, hold = _past_and_rooms(summit)
    values: dict[str, object] = {
        "chapter_id": chapter.id,
        "room_id": room.id,
        "hold_id": hold.id,
        "step": "numbers",
        "wave_id": planned.id,
        "summit_id": summit.id,
        "party_id": party.id,
        "agency_id": party.agency_id,
        "attendee_id": party.attendees[0].id,
    }
    seated = party_of(first)
    assert seated is not None
    values |= load_programme(summit, seated.attendees[0], now=now)
    values |= _homework(party.agency, now)
    values |= load_outcomes(summit, party.agency, first)
    return SummitSample(values, token_of(_link(first.links)), _desk_of(party.agency))


def _homework(agency: Agency, now: datetime) -> dict[str, object]:
    """It was asked, and what it sent is shared; there is a template."""
    set_template(agency.summit, "Which harm grew?", "", kept_file(), by="Robin Ferncastle", now=now)
    ask_agencies(agency.summit, [agency], local_day(now) + timedelta(days=20), now=now)
    asked = ensure_request(agency, now=now)
    file = receive_file(asked, kept_file(), "", by="Kit Barrowby", now=now)
    share(agency.summit, [asked], now=now)
    return {"file_id": file.id, "file_number": file.number}


def _desk_of(agency: Agency) -> str:
    return agency_token(live_agency_links(agency)[0])


def _past_and_rooms(summit: Summit) -> tuple[SummitChapter, SummitRoom, Hold]:
    """What it was called before, a room, and a day that is still held."""
    starts_at = summit.engagement.starts_at + timedelta(days=7)
    held = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=6), "created_at": utc_now()}
    hold = Hold(uid="held@example.org", engagement=summit.engagement, expires_at=starts_at, **held)
    room = SummitRoom(summit=summit, name="Main hall", capacity=120)
    today = local_day(utc_now())
    before = SummitChapter(summit=summit, known_on=today - timedelta(days=60), title="Partnership summit")
    now_called = SummitChapter(summit=summit, known_on=today, title=summit.engagement.title, reason="Wider than before")
    db.session.add_all([hold, room, before, now_called])
    db.session.flush()
    return before, room, hold


def _link(links: list[InvitationLink]) -> InvitationLink:
    return links[0]

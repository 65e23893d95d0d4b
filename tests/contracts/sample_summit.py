"""A summit in the sample: one invitee with a place, one who waits; each piece adds what its addresses need."""

from dataclasses import dataclass
from datetime import timedelta

from scheduler.core.clock import utc_now
from scheduler.engagements.rules import EngagementKind
from scheduler.invitations.models import InvitationLink
from scheduler.invitations.rules import Answer, PartStat, ReplySource
from scheduler.invitations.service import invite, record_reply
from scheduler.invitations.service.links import token_of
from scheduler.stakeholders.models import Post
from scheduler.summits.models import Summit
from scheduler.summits.queries import party_of
from scheduler.summits.rules.vocabulary import WaveKind
from scheduler.summits.service.waves import Members, WaveDraft, add_wave, set_members
from tests import factories


@dataclass(frozen=True, slots=True)
class SummitSample:
    """What the placeholders of a summit's addresses stand for, and the link of its first invitee."""

    values: dict[str, object]
    link_token: str


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
    planned = add_wave(summit, WaveDraft(WaveKind.SAVE_THE_DATE, "Save the date"))
    set_members(planned, Members(posts=[factories.post(pa_email="pa2@example.org").id]))
    values: dict[str, object] = {
        "wave_id": planned.id,
        "summit_id": summit.id,
        "party_id": party.id,
        "agency_id": party.agency_id,
        "attendee_id": party.attendees[0].id,
    }
    return SummitSample(values, token_of(_link(first.links)))


def _link(links: list[InvitationLink]) -> InvitationLink:
    return links[0]

"""The planned waves of a summit, and whom their posts, groups and people mean on a day."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words
from scheduler.invitations.models import Invitation, Wave, WaveMember
from scheduler.invitations.queries import Roll, live_invitations, sort_out
from scheduler.invitations.queries.choices import Choice, offer_of
from scheduler.invitations.rules import PartStat
from scheduler.stakeholders.models import Post
from scheduler.stakeholders.queries import live_posts
from scheduler.summits.models import PlannedMember, PlannedWave, Summit
from scheduler.summits.queries.summits import agencies_of

HomeKey = tuple[str, int]
"""Sort and id of an organisation or body."""


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """How many of one organisation are asked, and how many places it has; None: as many as it likes."""

    name: str
    places: int | None
    asked_before: int
    asked_now: int

    @property
    def warning(self) -> str:
        """“4 are asked for 2 places”; empty while there are enough."""
        asked = self.asked_before + self.asked_now
        if self.places is None or asked <= self.places:
            return ""
        return f"{asked} are asked for {count_words(self.places, 'place')}"


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a wave that was sent."""

    invited: int
    answered: int


def planned_waves(summit: Summit) -> list[PlannedWave]:
    """In their order, with members and what was sent at hand."""
    query = _with_members().where(PlannedWave.summit_id == summit.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def planned_wave(summit: Summit, wave_id: int) -> PlannedWave | None:
    """One of this summit's waves."""
    query = _with_members().where(PlannedWave.summit_id == summit.id, PlannedWave.id == wave_id)
    return db.session.scalars(query).one_or_none()


def planned_of_wave(wave: Wave) -> PlannedWave | None:
    """The plan that a sending came of."""
    return db.session.scalars(select(PlannedWave).where(PlannedWave.wave_id == wave.id)).one_or_none()


def latest_wave(summit: Summit) -> Wave | None:
    """The last sending of all."""
    query = select(Wave).where(Wave.engagement_id == summit.engagement_id).order_by(Wave.number.desc()).limit(1)
    return db.session.scalar(query)


def choices_of(waves: Sequence[PlannedWave], on: date) -> dict[int, Choice]:
    """What each wave means on a day, by its id; its groups are read in one query, however many there are."""
    has_groups = any(member.group_id for wave in waves for member in wave.members)
    posts = live_posts(on) if has_groups else []
    return {wave.id: _choice(wave, posts) for wave in waves}


def roll_of(summit: Summit, choice: Choice, on: date) -> Roll:
    """The choice sorted out against whoever is invited, in a fixed number of queries."""
    return sort_out(choice.all, live_invitations(summit.engagement), on)


def answers_of(planned: PlannedWave) -> Answered | None:
    """How many a wave invited, and how many of them have answered; None for what is no invitation."""
    if planned.wave is None:
        return None
    standing = [each.invitation for each in planned.wave.members if each.invitation.withdrawn_at is None]
    return Answered(len(standing), sum(each.partstat is not PartStat.NEEDS_ACTION for each in standing))


def quota_lines(summit: Summit, roll: Roll) -> list[QuotaLine]:
    """Each organisation that the roll asks, with its places: those that ask for too much first, then by name."""
    now = Counter(home_key(each.post) for each in roll.ready if each.post is not None)
    before = Counter(home_key(post) for post in invited_posts(summit))
    own = {key_of_agency(each.organisation_id, each.body_id): each.quota for each in agencies_of(summit)}
    names = {home_key(each.post): each.post.home.name for each in roll.ready if each.post is not None}
    lines = [QuotaLine(name, own.get(key, summit.places.quota), before[key], now[key]) for key, name in names.items()]
    return sorted(lines, key=lambda line: (not line.warning, line.name))


def invited_posts(summit: Summit) -> list[Post]:
    """The posts of every standing invitation, with their homes."""
    query = (
        select(Post)
        .join(Invitation, Invitation.post_id == Post.id)
        .where(Invitation.engagement_id == summit.engagement_id, Invitation.withdrawn_at.is_(None))
        .options(joinedload(Post.organisation), joinedload(Post.body))
        .order_by(Invitation.id)
    )
    return list(db.session.scalars(query))


def home_key(post: Post) -> HomeKey:
    """Which organisation or body a post belongs to."""
    return key_of_agency(post.organisation_id, post.body_id)


def key_of_agency(organisation_id: int | None, body_id: int | None) -> HomeKey:
    """One key for both sorts."""
    return ("organisation", organisation_id) if organisation_id is not None else ("body", body_id or 0)


def _choice(wave: PlannedWave, posts: Iterable[Post]) -> Choice:
    posts = list(posts)
    return Choice(
        [member.post for member in wave.members if member.post is not None],
        [offer_of(member.group, posts) for member in wave.members if member.group is not None],
        [member.person for member in wave.members if member.person is not None],
    )


def _with_members() -> Select[PlannedWave]:
    members = selectinload(PlannedWave.members)
    sent = joinedload(PlannedWave.wave).selectinload(Wave.members).joinedload(WaveMember.invitation)
    return (
        select(PlannedWave)
        .options(
            members.joinedload(PlannedMember.post).options(joinedload(Post.organisation), joinedload(Post.body)),
            members.joinedload(PlannedMember.person),
            members.joinedload(PlannedMember.group),
            sent,
        )
        .order_by(PlannedWave.position)
    )

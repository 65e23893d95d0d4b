"""What several sections of a report stand on, read once: what was held, what is ahead, who was there, how all stand.

OFFICIAL-SENSITIVE engagements are never read here.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.clock import start_of_day
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.core.wording import day_words, list_words
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import Engagement, Postponement
from scheduler.engagements.rules import OVER, EngagementKind, EngagementStatus, Handling
from scheduler.engagements.rules.spans import DAY
from scheduler.forward_plan.queries.coverage import Board, coverage_board
from scheduler.forward_plan.queries.partners import Home, key_of
from scheduler.forward_plan.rules.board import EVERYTHING
from scheduler.forward_plan.rules.lineage import PartnerKey
from scheduler.invitations.rules import BAND_WORDS
from scheduler.records.models import EngagementRecord
from scheduler.records.queries.presence import people_in_many
from scheduler.records.rules.people import Came
from scheduler.records.rules.vocabulary import Side
from scheduler.stakeholders.models import Body, Organisation, Post
from scheduler.stakeholders.queries.records import live_bodies, live_organisations

MAY_BE_TOLD = Engagement.handling == Handling.OFFICIAL
AS_PLANNED = "What was agreed, moved or called off since then is shown as it stood when this was made."
"""Of what lies ahead: nobody keeps how the diary stood on a day."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a report is about, both included; it speaks as its last day could."""

    from_on: date
    until_on: date
    with_names: bool = False
    body_id: int | None = None
    """To whom it is reported."""

    @property
    def words(self) -> str:
        """“From 15 July 2014 to 29 September 2014”."""
        return f"From {day_words(self.from_on)} to {day_words(self.until_on)}"

    @property
    def as_of(self) -> str:
        """“As of 29 September 2014”."""
        return f"As of {day_words(self.until_on)}"

    @property
    def ends_at(self) -> datetime:
        """The first instant that it knows nothing of."""
        return start_of_day(self.until_on + DAY)


@dataclass(frozen=True, slots=True)
class Met:
    """One dated engagement with who was, or is to be, there."""

    engagement: Engagement
    on: date
    people: tuple[Came, ...]
    record: EngagementRecord | None

    @property
    def key(self) -> str:
        """“engagement:17”."""
        return f"engagement:{self.engagement.id}"

    @property
    def homes(self) -> dict[PartnerKey, Home]:
        """The organisations and bodies that it is with."""
        return {key_of(post.home): post.home for post in self.engagement.posts}

    @property
    def what(self) -> str:
        """“Meeting”, “Visit”."""
        return self.engagement.kind.capitalize()

    @property
    def partners(self) -> str:
        """“Blaby District Council and Melton Borough Council”."""
        return list_words(sorted(home.name for home in self.homes.values()))

    @property
    def words(self) -> str:
        """“Visit, Blaby District Council, 25 June 2014”: a title may hold anything, this only roles."""
        return ", ".join(part for part in (self.what, self.partners, day_words(self.on)) if part)

    def ours(self, *, with_names: bool) -> str:
        """Who of ours, by role."""
        there = [each for each in self.people if each.side is Side.OURS and each.came]
        return list_words([_named(each, each.words, with_names) for each in there])

    def theirs(self, key: PartnerKey | None = None, *, with_names: bool) -> str:
        """Who of theirs, by role; of one partner without its name, else one partner after the other."""
        by_home: dict[str, list[str]] = {}
        for each in self._there(key):
            by_home.setdefault(each.home if key is None else "", []).append(_named(each, _role(each), with_names))
        return "; ".join(": ".join(part for part in (home, list_words(said)) if part) for home, said in by_home.items())

    def level(self, key: PartnerKey | None = None) -> str:
        """How senior the most senior of theirs was."""
        bands = [each.band for each in self._there(key) if each.band is not None]
        return BAND_WORDS[min(bands)] if bands else "Not recorded"

    def _there(self, key: PartnerKey | None) -> list[Came]:
        there = [each for each in self.people if each.side is Side.THEIRS and each.came]
        return [each for each in there if key is None or partner_key(each) == key]


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything that several sections need."""

    period: Period
    held: Sequence[Met]
    ahead: Sequence[Met]
    board: Board
    homes: Sequence[Home]
    """Organisations and bodies that exist on the last day, each sort by name."""
    given_up: Sequence[tuple[bool, Engagement]]
    """Agreed days that were given up in the period: whether by us, and of which engagement."""


def ground_of(period: Period) -> Ground:
    """Read it, in a fixed number of statements."""
    held, ahead = _engagements(_held_in(period)), _engagements(_ahead_of(period))
    records = _records([*held, *ahead])
    return Ground(
        period,
        _met(held, people_in_many(held), records),
        _met(ahead, {each.id: _planned(each) for each in ahead}, records),
        coverage_board(period.until_on, EVERYTHING, and_(MAY_BE_TOLD, _known_by(period))),
        [*live_organisations(period.until_on), *live_bodies(period.until_on)],
        _given_up(period),
    )


def partner_key(came: Came) -> PartnerKey | None:
    """Whose side somebody is on; None for a guest."""
    if came.organisation_id is not None:
        return "organisation", came.organisation_id
    return ("body", came.body_id) if came.body_id is not None else None


def _held_in(period: Period) -> ColumnElement[bool]:
    return and_(Engagement.status.in_(OVER), _from(period.from_on), ~_from(period.until_on + DAY))


def _ahead_of(period: Period) -> ColumnElement[bool]:
    """Agreed or held since, and known by the period's end; on its last day only what nobody has marked as held."""
    later = and_(Engagement.status.in_((EngagementStatus.AGREED, *OVER)), _from(period.until_on + DAY))
    last_day = and_(Engagement.status == EngagementStatus.AGREED, _from(period.until_on))
    return and_(Engagement.created_at < period.ends_at, or_(later, last_day))


def _known_by(period: Period) -> ColumnElement[bool]:
    """Entered by the period's end, or held by then and only typed in later."""
    held = and_(Engagement.status.in_(OVER), ~_from(period.until_on + DAY))
    return or_(Engagement.created_at < period.ends_at, held)


def _from(day: date) -> ColumnElement[bool]:
    """Begins on that day or later; one without a day does neither."""
    return or_(
        and_(Engagement.starts_at.is_not(None), Engagement.starts_at >= start_of_day(day)),
        and_(Engagement.starts_on.is_not(None), Engagement.starts_on >= day),
    )


def _engagements(which: ColumnElement[bool]) -> list[Engagement]:
    """Dated ones but summits, which have a section of their own; in the order of their days."""
    posts = selectinload(Engagement.posts)
    dated = or_(Engagement.starts_at.is_not(None), Engagement.starts_on.is_not(None))
    query = (
        select(Engagement)
        .where(MAY_BE_TOLD, Engagement.kind != EngagementKind.SUMMIT, dated, which)
        .options(joinedload(Engagement.place), selectinload(Engagement.principals))
        .options(posts.joinedload(Post.organisation).joinedload(Organisation.area))
        .options(posts.joinedload(Post.body).joinedload(Body.area))
    )
    return sorted(db.session.scalars(query), key=lambda each: (first_day_of(each) or date.max, each.id))


def _given_up(period: Period) -> list[tuple[bool, Engagement]]:
    posts = selectinload(Engagement.posts)
    query = (
        select(Postponement.by_us, Engagement)
        .join(Engagement, Engagement.id == Postponement.engagement_id)
        .where(MAY_BE_TOLD, Postponement.at >= start_of_day(period.from_on), Postponement.at < period.ends_at)
        .options(posts.joinedload(Post.organisation), posts.joinedload(Post.body))
        .order_by(Postponement.id)
    )
    return [(by_us, engagement) for by_us, engagement in db.session.execute(query)]


def _records(engagements: Sequence[Engagement]) -> dict[int, EngagementRecord]:
    wanted = [each.id for each in engagements]
    query = select(EngagementRecord).where(EngagementRecord.engagement_id.in_(wanted))
    return {each.engagement_id: each for each in db.session.scalars(query)}


def _met(
    engagements: Sequence[Engagement], people: Mapping[int, tuple[Came, ...]], records: Mapping[int, EngagementRecord]
) -> list[Met]:
    dated = [(each, first_day_of(each)) for each in engagements]
    return [Met(each, on, people[each.id], records.get(each.id)) for each, on in dated if on is not None]


def _planned(engagement: Engagement) -> tuple[Came, ...]:
    """Who was meant to take part: who came in the end is a later story."""
    ours = [Came(side=Side.OURS, role=each.title, name=each.name) for each in engagement.principals]
    theirs = [
        Came(
            side=Side.THEIRS,
            role=post.title,
            home=post.home.name,
            organisation_id=post.organisation_id,
            body_id=post.body_id,
            post_id=post.id,
            band=post.band,
        )
        for post in sorted(engagement.posts, key=lambda each: (each.band, each.id))
    ]
    return (*ours, *theirs)


def _role(came: Came) -> str:
    return f"{came.role} for the {came.seat}" if came.is_substitute and came.seat else came.role


def _named(came: Came, words: str, with_names: bool) -> str:  # noqa: FBT001  # what the period says, handed on
    return f"{words} ({came.name})" if with_names and came.name else words

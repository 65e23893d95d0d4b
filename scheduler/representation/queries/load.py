"""How many hours of a year each of ours spends on bodies of others: held, and in the diary."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import field
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.clock import start_of_day
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import Engagement, EngagementPost
from scheduler.engagements.rules import OFF_THE_DIARY, OVER, EngagementKind
from scheduler.representation.models import Alternate, Representation, Sitting
from scheduler.representation.queries.seats import SeatFilter, holds_on, register, seat_words
from scheduler.representation.rules.load import Hours, hours_of
from scheduler.representation.rules.vocabulary import Sat
from scheduler.stakeholders.models import Post


@dataclass(slots=True)
class LoadLine:
    """One of ours on one body in one year."""

    body_id: int
    body: str
    held: Hours = field(default_factory=Hours)
    planned: Hours = field(default_factory=Hours)


@dataclass(slots=True)
class Load:
    """One of ours in one year, body by body, the most hours first."""

    who: str
    lines: list[LoadLine]

    @property
    def held(self) -> Hours:
        """What is behind them."""
        return sum((each.held for each in self.lines), Hours())

    @property
    def planned(self) -> Hours:
        """What is in the diary."""
        return sum((each.planned for each in self.lines), Hours())


Lines = dict[str, dict[int, LoadLine]]


def load_of_year(year: int) -> list[Load]:
    """By role, the most hours first. Held: whoever sat there. In the diary: those of ours who have a seat there."""
    seats = register(SeatFilter(with_past=True), date(year, 12, 31))
    found: Lines = defaultdict(dict)
    for engagement in _meetings(year, {each.body_id for each in seats}):
        if engagement.status not in OVER:
            _add_planned(found, engagement, seats)
    for sitting in _sittings(year, [each.id for each in seats]):
        who = sitting.who if sitting.sat is Sat.ALTERNATE else seat_words(sitting.representation)
        _line(found, who, sitting.representation).held += hours_of(
            sitting.engagement.starts_at, sitting.engagement.ends_at
        )
    loads = [Load(who, sorted(lines.values(), key=_most_first)) for who, lines in found.items()]
    return sorted(loads, key=lambda each: (-(each.held + each.planned).minutes, each.who))


def _add_planned(found: Lines, engagement: Engagement, seats: Iterable[Representation]) -> None:
    on, ours = first_day_of(engagement), {each.id for each in engagement.principals}
    bodies = {post.body_id for post in engagement.posts}
    for seat in seats:
        if on is None or seat.body_id not in bodies or not holds_on(seat, on):
            continue
        for each in _of_seat(seat):
            if each.principal_id in ours:
                _line(found, seat_words(each), seat).planned += hours_of(engagement.starts_at, engagement.ends_at)
                ours.discard(each.principal_id or 0)


def _of_seat(seat: Representation) -> list[Representation | Alternate]:
    return [seat, *seat.alternates]


def _line(found: Lines, who: str, seat: Representation) -> LoadLine:
    return found[who].setdefault(seat.body_id, LoadLine(seat.body_id, seat.body.name))


def _most_first(line: LoadLine) -> tuple[int, str]:
    return -(line.held + line.planned).minutes, line.body


def _meetings(year: int, body_ids: Iterable[int]) -> list[Engagement]:
    at_bodies = (
        select(EngagementPost.engagement_id)
        .join(Post, Post.id == EngagementPost.post_id)
        .where(Post.body_id.in_(set(body_ids)))
    )
    query = (
        select(Engagement)
        .where(Engagement.id.in_(at_bodies), Engagement.kind == EngagementKind.BOARD)
        .where(Engagement.status.not_in(OFF_THE_DIARY), _in_year(year))
        .options(selectinload(Engagement.principals), selectinload(Engagement.posts))
        .order_by(Engagement.id)
    )
    return list(db.session.scalars(query))


def _sittings(year: int, seat_ids: Iterable[int]) -> list[Sitting]:
    query = (
        select(Sitting)
        .join(Sitting.engagement)
        .where(Sitting.representation_id.in_(list(seat_ids)), Sitting.sat.in_((Sat.ATTENDED, Sat.ALTERNATE)))
        .where(_in_year(year))
        .options(joinedload(Sitting.engagement), joinedload(Sitting.representation))
        .order_by(Sitting.representation_id, Sitting.engagement_id)
    )
    return list(db.session.scalars(query))


def _in_year(year: int) -> ColumnElement[bool]:
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    timed = (Engagement.starts_at >= start_of_day(first)) & (Engagement.starts_at < start_of_day(after))
    return or_(timed, (Engagement.starts_on >= first) & (Engagement.starts_on < after))

"""The coverage board: it starts from the list of partners, so that nobody can be missing from it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, select

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, day_words, list_words
from scheduler.engagements.models import Hold, Principal
from scheduler.engagements.rules import EngagementStatus
from scheduler.forward_plan.models import Commitment, CommitmentRule
from scheduler.forward_plan.queries.commitments import commitments_on
from scheduler.forward_plan.queries.meetings import EVERY_ONE
from scheduler.forward_plan.queries.partners import Home, home_of, key_of
from scheduler.forward_plan.queries.standings import standings_on
from scheduler.forward_plan.rules.board import Ahead, BoardFilter, Met
from scheduler.forward_plan.rules.cadence import Cadence, Clock, Due, due_of, limit_words
from scheduler.forward_plan.rules.counting import NOBODY, Meeting
from scheduler.forward_plan.rules.coverage import STATE_KEYS, Standing, state_of, urgency
from scheduler.forward_plan.rules.lineage import PartnerKey
from scheduler.forward_plan.rules.outlook import outlook
from scheduler.forward_plan.rules.vocabulary import COVERAGE_WORDS, CoverageState, Ours
from scheduler.invitations.rules import BAND_WORDS
from scheduler.stakeholders.models import Post
from scheduler.stakeholders.queries.posts import BY_SENIORITY, live_on
from scheduler.stakeholders.rules import RoleKind

HEADS = frozenset({RoleKind.POLITICAL_HEAD, RoleKind.OFFICER_HEAD, RoleKind.CHAIR})


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One partner under one rule on a day."""

    commitment: Commitment
    home: Home
    seats: tuple[Post, ...]
    """The partner's live posts that are senior enough, whoever holds them."""
    state: CoverageState
    standing: Standing
    due: Due
    last: Met | None
    next: Ahead
    days_to_limit: int
    ratio: float

    @property
    def name(self) -> str:
        """The partner."""
        return self.home.name

    @property
    def heads(self) -> tuple[Post, ...]:
        """Who is usually met: the political and the officer head, or the chair; else the most senior one."""
        return tuple(post for post in self.seats if post.role_kind in HEADS) or self.seats[:1]

    @property
    def state_key(self) -> str:
        """For `components/state.html`."""
        return STATE_KEYS[self.state]

    @property
    def state_words(self) -> str:
        """“In the diary”."""
        return COVERAGE_WORDS[self.state][1]

    @property
    def limit_words(self) -> str:
        """“12 days left”, “91 days over”."""
        return limit_words(self.days_to_limit)


@dataclass(frozen=True, slots=True)
class Board:
    """All rows, the most urgent first."""

    on: date
    rows: tuple[BoardRow, ...]

    @property
    def by_rule(self) -> list[tuple[CommitmentRule, list[BoardRow]]]:
        """Each rule with its rows in the board's order; rules in the order in which they were made."""
        found: dict[int, list[BoardRow]] = defaultdict(list)
        for row in self.rows:
            found[row.commitment.rule_id].append(row)
        return [(found[key][0].commitment.rule, found[key]) for key in sorted(found)]


def coverage_board(on: date, wanted: BoardFilter, which: ColumnElement[bool] = EVERY_ONE) -> Board:
    """Every commitment that stands on a day with its state; a fixed number of statements, however many there are.

    `which`: only these engagements count, for a reader who may not know of the others.
    """
    commitments = commitments_on(on, wanted)
    standings = standings_on(commitments, on, which)
    known = _Known(on, _senior_posts(commitments, on), _titles(), _dates_on_offer(standings))
    rows = [_row(commitment, standing, known) for commitment, standing in zip(commitments, standings, strict=True)]
    return Board(on, tuple(sorted(rows, key=lambda row: urgency(row.state, row.ratio, row.name))))


def cadence_of(rule: CommitmentRule) -> Cadence:
    """How often the rule asks for a meeting."""
    return Cadence(rule.ideal_interval, rule.longest_interval, rule.interval_unit)


def ours_words(rule: CommitmentRule) -> str:
    """“Commissioner and Chief Constable”, “Commissioner or Chief Executive”."""
    conjunction = "and" if rule.ours is Ours.ALL_OF else "or"
    return list_words([each.title for each in rule.principals], conjunction=conjunction)


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read for all rows."""

    on: date
    posts: Mapping[PartnerKey, Sequence[Post]]
    titles: Mapping[int, str]
    offers: Mapping[int, str]


def _row(commitment: Commitment, standing: Standing, known: _Known) -> BoardRow:
    rule, home, on = commitment.rule, home_of(commitment), known.on
    due = due_of(cadence_of(rule), clock_of(commitment, standing))
    return BoardRow(
        commitment=commitment,
        home=home,
        seats=tuple(post for post in known.posts.get(key_of(home), ()) if post.band <= rule.lowest_band),
        state=state_of(standing, is_in_time=on <= due.limit_on, is_by_invitation=rule.is_by_invitation),
        standing=standing,
        due=due,
        last=_met(standing.last, known.titles) if standing.last else None,
        next=outlook(standing, due, on, known.offers, is_by_invitation=rule.is_by_invitation),
        days_to_limit=due.days_to_limit(on),
        ratio=due.ratio(on),
    )


def clock_of(commitment: Commitment, standing: Standing) -> Clock:
    """Since the last meeting that counts, or since the partner joined."""
    last_on = standing.last.on if standing.last else None
    return Clock(last_on, started_on(commitment), commitment.rule.first_by_on)


def started_on(commitment: Commitment) -> date:
    """When the clock of a partner who was never met began; an heir goes on with the clock that it inherited."""
    first = commitment
    while first.inherited_from is not None:
        first = first.inherited_from
    return max(commitment.rule.from_on, first.joined_on)


def _met(meeting: Meeting, titles: Mapping[int, str]) -> Met:
    assert meeting.on is not None
    best = min(seat.band for seat in meeting.seats)
    return Met(
        meeting.id,
        meeting.on,
        list_words([title for key, title in titles.items() if key in meeting.principal_ids]),
        list_words([seat.words for seat in meeting.seats if seat.band != NOBODY]),
        BAND_WORDS[best],
    )


def _titles() -> dict[int, str]:
    """Of our principals, in their order."""
    query = select(Principal.id, Principal.title).order_by(Principal.position, Principal.id)
    return {row.id: row.title for row in db.session.execute(query)}


def _dates_on_offer(standings: Iterable[Standing]) -> dict[int, str]:
    """“3 dates kept free until 15 July 2014”, by engagement that has live holds."""
    refining = [each.refining for each in standings if each.refining is not None]
    offering = {each.id for each in refining if each.status is EngagementStatus.OFFERING_DATES}
    if not offering:
        return {}
    query = (
        select(Hold.engagement_id, func.count(), func.min(Hold.expires_at))
        .where(Hold.engagement_id.in_(offering), Hold.released_at.is_(None))
        .group_by(Hold.engagement_id)
    )
    return {
        engagement_id: f"{count_words(count, 'date')} kept free until {day_words(local_day(expires_at))}"
        for engagement_id, count, expires_at in db.session.execute(query)
    }


def _senior_posts(commitments: Sequence[Commitment], on: date) -> Mapping[PartnerKey, Sequence[Post]]:
    """The live posts of each partner that are senior enough for one of the rules, most senior first."""
    organisations = {each.organisation_id for each in commitments} - {None}
    bodies = {each.body_id for each in commitments} - {None}
    lowest = max((each.rule.lowest_band for each in commitments), default=0)
    theirs = Post.organisation_id.in_(organisations) | Post.body_id.in_(bodies)
    query = select(Post).where(live_on(Post, on), theirs, Post.band <= lowest).order_by(*BY_SENIORITY)
    found: dict[PartnerKey, list[Post]] = defaultdict(list)
    for post in db.session.scalars(query):
        if post.organisation_id is not None:
            found["organisation", post.organisation_id].append(post)
        elif post.body_id is not None:
            found["body", post.body_id].append(post)
    return found

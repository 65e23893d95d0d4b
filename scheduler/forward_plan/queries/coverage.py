"""The coverage board: it starts from the list of partners, so that nobody can be missing from it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.wording import count_words, day_words, list_words
from scheduler.engagements.models import Hold, Principal
from scheduler.engagements.rules import EngagementStatus
from scheduler.forward_plan.models import Commitment, CommitmentRule
from scheduler.forward_plan.queries.commitments import commitments_on, measure_of
from scheduler.forward_plan.queries.meetings import meetings_with
from scheduler.forward_plan.queries.partners import Home, handovers, home_of, key_of
from scheduler.forward_plan.rules.board import EVERYTHING, Ahead, BoardFilter, Met
from scheduler.forward_plan.rules.cadence import Cadence, Clock, Due, due_of, limit_words
from scheduler.forward_plan.rules.counting import NOBODY, Meeting
from scheduler.forward_plan.rules.coverage import STATE_KEYS, Standing, standing_of, state_of, urgency
from scheduler.forward_plan.rules.due_meetings import DueMeeting, Period, due_meetings
from scheduler.forward_plan.rules.lineage import PartnerKey, forebears
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


def coverage_board(on: date, wanted: BoardFilter) -> Board:
    """Every commitment that stands on a day with its state; a fixed number of statements, however many there are."""
    commitments = commitments_on(on, wanted)
    older = forebears(handovers(), on)
    homes = [home_of(each) for each in commitments]
    keys = {key_of(home) for home in homes}
    meetings = meetings_with(keys.union(*(older.get(key, ()) for key in keys)))
    offers = _dates_on_offer(meetings)
    seats = _senior_posts(keys, on)
    titles = {row.id: row.title for row in db.session.execute(select(Principal.id, Principal.title))}
    rows = [
        _row(
            commitment,
            _Known(
                on,
                seats.get(key_of(home), ()),
                [each for key in (key_of(home), *older.get(key_of(home), ())) for each in meetings.get(key, ())],
                titles,
                offers,
            ),
        )
        for commitment, home in zip(commitments, homes, strict=True)
    ]
    return Board(on, tuple(sorted(rows, key=lambda row: urgency(row.state, row.ratio, row.name))))


@dataclass(frozen=True, slots=True)
class DueCommitment:
    """A board's row with the meetings that it asks for in a period, those in the diary left out."""

    row: BoardRow
    meetings: list[DueMeeting]
    engagement_id: int | None
    """The engagement that is being arranged already: it gets the first of the days."""


def due_commitments(from_on: date, until_on: date, wanted: BoardFilter = EVERYTHING) -> list[DueCommitment]:
    """Whatever falls due in a period, most urgent partners first; what partners invite us to is theirs to date."""
    period = Period(from_on, until_on)
    found = []
    for row in coverage_board(from_on, wanted).rows:
        rule, standing = row.commitment.rule, row.standing
        if rule.is_by_invitation:
            continue
        known = [each.on for each in standing.coming if each.on is not None]
        if meetings := due_meetings(cadence_of(rule), clock_of(row.commitment, standing), known, period):
            found.append(DueCommitment(row, meetings, standing.refining.id if standing.refining else None))
    return found


def cadence_of(rule: CommitmentRule) -> Cadence:
    """How often the rule asks for a meeting."""
    return Cadence(rule.ideal_interval, rule.longest_interval, rule.interval_unit)


def ours_words(rule: CommitmentRule) -> str:
    """“Commissioner and Chief Constable”, “Commissioner or Chief Executive”."""
    conjunction = "and" if rule.ours is Ours.ALL_OF else "or"
    return list_words([each.title for each in rule.principals], conjunction=conjunction)


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read for one row."""

    on: date
    posts: Sequence[Post]
    meetings: list[Meeting]
    titles: Mapping[int, str]
    offers: Mapping[int, str]


def _row(commitment: Commitment, known: _Known) -> BoardRow:
    rule, on = commitment.rule, known.on
    standing = standing_of(known.meetings, measure_of(rule), on)
    due = due_of(cadence_of(rule), clock_of(commitment, standing))
    state = state_of(standing, is_in_time=on <= due.limit_on, is_by_invitation=rule.is_by_invitation)
    return BoardRow(
        commitment=commitment,
        home=home_of(commitment),
        seats=tuple(post for post in known.posts if post.band <= rule.lowest_band),
        state=state,
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


def _dates_on_offer(meetings: Mapping[PartnerKey, list[Meeting]]) -> dict[int, str]:
    """“3 dates kept free until 15 July 2014”, by engagement that has live holds."""
    offering = {
        each.id for known in meetings.values() for each in known if each.status is EngagementStatus.OFFERING_DATES
    }
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


def _senior_posts(keys: Iterable[PartnerKey], on: date) -> Mapping[PartnerKey, Sequence[Post]]:
    """The live posts of each partner, most senior first."""
    wanted = list(keys)
    organisations = [number for kind, number in wanted if kind == "organisation"]
    bodies = [number for kind, number in wanted if kind == "body"]
    query = select(Post).where(live_on(Post, on)).order_by(*BY_SENIORITY)
    query = query.where(Post.organisation_id.in_(organisations) | Post.body_id.in_(bodies))
    found: dict[PartnerKey, list[Post]] = defaultdict(list)
    for post in db.session.scalars(query):
        if post.organisation_id is not None:
            found["organisation", post.organisation_id].append(post)
        elif post.body_id is not None:
            found["body", post.body_id].append(post)
    return found

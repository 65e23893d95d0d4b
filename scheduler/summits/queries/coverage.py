"""Which agencies have a place, which are missing, and at what level those come who do: agencies, not heads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.invitations.models import Invitation, Reply
from scheduler.invitations.queries import standing_reply
from scheduler.invitations.rules import Authority, PartStat
from scheduler.stakeholders.models import Area, Body, Organisation, Post
from scheduler.summits.models import Party, Summit
from scheduler.summits.queries.summits import parties_of
from scheduler.summits.queries.waves import HomeKey, home_key
from scheduler.summits.rules.seniority import Level, Seat, Shortfall, level_of, warnings_of
from scheduler.summits.rules.vocabulary import PlaceState

NO_AREA = "No area"


class Standing(StrEnum):
    """Where an agency stands: the best that any of its invitations has come to, in this order."""

    PLACE = "place"
    OFFERED = "offered"
    WAITING = "waiting"
    MAYBE = "maybe"
    SILENT = "silent"
    APOLOGIES = "apologies"


STANDING_WORDS = {
    Standing.PLACE: "Has a place",
    Standing.OFFERED: "Place offered",
    Standing.WAITING: "On the waiting list",
    Standing.MAYBE: "Maybe",
    Standing.SILENT: "No answer",
    Standing.APOLOGIES: "Apologies",
}
ORDER = tuple(Standing)
COMING_HEADINGS = ("Area", "Agency", "Stands", "Asked", "Seats with a place", "Mean band", "Seats that can commit")


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """One agency with how many of its seats were asked."""

    key: HomeKey
    name: str
    area: str
    standing: Standing
    asked: int


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One area: its agencies by standing, and the level of its seats."""

    area_id: int | None
    name: str
    agencies: Sequence[AgencyLine]
    level: Level

    def count(self, *standings: Standing) -> int:
        """How many of its agencies stand there."""
        return sum(agency.standing in standings for agency in self.agencies)

    @property
    def missing(self) -> list[AgencyLine]:
        """Those without a place, the likeliest to come first."""
        without = [agency for agency in self.agencies if agency.standing is not Standing.PLACE]
        return sorted(without, key=lambda agency: (ORDER.index(agency.standing), agency.name))


@dataclass(frozen=True, slots=True)
class Meter:
    """The whole summit; people who were asked without an organisation are in `seats` only."""

    areas: Sequence[AreaLine]
    seats: Sequence[Seat]
    level: Level
    warnings: Sequence[Shortfall] = field(default_factory=tuple)

    @property
    def agencies(self) -> list[AgencyLine]:
        """Every one that was asked."""
        return [agency for area in self.areas for agency in area.agencies]

    @property
    def asked(self) -> int:
        """How many agencies were asked."""
        return len(self.agencies)

    @property
    def with_place(self) -> int:
        """How many of them have one."""
        return sum(agency.standing is Standing.PLACE for agency in self.agencies)

    @property
    def words(self) -> str:
        """“41 of 46 agencies have a place”."""
        if not self.asked:
            return "Nobody is invited yet"
        return f"{self.with_place} of {self.asked} agencies {'has' if self.asked == 1 else 'have'} a place"

    @property
    def missing(self) -> list[AgencyLine]:
        """Every agency without a place, area by area."""
        return [agency for area in self.areas for agency in area.missing]

    def of_area(self, area_id: int) -> "Meter":
        """One area only."""
        areas = [area for area in self.areas if area.area_id == area_id]
        names = {area.name for area in areas}
        seats = [seat for seat in self.seats if seat.area in names]
        kept = [warning for warning in self.warnings if warning.area in names]
        return Meter(areas, seats, level_of(seats), kept)


def meter(summit: Summit, now: datetime) -> Meter:
    """Whoever is invited stands in it, withdrawn invitations do not; always the same number of queries."""
    parties = {party.invitation_id: party for party in parties_of(summit)}
    invitations = _invitations(summit)
    standings = {each.id: _standing(each, parties.get(each.id), now) for each in invitations}
    seats = [_seat(each) for each in invitations if standings[each.id] is Standing.PLACE]
    areas = list(db.session.scalars(select(Area).order_by(Area.position, Area.name)))
    agencies = _agencies(invitations, standings)
    lines = [_area_line(area.id, area.name, agencies, seats) for area in areas]
    without = _area_line(None, NO_AREA, agencies, seats)
    warnings = warnings_of(seats, summit.wanted_band, wants_authority=summit.wants_authority)
    return Meter([*lines, *([without] if without.agencies else [])], seats, level_of(seats), warnings)


def _invitations(summit: Summit) -> list[Invitation]:
    home = joinedload(Invitation.post)
    query = (
        select(Invitation)
        .where(Invitation.engagement_id == summit.engagement_id, Invitation.withdrawn_at.is_(None))
        .options(
            home.joinedload(Post.organisation).joinedload(Organisation.area),
            home.joinedload(Post.body).joinedload(Body.area),
            joinedload(Invitation.person),
            selectinload(Invitation.replies).joinedload(Reply.substitution),
        )
        .order_by(Invitation.invitee_label, Invitation.id)
    )
    return list(db.session.scalars(query))


def _agencies(invitations: Iterable[Invitation], standings: Mapping[int, Standing]) -> list[AgencyLine]:
    by_home: dict[HomeKey, list[Invitation]] = {}
    for invitation in invitations:
        if invitation.post is not None:
            by_home.setdefault(home_key(invitation.post), []).append(invitation)
    lines = []
    for key, asked in by_home.items():
        best = min((standings[each.id] for each in asked), key=ORDER.index)
        lines.append(AgencyLine(key, _name(asked[0]), _area(asked[0]), best, len(asked)))
    return sorted(lines, key=lambda line: line.name)


def _standing(invitation: Invitation, party: Party | None, now: datetime) -> Standing:
    """By its claim on a place; before it has one, by the answer alone. An offer that has run out is none."""
    if party is not None and party.offer_until_at is not None and party.offer_until_at <= now:
        return Standing.APOLOGIES
    if party is not None and party.state in _BY_STATE:
        return _BY_STATE[party.state]
    if party is None and invitation.partstat in {PartStat.ACCEPTED, PartStat.DELEGATED}:
        return Standing.PLACE
    return {PartStat.DECLINED: Standing.APOLOGIES, PartStat.TENTATIVE: Standing.MAYBE}.get(
        invitation.partstat, Standing.SILENT
    )


_BY_STATE = {
    PlaceState.CONFIRMED: Standing.PLACE,
    PlaceState.OFFERED: Standing.OFFERED,
    PlaceState.WAITING: Standing.WAITING,
    PlaceState.LAPSED: Standing.APOLOGIES,
    PlaceState.LET_GO: Standing.APOLOGIES,
}
"""Whoever let a place go, or let its offer lapse, is as good as an apology."""


def _seat(invitation: Invitation) -> Seat:
    asked_band = invitation.post.band if invitation.post else None
    reply = standing_reply(invitation) if invitation.partstat is PartStat.DELEGATED else None
    stand_in = reply.substitution if reply is not None else None
    return Seat(
        invitation_id=invitation.id,
        asked=invitation.invitee_label,
        agency=_name(invitation),
        area=_area(invitation),
        asked_band=asked_band,
        comes=f"{stand_in.name}, {stand_in.role}" if stand_in else "",
        band=stand_in.band if stand_in else asked_band,
        authority=stand_in.authority if stand_in else Authority.FULL,
    )


def _area_line(area_id: int | None, name: str, agencies: Iterable[AgencyLine], seats: Iterable[Seat]) -> AreaLine:
    there = [agency for agency in agencies if agency.area == name]
    return AreaLine(area_id, name, there, level_of([seat for seat in seats if seat.area == name]))


def _name(invitation: Invitation) -> str:
    return invitation.post.home.name if invitation.post else invitation.invitee_label


def _area(invitation: Invitation) -> str:
    home = invitation.post.home if invitation.post else None
    return home.area.name if home is not None and home.area is not None else NO_AREA


def coming_rows(shown: Meter) -> list[list[str]]:
    """One row an agency, for a spreadsheet."""
    return [
        [area.name, line.name, STANDING_WORDS[line.standing], str(line.asked), *_levels(shown, line)]
        for area in shown.areas
        for line in area.agencies
    ]


def _levels(shown: Meter, line: AgencyLine) -> list[str]:
    level = level_of([seat for seat in shown.seats if seat.agency == line.name])
    return [str(level.seats), level.band_words, str(level.full + level.limited)]

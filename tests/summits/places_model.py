"""A summit's places as somebody with paper and pencil would keep them: the yardstick of the stateful test."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from scheduler.summits.rules.vocabulary import PlaceState

TAKES = (PlaceState.CONFIRMED, PlaceState.OFFERED)


@dataclass
class Claim:
    """One invitee's line; `home` None: comes for no organisation."""

    home: int | None
    state: PlaceState = PlaceState.NOT_WANTED
    size: int = 1
    number: int | None = None
    until: datetime | None = None
    offers: int = 0
    is_invited: bool = True


@dataclass
class Paper:
    """All lines, and the numbers on top."""

    claims: list[Claim]
    begins: datetime
    places: int | None
    quota: int | None
    own: dict[int, int] = field(default_factory=dict)
    last: int = 0

    def taken(self) -> int:
        return sum(each.size for each in self.claims if each.state in TAKES)

    def taken_by(self, home: int | None) -> int:
        return sum(each.size for each in self.claims if each.state in TAKES and each.home == home)

    def may_have(self, home: int | None) -> int | None:
        return None if home is None else self.own.get(home, self.quota)

    def has_room(self, claim: Claim, more: int = 1) -> bool:
        limit = self.may_have(claim.home)
        return limit is None or self.taken_by(claim.home) + more <= limit

    def is_full(self, more: int = 1) -> bool:
        return self.places is not None and self.taken() + more > self.places

    def eligible(self) -> list[Claim]:
        return [each for each in self.claims if each.state is PlaceState.WAITING and self.has_room(each)]

    def next_one(self) -> Claim | None:
        """An organisation without a place before a second place of another, then by time."""

        def rank(claim: Claim) -> tuple[bool, int]:
            return claim.home is not None and self.taken_by(claim.home) > 0, claim.number or 0

        return min(self.eligible(), key=rank, default=None)

    def offer_on(self, now: datetime, until: datetime) -> None:
        while now < self.begins and not self.is_full() and (claim := self.next_one()) is not None:
            if self.places is None:
                set_state(claim, PlaceState.CONFIRMED)
            else:
                self.offer(claim, until)

    def offer(self, claim: Claim, until: datetime) -> None:
        set_state(claim, PlaceState.OFFERED)
        claim.offers, claim.until = claim.offers + 1, min(until, self.begins)

    def come(self, claim: Claim, now: datetime, until: datetime) -> None:
        if claim.state is PlaceState.OFFERED:
            set_state(claim, PlaceState.CONFIRMED)
        if claim.state in {PlaceState.CONFIRMED, PlaceState.WAITING}:
            return
        nobody_before = self.places is None or not self.eligible()
        if not self.is_full() and self.has_room(claim) and nobody_before:
            set_state(claim, PlaceState.CONFIRMED)
            return
        self.last += 1
        set_state(claim, PlaceState.WAITING)
        claim.number = self.last
        self.offer_on(now, until)

    def leave(self, claim: Claim, state: PlaceState, now: datetime, until: datetime) -> None:
        frees = claim.state in TAKES
        set_state(claim, state)
        if frees:
            self.offer_on(now, until)

    def lapse(self, claims: Iterable[Claim], now: datetime, until: datetime) -> None:
        for each in claims:
            set_state(each, PlaceState.LAPSED)
        self.offer_on(now, until)

    def due(self, now: datetime) -> list[Claim]:
        return [each for each in self.claims if each.until is not None and each.until <= now]


def set_state(claim: Claim, state: PlaceState) -> None:
    """Who has no place has no companions; who does not wait has no number."""
    claim.state, claim.number, claim.until = state, None, None
    if state not in TAKES:
        claim.size = 1

"""Whom the waves forget: areas without anybody, councils without their heads, partnerships without their chair."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from scheduler.core.values import dataclass
from scheduler.stakeholders.rules import RoleKind

HomeKey = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Seat:
    """A live post; seats come most senior first within their home."""

    post_id: int
    label: str
    home: HomeKey
    role_kind: RoleKind


@dataclass(frozen=True, slots=True)
class Home:
    """A live organisation or body of ours."""

    key: HomeKey
    name: str
    area: str
    """Empty: it was given none."""
    is_council: bool = False
    is_csp: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """One that is in no wave, and the seat to ask; without a seat Partners knows none."""

    name: str
    seat: Seat | None


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that should be complete: how many there are, how many are asked, and who is missing."""

    name: str
    known: int
    asked: int
    missing: Sequence[Missing]
    warning: str
    """Empty when nobody is missing."""

    @property
    def post_ids(self) -> list[int]:
        """Seats that one press would add."""
        return [each.seat.post_id for each in self.missing if each.seat is not None]


@dataclass(frozen=True, slots=True)
class Completeness:
    """The areas in their order, and the seats that no summit should go without."""

    areas: Sequence[Check]
    seats: Sequence[Check]

    @property
    def warnings(self) -> list[str]:
        """What is not complete, in words."""
        return [check.warning for check in (*self.areas, *self.seats) if check.warning]


def completeness(
    areas: Iterable[str], homes: Sequence[Home], seats: Sequence[Seat], asked: Collection[int]
) -> Completeness:
    """`asked`: ids of posts that are invited, or planned to be."""
    by_home: dict[HomeKey, list[Seat]] = {home.key: [] for home in homes}
    for seat in seats:
        by_home.setdefault(seat.home, []).append(seat)
    councils = [home for home in homes if home.is_council]
    partnerships = [home for home in homes if home.is_csp]
    return Completeness(
        [_area(name, [home for home in homes if home.area == name], by_home, asked) for name in areas],
        [
            _heads("Leaders of councils", "council leaders", councils, RoleKind.POLITICAL_HEAD, by_home, asked),
            _heads(
                "Chief executives of councils",
                "council chief executives",
                councils,
                RoleKind.OFFICER_HEAD,
                by_home,
                asked,
            ),
            _heads("Chairs of CSPs", "CSP chairs", partnerships, RoleKind.CHAIR, by_home, asked),
        ],
    )


def _area(name: str, homes: Sequence[Home], by_home: Mapping[HomeKey, Sequence[Seat]], asked: Collection[int]) -> Check:
    missing = [
        Missing(home.name, next(iter(by_home[home.key]), None))
        for home in homes
        if not any(seat.post_id in asked for seat in by_home[home.key])
    ]
    present = len(homes) - len(missing)
    return Check(name, len(homes), present, missing, _area_words(name, len(homes), present))


def _area_words(name: str, known: int, asked: int) -> str:
    if not known:
        return f"{name}: Partners knows no agency of this area."
    if not asked:
        return f"{name}: nobody is invited."
    if asked == known:
        return ""
    return f"{name}: {_of(known - asked, known)} {'agencies' if known > 1 else 'agency'} {_in_no_wave(known - asked)}."


def _heads(
    name: str,
    nouns: str,
    homes: Sequence[Home],
    kind: RoleKind,
    by_home: Mapping[HomeKey, Sequence[Seat]],
    asked: Collection[int],
) -> Check:
    missing = []
    for home in homes:
        of_kind = [seat for seat in by_home[home.key] if seat.role_kind is kind]
        if not any(seat.post_id in asked for seat in of_kind):
            missing.append(Missing(of_kind[0].label if of_kind else home.name, next(iter(of_kind), None)))
    warning = f"{_of(len(missing), len(homes))} {nouns} {_in_no_wave(len(missing))}." if missing else ""
    return Check(name, len(homes), len(homes) - len(missing), missing, warning)


def _of(missing: int, known: int) -> str:
    return f"{missing} of {known}"


def _in_no_wave(number: int) -> str:
    return "is in no wave" if number == 1 else "are in no wave"

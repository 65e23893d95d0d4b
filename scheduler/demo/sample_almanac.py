"""Sample almanac: the towns of the area with estimated roads, term patterns, council evenings, feasts, the Panel."""

from datetime import date, time, timedelta

from sqlalchemy import select

from scheduler.almanac.models import Layer
from scheduler.almanac.queries import bank_holidays
from scheduler.almanac.rules import LayerKind
from scheduler.almanac.rules.dated_days import SOURCE_WORDS, civic_days, religious_days
from scheduler.almanac.rules.drafts import LayerDraft, TownDraft
from scheduler.almanac.rules.marks import Period
from scheduler.almanac.rules.templates import (
    LAST,
    RegularDays,
    next_local_elections,
    pre_election_period,
    regular_days,
)
from scheduler.almanac.rules.terms import ENGLAND, LEICESTER, LEICESTERSHIRE, TermPattern, school_holidays
from scheduler.almanac.rules.weekdays import MONDAY, THURSDAY, TUESDAY
from scheduler.almanac.service import add_layer, add_town, fill_layer
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.demo.sample_names import COUNCILS
from scheduler.stakeholders.models import Organisation

# fmt: off
TOWNS = (
    TownDraft(name="Leicester", direction="centre", latitude=52.6386, longitude=-1.1317),
    TownDraft(name="Glenfield", direction="centre", latitude=52.6466, longitude=-1.1949),
    TownDraft(name="Enderby", latitude=52.5878, longitude=-1.2062),
    TownDraft(name="Narborough", direction="west", latitude=52.5777, longitude=-1.2103),
    TownDraft(name="Loughborough", direction="north", latitude=52.7667, longitude=-1.2000),
    TownDraft(name="Market Harborough", direction="south", latitude=52.4776, longitude=-0.9205),
    TownDraft(name="Hinckley", direction="west", latitude=52.5356, longitude=-1.3759),
    TownDraft(name="Melton Mowbray", direction="east", latitude=52.7659, longitude=-0.8869),
    TownDraft(name="Coalville", direction="north", latitude=52.7225, longitude=-1.3702),
    TownDraft(name="Oadby", direction="south", latitude=52.6062, longitude=-1.0835),
    TownDraft(name="Oakham", direction="east", latitude=52.6667, longitude=-0.7333),
    TownDraft(name="Lutterworth", direction="south", latitude=52.4563, longitude=-1.2022),
    TownDraft(name="Uppingham", direction="east", latitude=52.5880, longitude=-0.7227),
    TownDraft(name="Ashby-de-la-Zouch", direction="north", latitude=52.7463, longitude=-1.4732),
)
# fmt: on
"""Coordinates from GeoNames; the force's headquarters, from which everybody sets out, are in Enderby."""

PAST, AHEAD = timedelta(days=180), timedelta(days=548)
PATTERN_WORDS = "Regular days; check them against the council's own calendar of meetings."
TERM_WORDS = "Pattern of school terms; check it against the authority's own list."


@dataclass(frozen=True, slots=True)
class Evenings:
    """When a council meets, by pattern."""

    council: str
    rule: RegularDays


def _evenings(council: str, weekday: int, which: int, starts: time, months: tuple[int, ...]) -> Evenings:
    ends = starts.replace(hour=starts.hour + 3)
    rule = RegularDays(
        weekday=weekday, which=which, months=frozenset(months), starts=starts, ends=ends, words="full council"
    )
    return Evenings(council, rule)


COUNCIL_EVENINGS = (
    _evenings("Blaby", TUESDAY, 3, time(17, 30), (1, 5, 7, 9, 11)),
    _evenings("Oadby and Wigston", TUESDAY, 3, time(19), (2, 4, 7, 9, 12)),
    _evenings("Hinckley and Bosworth", TUESDAY, 1, time(18, 30), (2, 4, 7, 9, 11)),
    _evenings("Charnwood", MONDAY, 3, time(18, 30), (1, 3, 5, 6, 9, 11)),
    _evenings("Leicester", THURSDAY, 3, time(17), (1, 3, 5, 7, 9, 11)),
    _evenings("North West Leicestershire", TUESDAY, LAST, time(18, 30), (2, 5, 6, 9, 11)),
)
PANEL = RegularDays(
    weekday=MONDAY, which=2, months=frozenset({2, 3, 6, 7, 9, 10, 12}), starts=time(13), ends=time(16), words="meeting"
)
PANEL_WORKING_DAYS = 7


def load_almanac(today: date) -> None:
    """Towns, then layers around today; needs the sample partners. Does not commit."""
    for town in TOWNS:
        add_town(town)
    _add_terms(today)
    _add_council_evenings(today)
    _add_dated_days()
    _add_pre_election(today)
    _add_panel(today)


def _add_terms(today: date) -> None:
    """The school year that runs and the next: the county's holds in its districts too."""
    councils = {each.short for each in COUNCILS}
    concerned = {
        "county": (LEICESTERSHIRE, councils - {"Leicester", "Rutland"}),
        "city": (LEICESTER, {"Leicester"}),
        "Rutland": (ENGLAND, {"Rutland"}),
    }
    for name, (pattern, shorts) in concerned.items():
        draft = LayerDraft(
            name=f"School holidays, {name}", kind=LayerKind.SCHOOL_HOLIDAYS, weight=4, organisation_ids=_ids(shorts)
        )
        fill_layer(add_layer(draft), _two_school_years(pattern, today), TERM_WORDS)


def _two_school_years(pattern: TermPattern, today: date) -> list[Period]:
    first = today.year if today.month >= 9 else today.year - 1
    return [*school_holidays(pattern, first), *school_holidays(pattern, first + 1)]


def _add_council_evenings(today: date) -> None:
    for evenings in COUNCIL_EVENINGS:
        draft = LayerDraft(
            name=f"Full council, {evenings.council}",
            kind=LayerKind.COUNCIL_MEETINGS,
            weight=8,
            organisation_ids=_ids({evenings.council}),
        )
        fill_layer(add_layer(draft), regular_days(evenings.rule, today - PAST, today + AHEAD), PATTERN_WORDS)


def _add_dated_days() -> None:
    religious = LayerDraft(name="Religious days", kind=LayerKind.RELIGIOUS, weight=5)
    fill_layer(add_layer(religious), religious_days(), SOURCE_WORDS)
    civic = LayerDraft(name="Civic days", kind=LayerKind.CIVIC, weight=2)
    fill_layer(add_layer(civic), civic_days(), SOURCE_WORDS)


def _add_pre_election(today: date) -> None:
    period = pre_election_period(next_local_elections(today), bank_holidays())
    layer = add_layer(LayerDraft(name="Pre-election period", kind=LayerKind.PRE_ELECTION, weight=6))
    fill_layer(layer, [period], "Reckoned from the election day: 25 working days.")


def _add_panel(today: date) -> Layer:
    draft = LayerDraft(
        name="Police and Crime Panel",
        kind=LayerKind.PANEL,
        is_hard=True,
        deadline_working_days=PANEL_WORKING_DAYS,
    )
    layer = add_layer(draft)
    fill_layer(layer, regular_days(PANEL, today - PAST, today + AHEAD), "Regular days; check them with the Panel.")
    return layer


def _ids(shorts: set[str]) -> tuple[int, ...]:
    wanted = select(Organisation.id).where(Organisation.short_name.in_(shorts)).order_by(Organisation.id)
    return tuple(db.session.scalars(wanted))

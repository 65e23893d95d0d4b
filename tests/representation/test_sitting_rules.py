"""How a meeting went for each of our seats, as truth tables."""

import pytest

from scheduler.representation.rules.attendance import OneSitting, counted
from scheduler.representation.rules.sitting import Attendant, Outcome, Seat, Sitter, outcomes_of
from scheduler.representation.rules.vocabulary import Sat

CHIEF, DEPUTY, CONSTABLE = Sitter(1, "Chief Executive"), Sitter(2, "Deputy"), Sitter(3, "Chief Constable")
FINANCE, POLICY = Sitter(None, "Director of Finance"), Sitter(None, "Head of Policy")
SEAT = Seat(10, CHIEF, (FINANCE, DEPUTY))
WITHOUT_DIARY = Seat(11, FINANCE, (POLICY,))


def came(sitter, **facts: object):
    return Attendant(sitter, **facts)


@pytest.mark.parametrize(
    ("ours", "outcome"),
    [
        pytest.param([came(CHIEF)], Outcome(Sat.ATTENDED, CHIEF), id="came"),
        pytest.param([came(CHIEF), came(DEPUTY)], Outcome(Sat.ATTENDED, CHIEF), id="came with the deputy"),
        pytest.param([came(DEPUTY)], Outcome(Sat.ALTERNATE, DEPUTY), id="an alternate went"),
        pytest.param([came(DEPUTY), came(FINANCE)], Outcome(Sat.ALTERNATE, FINANCE), id="the first in order counts"),
        pytest.param(
            [came(CHIEF, came=False), came(DEPUTY)], Outcome(Sat.ALTERNATE, DEPUTY), id="apologies, and an alternate"
        ),
        pytest.param([came(CONSTABLE)], Outcome(Sat.ALTERNATE, CONSTABLE), id="another one of ours was sent"),
        pytest.param([came(POLICY)], Outcome(Sat.ABSENT), id="an officer who sat along fills no seat"),
        pytest.param([came(POLICY, is_substitute=True)], Outcome(Sat.ALTERNATE, POLICY), id="an officer was sent"),
        pytest.param([came(CHIEF, came=False)], Outcome(Sat.APOLOGIES), id="apologies"),
        pytest.param([came(DEPUTY, came=False)], Outcome(Sat.ABSENT), id="only the alternate's apologies"),
        pytest.param([], Outcome(Sat.ABSENT), id="nobody"),
    ],
)
def test_a_seat_is_filled_by_its_holder_or_by_who_stands_in(ours, outcome):
    assert outcomes_of([SEAT], ours) == {10: outcome}


@pytest.mark.parametrize(
    ("ours", "found"),
    [
        ([came(Sitter(None, "director of finance"))], {11: Outcome(Sat.ATTENDED, FINANCE)}),
        ([came(POLICY)], {11: Outcome(Sat.ALTERNATE, POLICY)}),
        ([came(FINANCE, came=False)], {11: Outcome(Sat.APOLOGIES)}),
        ([], {}),
    ],
)
def test_nothing_is_invented_for_a_seat_without_a_diary(ours, found):
    assert outcomes_of([WITHOUT_DIARY], ours) == found


def test_nobody_fills_two_seats():
    both = [SEAT, Seat(12, CONSTABLE, (DEPUTY,))]
    assert outcomes_of(both, [came(DEPUTY)]) == {10: Outcome(Sat.ALTERNATE, DEPUTY), 12: Outcome(Sat.ABSENT)}
    assert outcomes_of(both, [came(CONSTABLE)]) == {10: Outcome(Sat.ABSENT), 12: Outcome(Sat.ATTENDED, CONSTABLE)}


def test_the_rate_counts_seats_that_were_filled_and_says_how_senior_whoever_came_was():
    listed = [(Sat.ATTENDED, 1), (Sat.ATTENDED, 1), (Sat.ALTERNATE, 4), (Sat.APOLOGIES, 1), (Sat.ABSENT, 1)]
    found = counted(OneSitting(sat, band) for sat, band in [*listed, (Sat.ATTENDED, 1)])
    assert (found.held, found.filled, found.rate) == (6, 4, 67)
    assert found.by_band == {1: 3, 4: 1}
    assert found.words == "4 of 6 meetings (67%), 1 by an alternate"
    assert counted([]).words == "No meeting held yet"
    assert counted([]).rate is None

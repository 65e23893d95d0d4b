"""Truth tables: who is next, how many fit, and what it is called."""

import pytest

from scheduler.summits.rules.places import (
    UNLIMITED,
    Allowance,
    Turn,
    Waiter,
    Why,
    consequence,
    left_words,
    next_turns,
    position_of,
    quota_words,
    waiting_order,
)

A, B, C = 1, 2, 3


@pytest.mark.parametrize(
    ("limit", "taken", "free", "excess", "ceiling"),
    [
        (None, 7, None, 0, None),
        (10, 7, 3, 0, 10),
        (10, 10, 0, 0, 10),
        (7, 10, 0, 3, 10),
        (0, 0, 0, 0, 0),
    ],
)
def test_what_a_number_leaves(limit, taken, free, excess, ceiling):
    allowance = Allowance(limit, taken)
    assert (allowance.free, allowance.excess, allowance.ceiling) == (free, excess, ceiling)


@pytest.mark.parametrize(
    ("limit", "taken", "size", "fits"),
    [(None, 99, 50, True), (10, 8, 2, True), (10, 8, 3, False), (10, 12, 1, False), (10, 10, 0, True)],
)
def test_a_party_fits_whole_or_not_at_all(limit, taken, size, fits):
    assert Allowance(limit, taken).takes(size) is fits


def order(waiting: list[int | None], **taken_and_quota: tuple[int, int | None]) -> list[tuple[int, Why]]:
    """Numbers from 1 in the order of giving; `waiting` are the agencies in order of coming."""
    agencies = {A: UNLIMITED, B: UNLIMITED, C: UNLIMITED}
    agencies |= {globals()[name]: Allowance(quota, taken) for name, (taken, quota) in taken_and_quota.items()}
    waiters = [Waiter(100 + number, number, agency) for number, agency in enumerate(waiting, 1)]
    return [(turn.waiter.number, turn.why) for turn in waiting_order(reversed(waiters), agencies)]


def test_by_time_when_no_organisation_has_a_place():
    assert order([A, B, C]) == [(1, Why.FIRST), (2, Why.FIRST), (3, Why.FIRST)]


def test_an_organisation_without_a_place_goes_before_the_second_of_another():
    assert order([A, B], A=(1, None)) == [(2, Why.FIRST), (1, Why.MORE)]


def test_the_second_who_waits_of_one_organisation_comes_after_the_first_of_each():
    assert order([A, A, B, C]) == [(1, Why.FIRST), (3, Why.FIRST), (4, Why.FIRST), (2, Why.MORE)]


def test_who_comes_for_no_organisation_counts_as_one_without_a_place():
    assert order([A, None, None], A=(2, None)) == [(2, Why.FIRST), (3, Why.FIRST), (1, Why.MORE)]


def test_an_organisation_at_its_number_is_passed_over():
    assert order([A, B], A=(2, 2), B=(1, 2)) == [(2, Why.MORE), (1, Why.FULL)]


def test_those_before_count_against_the_number_of_an_organisation():
    assert order([A, A, A], A=(0, 2)) == [(1, Why.FIRST), (2, Why.MORE), (3, Why.FULL)]


def test_an_organisation_over_its_number_is_passed_over_too():
    assert order([A], A=(3, 2)) == [(1, Why.FULL)]


@pytest.mark.parametrize(("free", "expected"), [(0, []), (1, [1]), (2, [1, 2]), (9, [1, 2]), (None, [1, 2])])
def test_free_places_go_to_the_first_who_may_have_one(free, expected):
    turns = [Turn(Waiter(each, each), why) for each, why in ((1, Why.FIRST), (2, Why.MORE), (3, Why.FULL))]
    assert [turn.waiter.party_id for turn in next_turns(turns, free)] == expected


def test_a_position_counts_the_organisations_without_a_place_before_it():
    turns = waiting_order(
        [Waiter(10, 1, A), Waiter(11, 2, B), Waiter(12, 3, C)], {A: Allowance(None, 1), B: UNLIMITED, C: UNLIMITED}
    )
    position = position_of(10, turns)
    assert position is not None
    assert position.words == "Number 3; 2 organisations without a place are before you"
    assert position_of(11, turns).words == "Number 1"
    assert position_of(12, turns).words == "Number 2; 1 organisation without a place is before you"
    assert position_of(99, turns) is None


def test_a_position_says_when_the_own_organisation_has_all_its_places():
    turns = waiting_order([Waiter(10, 1, A)], {A: Allowance(1, 1)})
    position = position_of(10, turns)
    assert position is not None
    assert "your organisation has all its places" in position.words


@pytest.mark.parametrize(
    ("allowance", "words"),
    [
        (Allowance(None, 4), ""),
        (Allowance(2, 0), "Your organisation has 2 places; none is taken"),
        (Allowance(2, 1), "Your organisation has 2 places; 1 is taken"),
        (Allowance(1, 1), "Your organisation has 1 place; 1 is taken"),
        (Allowance(3, 2), "Your organisation has 3 places; 2 are taken"),
    ],
)
def test_a_partner_reads_the_number_of_the_organisation(allowance, words):
    assert quota_words(allowance) == words


@pytest.mark.parametrize(
    ("allowance", "words"),
    [
        (Allowance(None, 4), ""),
        (Allowance(5, 4), "1 place is left"),
        (Allowance(9, 4), "5 places are left"),
        (Allowance(4, 4), "no place is left: whoever says yes now goes on the waiting list"),
    ],
)
def test_a_partner_reads_how_many_places_are_left(allowance, words):
    assert left_words(allowance) == words


@pytest.mark.parametrize(
    ("taken", "limit", "waiting", "words"),
    [
        (10, 7, 4, "3 more are taken than there would be places: nobody is removed; no place is given until 4 places"),
        (10, 9, 4, "1 more is taken than there would be places: nobody is removed; no place is given until 2 places"),
        (10, 20, 30, "10 places are offered at once to whoever waits first."),
        (10, 11, 30, "1 place is offered at once to whoever waits first."),
        (10, 20, 0, "10 places are free; nobody waits for one."),
        (10, 10, 5, "No places are free; nobody waits for one."),
        (10, None, 2, "There is no limit: 2 people who wait have a place at once."),
        (10, None, 0, "There is no limit: whoever says yes has a place."),
    ],
)
def test_what_a_number_would_do_is_said_before_it_is_done(taken, limit, waiting, words):
    assert words in consequence(Allowance(10, taken), limit, waiting)

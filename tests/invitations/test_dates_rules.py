import itertools
from datetime import timedelta

import pytest

from scheduler.invitations.rules import Choice, OfferState
from scheduler.invitations.rules.dates import (
    Ballot,
    DateDoor,
    DateGate,
    Finding,
    date_gate,
    decide,
    length_words,
)
from tests.factories import NOW

YES, MAYBE, NO = Choice.YES, Choice.IF_NEED_BE, Choice.NO
DATES = (1, 2, 3)


def required(*said: Choice):
    return Ballot(is_required=True, said=dict(zip(DATES, said, strict=True)) if said else None)


def optional(*said: Choice):
    return Ballot(is_required=False, said=dict(zip(DATES, said, strict=True)) if said else None)


@pytest.mark.parametrize(
    ("ballots", "finding", "ranked"),
    [
        pytest.param([required()], "waiting", (), id="nobody has answered"),
        pytest.param([required(YES, NO, NO)], "agreed", (1,), id="one partner, one date"),
        pytest.param([required(YES, YES, YES)], "agreed", (1, 2, 3), id="the earliest of equals"),
        pytest.param([required(MAYBE, YES, NO)], "agreed", (2, 1), id="yes before if need be"),
        pytest.param([required(MAYBE, MAYBE, MAYBE)], "agreed", (1, 2, 3), id="if need be is enough"),
        pytest.param([required(NO, NO, NO)], "nothing fits", (), id="no to all"),
        pytest.param([required(YES, NO, NO), required(NO, YES, YES)], "nothing fits", (), id="they exclude each other"),
        pytest.param([required(YES, YES, NO), required(NO, YES, YES)], "agreed", (2,), id="the one for both"),
        pytest.param([required(YES, MAYBE, NO), required(MAYBE, YES, NO)], "agreed", (1, 2), id="a tie: earlier"),
        pytest.param([required(YES, YES, YES), required()], "waiting", (), id="one of two is silent"),
        pytest.param([required(NO, NO, NO), required()], "nothing fits", (), id="nothing left to wait for"),
        pytest.param([required(YES, YES, NO), optional(NO, YES, YES)], "agreed", (2, 1), id="optional breaks the tie"),
        pytest.param([required(YES, YES, NO), optional(NO, MAYBE, YES)], "agreed", (2, 1), id="optional, if need be"),
        pytest.param(
            [required(YES, MAYBE, NO), optional(NO, YES, NO)], "agreed", (1, 2), id="optional never outweighs"
        ),
        pytest.param([required(YES, NO, NO), optional()], "agreed", (1,), id="a silent optional is not waited for"),
        pytest.param([required(YES, NO, NO), optional(NO, NO, NO)], "agreed", (1,), id="an optional no stops nothing"),
        pytest.param([optional(NO, YES, NO), optional(YES, YES, NO)], "agreed", (2,), id="without required all decide"),
        pytest.param([optional(NO, YES, NO), optional()], "waiting", (), id="without required all are waited for"),
    ],
)
def test_which_date_it_is(ballots, finding, ranked):
    decision = decide(DATES, ballots)
    assert (decision.finding, decision.ranked) == (Finding(finding), ranked)


def test_whatever_is_said_an_agreed_date_was_refused_by_nobody_who_decides():
    for said in itertools.product(itertools.product(Choice, repeat=3), repeat=2):
        first, second = said
        decision = decide(DATES, [required(*first), required(*second)])
        fitting = {day for day, *both in zip(DATES, first, second, strict=True) if NO not in both}
        assert set(decision.ranked) == fitting
        assert (decision.finding is Finding.AGREED) == bool(fitting)


def test_dates_that_are_gone_are_not_chosen_and_none_left_fits_nobody():
    assert decide((2, 3), [required(YES, MAYBE, NO)]).ranked == (2,)
    assert decide((), [required(YES, YES, YES)]).finding is Finding.NOTHING_FITS


def test_a_date_of_which_nothing_was_said_is_not_refused():
    assert decide((9,), [required(NO, NO, NO)]).finding is Finding.AGREED


def door(state=OfferState.OPEN, **facts: object):
    return DateDoor(state=state, answer_by_at=facts.pop("answer_by_at", NOW + timedelta(days=5)), **facts)


@pytest.mark.parametrize(
    ("facts", "gate"),
    [
        (door(), DateGate.OPEN),
        (door(OfferState.NOTHING_FITS), DateGate.OPEN),
        (door(answer_by_at=NOW), DateGate.EXPIRED),
        (door(OfferState.NOTHING_FITS, answer_by_at=NOW), DateGate.EXPIRED),
        (door(OfferState.EXPIRED), DateGate.EXPIRED),
        (door(OfferState.WITHDRAWN), DateGate.WITHDRAWN),
        (door(OfferState.WITHDRAWN, has_newer=True), DateGate.REPLACED),
        (door(OfferState.EXPIRED, has_newer=True), DateGate.REPLACED),
        (door(OfferState.TAKEN), DateGate.TAKEN),
        (door(OfferState.TAKEN, has_newer=True), DateGate.TAKEN),
        (door(OfferState.SETTLED), DateGate.SETTLED),
        (door(OfferState.SETTLED, answer_by_at=NOW), DateGate.SETTLED),
        (door(OfferState.SETTLED, is_called_off=True), DateGate.CALLED_OFF),
        (door(is_called_off=True), DateGate.OPEN),
        (door(OfferState.SETTLED, is_revoked=True), DateGate.REPLACED),
        (door(is_revoked=True), DateGate.REPLACED),
    ],
)
def test_what_a_link_shows(facts, gate):
    assert date_gate(facts, NOW) is gate


@pytest.mark.parametrize(
    ("minutes", "words"), [(60, "1 hour"), (45, "45 minutes"), (150, "2 hours 30 minutes"), (120, "2 hours")]
)
def test_how_long_is_said_in_words(minutes, words):
    assert length_words(minutes) == words

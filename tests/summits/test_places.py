"""Who says yes has a place or a number; what becomes free goes to the next; the counters stay true."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from scheduler.core.errors import RuleBroken
from scheduler.engagements.service import cancel_engagement
from scheduler.invitations.rules import PartStat
from scheduler.invitations.service import invite, withdraw_invitation
from scheduler.summits.queries.places import free_places, state_words, your_words
from scheduler.summits.queries.waiting import position
from scheduler.summits.rules.vocabulary import PlaceState
from scheduler.summits.service.companions import resize_party
from tests import factories
from tests.factories import NOW
from tests.summits.full_house import house


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


def test_without_a_limit_everybody_has_a_place(app):
    full = house()
    assert {party.state for party in full.fill(3)} == {PlaceState.CONFIRMED}
    assert free_places(full.summit) is None
    full.check_counters()


def test_who_comes_when_all_is_taken_waits_with_a_number(app):
    full = house(places=2)
    states = [party.state for party in full.fill(4)]
    assert states == [PlaceState.CONFIRMED] * 2 + [PlaceState.WAITING] * 2
    assert [party.waiting_number for party in full.in_state(PlaceState.WAITING)] == [1, 2]
    full.check_counters()

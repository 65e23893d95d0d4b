"""Whatever happens in whatever order, places are as somebody with paper and pencil would have given them."""

import itertools
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from scheduler.almanac.queries import working_hours_after
from scheduler.core.clock import utc_now
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.engagements.service import cancel_engagement
from scheduler.invitations.models import Invitation
from scheduler.invitations.queries.doors import gate_of
from scheduler.invitations.rules import Gate, PartStat
from scheduler.invitations.service import invite, withdraw_invitation
from scheduler.summits.models import Party, Summit
from scheduler.summits.queries import agencies_of
from scheduler.summits.queries.waiting import turns_of
from scheduler.summits.rules.places import Numbers, Why
from scheduler.summits.rules.vocabulary import PlaceState
from scheduler.summits.service.capacity import set_numbers
from scheduler.summits.service.companions import resize_party
from scheduler.summits.service.offers import expire_places, offer_out_of_order, withdraw_offer
from scheduler.summits.service.place_link import Press, come_back, leave_list, let_place_go, take_place
from tests import factories
from tests.factories import NOW
from tests.summits.full_house import House
from tests.summits.places_model import TAKES, Claim, Paper, set_state

HOMES = (0, 0, 0, 1, 1, 2, 2, 3, None, None)
"""Whose organisation each invitee is of."""
BEGINS = NOW + timedelta(days=24)
WHO = st.integers(0, len(HOMES) - 1)
COMES = {PartStat.ACCEPTED, PartStat.DELEGATED}
SAID = st.sampled_from(["ACCEPTED", "ACCEPTED", "DELEGATED", "DECLINED", "TENTATIVE"]).map(PartStat)
_numbers = itertools.count(1)


class Places(RuleBasedStateMachine):
    """One summit, ten invitees of four organisations and of none, and the same on paper."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = time_machine.travel(NOW, tick=False)
        self.time = self.clock.start()

    @initialize(places=st.integers(1, 4), quota=st.sampled_from([None, 1, 2]), early=st.permutations(range(len(HOMES))))
    def begin(self, places: int, quota: int | None, early: list[int]) -> None:
        """Most have said that they come, in one order or another."""
        factories.office()
        engagement = factories.summit(places=places, quota=quota).engagement
        engagement.starts_at, engagement.ends_at = BEGINS, BEGINS + timedelta(hours=6)
        self.house = House(db.session.query(Summit).filter_by(engagement_id=engagement.id).one())
        homes = [factories.organisation() for _ in range(4)]
        for home in HOMES:
            if home is None:
                self.house.invitations += invite(engagement, [factories.person()], now=NOW).invited
            else:
                self.house.invite(homes[home])
        self.paper = Paper([Claim(home) for home in HOMES], BEGINS, places, quota)
        self.agency_ids = {
            home: self.house.party(invitation).agency_id
            for home, invitation in zip(HOMES, self.house.invitations, strict=True)
            if home is not None
        }
        db.session.commit()
        for who in early[:-2]:
            self.answers(who, PartStat.ACCEPTED)

    def teardown(self) -> None:
        if hasattr(self, "paper"):
            self._off()
        self.clock.stop()

    def _off(self) -> None:
        """At the end it is cancelled: nobody has a place and nobody is offered one."""
        offers = [self.party(who).offers for who in range(len(HOMES))]
        cancel_engagement(self.house.summit.engagement, "the hosts cannot come", now=self.now)
        db.session.commit()
        self.house.check_counters()
        assert self.house.summit.places.taken == 0
        assert {self.party(who).state for who in range(len(HOMES))} == {PlaceState.NOT_WANTED}
        assert offers == [self.party(who).offers for who in range(len(HOMES))]

    @property
    def now(self) -> datetime:
        return utc_now()

    @property
    def until(self) -> datetime:
        return working_hours_after(self.now, 16)

    def invitation(self, who: int) -> Invitation:
        return self.house.invitations[who]

    def party(self, who: int) -> Party:
        return self.house.party(self.invitation(who))

    def one_of(self, state: PlaceState, who: int) -> int:
        """One in this state if there is any, so that most presses are of use; else anybody."""
        found = [number for number, claim in enumerate(self.paper.claims) if claim.state is state]
        return found[who % len(found)] if found else who

    def attempt(self, act: Callable[[], object]) -> bool:
        """Whether it was done; what is refused changes nothing."""
        try:
            act()
        except (RuleBroken, VersionConflict):
            db.session.rollback()
            return False
        db.session.commit()
        return True

    def may_press(self, who: int) -> bool:
        if not self.paper.claims[who].is_invited:
            return False
        return gate_of(self.house.link(self.invitation(who)), self.now) is Gate.OPEN

    @rule(who=WHO, said=SAID)
    def answers(self, who: int, said: PartStat) -> None:
        claim = self.paper.claims[who]
        if not self.may_press(who):
            return
        is_repeat = self.invitation(who).partstat is said
        self.house.answer(self.invitation(who), said, now=self.now)
        db.session.commit()
        if is_repeat:
            return
        if said in COMES:
            self.paper.come(claim, self.now, self.until)
        else:
            self.paper.leave(claim, PlaceState.NOT_WANTED, self.now, self.until)

    @rule(who=WHO, said=st.sampled_from([PartStat.DECLINED, PartStat.TENTATIVE]))
    def gives_a_place_up(self, who: int, said: PartStat) -> None:
        self.answers(self.one_of(PlaceState.CONFIRMED, who), said)

    @rule(who=WHO)
    def is_withdrawn(self, who: int) -> None:
        claim = self.paper.claims[who]
        if self.attempt(lambda: withdraw_invitation(self.invitation(who), now=self.now)):
            assert claim.is_invited
            claim.is_invited = False
            self.paper.leave(claim, PlaceState.NOT_WANTED, self.now, self.until)

    @rule(who=WHO)
    def is_invited_again(self, who: int) -> None:
        invitation, claim = self.invitation(who), self.paper.claims[who]
        whom = invitation.post or invitation.person
        assert whom is not None
        if self.attempt(lambda: invite(self.house.summit.engagement, [whom], now=self.now)):
            claim.is_invited = True

    @rule(
        places=st.sampled_from([None, 0, 1, 2, 2, 3, 3, 4, 4, 5, 6]),
        quota=st.sampled_from([None, 1, 2, 3]),
        own=st.dictionaries(st.integers(0, 3), st.integers(1, 3), max_size=1),
    )
    def numbers_change(self, places: int | None, quota: int | None, own: dict[int, int]) -> None:
        by_agency = {self.agency_ids[home]: number for home, number in own.items()}
        set_numbers(self.house.summit, Numbers(places, quota, by_agency), now=self.now)
        db.session.commit()
        self.paper.places, self.paper.quota, self.paper.own = places, quota, own
        self.paper.offer_on(self.now, self.until)

    @rule(who=WHO, is_old=st.booleans())
    def takes_the_place(self, who: int, *, is_old: bool) -> None:
        who = self.one_of(PlaceState.OFFERED, who)
        party, claim = self.party(who), self.paper.claims[who]
        if not self.may_press(who):
            return
        number = party.offers - is_old
        is_open = claim.until is not None and self.now < claim.until and not is_old
        is_repeat = claim.state is PlaceState.CONFIRMED and claim.offers == number
        press = Press(self.house.link(self.invitation(who)), number)
        assert self.attempt(lambda: take_place(party, press, now=self.now)) == (is_open or is_repeat)
        if is_open:
            set_state(claim, PlaceState.CONFIRMED)

    @rule(who=WHO)
    def lets_the_place_go(self, who: int) -> None:
        who = self.one_of(PlaceState.OFFERED, who)
        party, claim = self.party(who), self.paper.claims[who]
        if not self.may_press(who):
            return
        is_open = claim.until is not None and self.now < claim.until
        press = Press(self.house.link(self.invitation(who)), party.offers)
        done = self.attempt(lambda: let_place_go(party, press, now=self.now))
        assert done == (is_open or claim.state is PlaceState.LET_GO)
        if is_open:
            self.paper.leave(claim, PlaceState.LET_GO, self.now, self.until)

    @rule(who=WHO)
    def leaves_the_list(self, who: int) -> None:
        who = self.one_of(PlaceState.WAITING, who)
        party, claim = self.party(who), self.paper.claims[who]
        if not self.may_press(who):
            return
        is_over = claim in self.paper.due(self.now)
        press = Press(self.house.link(self.invitation(who)))
        if self.attempt(lambda: leave_list(party, press, now=self.now)) and claim.state is not PlaceState.LET_GO:
            if is_over:
                self.paper.lapse([claim], self.now, self.until)
            assert claim.state in {PlaceState.WAITING, PlaceState.LAPSED}
            set_state(claim, PlaceState.LET_GO)

    @rule(who=WHO)
    def comes_back(self, who: int) -> None:
        who = self.one_of(PlaceState.LAPSED, who)
        party, claim = self.party(who), self.paper.claims[who]
        if not self.may_press(who):
            return
        is_over = claim in self.paper.due(self.now)
        press = Press(self.house.link(self.invitation(who)))
        done = self.attempt(lambda: come_back(party, press, now=self.now))
        if done and is_over:
            self.paper.lapse([claim], self.now, self.until)
        if done and claim.state is PlaceState.LAPSED:
            self.paper.come(claim, self.now, self.until)

    @rule(who=WHO)
    def is_put_first_by_the_office(self, who: int) -> None:
        who = self.one_of(PlaceState.WAITING, who)
        claim = self.paper.claims[who]
        may = claim.state is PlaceState.WAITING and not self.paper.is_full() and self.paper.has_room(claim)
        done = self.attempt(lambda: offer_out_of_order(self.party(who), "the hosts ask", now=self.now))
        assert done == (may and self.now < BEGINS)
        if done:
            self.paper.offer(claim, self.until)

    @rule(who=WHO)
    def loses_the_offer_by_the_office(self, who: int) -> None:
        who = self.one_of(PlaceState.OFFERED, who)
        claim = self.paper.claims[who]
        done = self.attempt(lambda: withdraw_offer(self.party(who), "asked by telephone", now=self.now))
        assert done == (claim.state is PlaceState.OFFERED)
        if done:
            self.paper.lapse([claim], self.now, self.until)

    @rule(who=WHO, size=st.integers(1, 3))
    def comes_with(self, who: int, size: int) -> None:
        who = self.one_of(PlaceState.CONFIRMED, who)
        claim, more = self.paper.claims[who], size - self.paper.claims[who].size
        fits = not self.paper.is_full(more) and self.paper.has_room(claim, more) and not self._others_wait()
        may = claim.state is PlaceState.CONFIRMED and (more < 0 or fits)
        assert self.attempt(lambda: resize_party(self.party(who), size, now=self.now)) == (may or more == 0)
        if may and more:
            claim.size = size
            if more < 0:
                self.paper.offer_on(self.now, self.until)

    def _others_wait(self) -> bool:
        return self.paper.places is not None and bool(self.paper.eligible())

    @rule(hours=st.sampled_from([1, 8, 30, 80]))
    def time_passes(self, hours: int) -> None:
        self.time.shift(timedelta(hours=hours))

    @rule()
    def the_worker_comes_by(self) -> None:
        due = self.paper.due(self.now)
        assert expire_places(self.now) == len(due)
        db.session.commit()
        if due:
            self.paper.lapse(due, self.now, self.until)

    @invariant()
    def stands_as_on_paper(self) -> None:
        if not hasattr(self, "paper"):
            return
        self.house.check_counters()
        for who, claim in enumerate(self.paper.claims):
            party = self.party(who)
            assert (party.state, party.size, party.waiting_number) == (claim.state, claim.size, claim.number)
            assert (party.offers, party.offer_until_at) == (claim.offers, claim.until)

    @invariant()
    def no_place_is_idle_while_somebody_may_have_it(self) -> None:
        if hasattr(self, "paper") and self.now < BEGINS:
            assert self.paper.is_full() or not self.paper.eligible()

    @invariant()
    def the_list_is_in_the_order_of_giving(self) -> None:
        if not hasattr(self, "paper"):
            return
        turns = turns_of(self.house.summit)
        eligible = self.paper.next_one()
        first = next((turn.waiter.number for turn in turns if turn.why is not Why.FULL), None)
        assert first == (eligible.number if eligible else None)
        assert len(turns) == sum(each.state is PlaceState.WAITING for each in self.paper.claims)

    @invariant()
    def no_number_is_passed_but_by_what_was_given_before(self) -> None:
        if hasattr(self, "paper"):
            for agency in agencies_of(self.house.summit):
                assert agency.ceiling is None or agency.taken <= agency.ceiling
            assert self.paper.taken() == sum(each.size for each in self.paper.claims if each.state in TAKES)


def run(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Places,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=examples < 100,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )


def test_any_history_leaves_places_as_on_paper(app):
    run(examples=12, steps=25)


@pytest.mark.storm
def test_many_long_histories_leave_places_as_on_paper(app):
    run(examples=100, steps=50)

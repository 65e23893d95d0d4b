"""Who is proposed from the register of seats, the pledges and the diaries as they are in the database."""

from datetime import date, timedelta

import pytest

from scheduler.core.db import db
from scheduler.engagements.models import Principal
from scheduler.engagements.service import add_absence
from scheduler.forward_plan.models import Commitment
from scheduler.forward_plan.rules.vocabulary import Ours
from scheduler.incoming.queries.covering import proposal_for
from scheduler.incoming.rules.cover import Claim
from scheduler.invitations.rules import Authority
from scheduler.representation.models import Alternate, Representation
from scheduler.representation.rules.vocabulary import Capacity
from tests import factories
from tests.browsing import submit
from tests.factories import NOW
from tests.forward_plan import promises
from tests.incoming.samples import Ask, outlook

ASK = Ask()


@pytest.fixture
def asked(invited):
    invited.deliver(outlook(ASK))
    return invited


def proposal(asked):
    db.session.commit()
    return proposal_for(asked.the_only(), now=NOW)


def busy(*principals: Principal) -> None:
    factories.engagement(title="Panel", starts_at=ASK.starts_at, ends_at=ASK.starts_at + timedelta(hours=1),
                         principals=list(principals))  # fmt: skip


def either(asked, ours=Ours.ANY_OF):
    rule = promises.rule(body=asked.body, principals=[asked.commissioner, asked.chief], ours=ours)
    rule.pledge.source, rule.pledge.source_on = "Police and Crime Panel", date(2014, 7, 14)
    if not rule.commitments:
        db.session.add(Commitment(rule=rule, body=asked.body, joined_on=date(2014, 7, 14)))
    db.session.flush()


def seat(asked, *alternates: tuple[str, Authority], until_on=None):
    made = Representation(
        body=asked.body,
        role="Director of Finance",
        capacity=Capacity.INVITED,
        from_on=date(2020, 1, 1),
        until_on=until_on,
    )
    made.alternates = [
        Alternate(position=number, role=role, authority=authority)
        for number, (role, authority) in enumerate(alternates, 1)
    ]
    db.session.add(made)
    db.session.flush()


def test_commissioner_or_chief_executive_covers_for_the_one_who_is_busy(asked):
    either(asked)
    busy(asked.commissioner)
    found = proposal(asked)
    assert found.candidate.principal_id == asked.chief.id
    assert found.reason == (
        "The Chief Executive is named as well by “Police and Crime Panel, 14 July 2014”. "
        "The Commissioner has “Panel” from 2pm to 3pm."
    )


def test_a_rule_for_all_of_them_lets_nobody_stand_in(asked):
    either(asked, Ours.ALL_OF)
    busy(asked.commissioner)
    assert proposal(asked).candidate is None


def test_leave_counts_as_taken_and_a_time_held_for_others_too(asked):
    either(asked)
    add_absence(asked.commissioner, date(2026, 10, 12), date(2026, 10, 16), "leave")
    assert proposal(asked).candidate.principal_id == asked.chief.id


def test_the_register_names_seat_and_alternates_in_order(asked):
    seat(asked, ("Head of Estates", Authority.NONE), ("Chief Accountant", Authority.FULL))
    busy(asked.commissioner)
    found = proposal(asked)
    assert (found.candidate.role, found.candidate.claim) == ("Director of Finance", Claim.REPRESENTATIVE)
    assert [each.role for each in found.candidates] == [
        "Commissioner",
        "Director of Finance",
        "Chief Accountant",
        "Chief Executive",
        "Head of Estates",
    ]


def test_a_seat_that_has_ended_covers_nothing(asked):
    seat(asked, until_on=date(2026, 9, 30))
    busy(asked.commissioner)
    assert proposal(asked).candidate is None


def test_its_own_hold_is_never_in_its_way(asked, manager):
    path = f"/invited/{asked.the_only().id}/hold"
    assert submit(manager, path, {"goer": f"principal:{asked.commissioner.id}"}).status_code == 303
    assert proposal(asked).candidate.principal_id == asked.commissioner.id

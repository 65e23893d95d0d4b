"""Dates on offer follow the post: the successor is asked afresh, the former holder's link dies."""

from datetime import timedelta

from scheduler.core.rounds import registered_rounds
from scheduler.invitations.models import OfferPartner
from scheduler.invitations.queries.dates import live_date_links
from scheduler.stakeholders.models import Person
from scheduler.stakeholders.rules.successions import Heir, SuccessionPlan
from scheduler.stakeholders.service import appoint, end_tenure
from scheduler.stakeholders.service.successions import succeed
from tests import factories
from tests.browsing import page
from tests.factories import NOW
from tests.invitations.offered import NO, YES, Trial
from tests.outbox.draining import send_all

TODAY = NOW.date()


def newcomer() -> Person:
    return factories.person(honorific="Councillor", name="Samir Oakes", email="samir@example.org")


def addresses(partner: OfferPartner) -> set[str]:
    return {link.address for link in live_date_links(partner)}


def test_the_successor_is_asked_and_the_former_holders_link_dies(client, trial: Trial, smtp_sink):
    trial.offer()
    send_all(NOW)
    old = trial.path()
    appoint(trial.leader, newcomer(), from_on=TODAY)
    send_all(NOW)
    assert addresses(trial.partner()) == {"samir@example.org", "jo@example.org"}
    assert len(smtp_sink.to("rowan@example.org")) == 1, "only what was sent before"
    assert len(smtp_sink.to("samir@example.org")) == 1
    assert not page(client.get(old)).select("main input[type=radio]")
    assert page(client.get(trial.path())).select("main input[type=radio]")


def test_dates_that_wait_for_somebody_who_left_are_never_mailed(trial: Trial, smtp_sink):
    trial.offer()
    appoint(trial.leader, newcomer(), from_on=TODAY)
    send_all(NOW)
    assert smtp_sink.to("rowan@example.org") == []


def test_what_the_former_holder_chose_binds_nobody(trial: Trial):
    trial.offer()
    trial.choose(NO, NO, NO)
    appoint(trial.leader, newcomer(), from_on=TODAY)
    partner = trial.partner()
    assert partner.answered_at is None
    assert partner.choices == []


def test_a_vacant_post_is_asked_when_somebody_takes_it(trial: Trial):
    trial.offer()
    end_tenure(trial.leader.tenures[0], until_on=TODAY - timedelta(days=1))
    assert addresses(trial.partner()) == set()
    appoint(trial.leader, newcomer(), from_on=TODAY)
    assert "samir@example.org" in addresses(trial.partner())


def test_the_days_round_mails_nobody_twice(trial: Trial):
    trial.offer()
    trial.leader.tenures[0].person.honorific = "Dr"
    before = live_date_links(trial.partner())
    for each in registered_rounds():
        if each.name == "invitations follow their posts":
            each.run(NOW)
    assert live_date_links(trial.partner()) == before


def test_a_successor_council_chooses_from_its_first_day_on(trial: Trial):
    trial.offer()
    new = factories.organisation(name="North Council")
    heir = factories.post(organisation=new, email="leader.north@example.org")
    plan = SuccessionPlan(TODAY, (new.id,), {trial.leader.id: Heir(post_id=heir.id)})
    succeed(trial.leader.home, plan, now=NOW)
    partner = trial.partner(heir)
    assert partner.label == "Leader, North Council"
    assert addresses(partner) == {"leader.north@example.org"}
    trial.choose(YES, NO, NO, post=heir)
    assert trial.engagement.starts_at is not None
    assert heir in trial.engagement.posts

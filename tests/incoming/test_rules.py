"""Who is proposed and why, which titles mean one event, who invites us: pure."""

from datetime import UTC, datetime, timedelta

import pytest

from scheduler.ical.event import Timed
from scheduler.incoming.rules.arrivals import Arrival
from scheduler.incoming.rules.courtesy import courtesy_words
from scheduler.incoming.rules.cover import Candidate, Claim, propose_cover
from scheduler.incoming.rules.likeness import are_alike, bare_title
from scheduler.incoming.rules.matching import Home, HomeKind, Sign, who_invites
from scheduler.incoming.rules.vocabulary import Decision, Way
from scheduler.invitations.rules import Authority

BUSY = ("The Commissioner has “Visit to Blaby” from 2pm to 3pm",)
ASKED = Candidate(role="Commissioner", claim=Claim.ASKED, principal_id=1)
ASKED_BUSY = Candidate(role="Commissioner", claim=Claim.ASKED, principal_id=1, in_the_way=BUSY)
EITHER = Candidate(role="Chief Executive", claim=Claim.ANY_OF, principal_id=2, source="Panel, 14 July 2014")


def alternate(position, authority=None):
    return Candidate(role=f"Officer {position}", claim=Claim.ALTERNATE, position=position, authority=authority)


def test_whom_they_asked_goes_when_free():
    proposal = propose_cover([EITHER, ASKED])
    assert proposal.candidate is ASKED
    assert proposal.reason == "The Commissioner is the one they asked, and free."


def test_commissioner_or_chief_executive_proposes_the_other_and_says_both_reasons():
    proposal = propose_cover([ASKED_BUSY, EITHER])
    assert proposal.candidate is EITHER
    assert proposal.reason == (
        "The Chief Executive is named as well by “Panel, 14 July 2014”. "
        "The Commissioner has “Visit to Blaby” from 2pm to 3pm."
    )


def test_alternates_come_in_order_but_one_who_may_decide_nothing_comes_last():
    first, second = alternate(1, Authority.NONE), alternate(2, Authority.LIMITED)
    proposal = propose_cover([ASKED_BUSY, EITHER, first, second])
    assert proposal.candidate is second
    assert "second alternate and may commit us within limits" in proposal.reason
    assert [each.role for each in proposal.candidates] == ["Commissioner", "Officer 2", "Chief Executive", "Officer 1"]


def test_who_sits_there_comes_before_who_stands_in():
    seat = Candidate(role="Director of Finance", claim=Claim.REPRESENTATIVE)
    assert propose_cover([alternate(1), seat]).candidate is seat


def test_nobody_is_proposed_only_for_being_in_office():
    proposal = propose_cover([Candidate(role="Deputy", claim=Claim.ANYBODY, principal_id=3)])
    assert (proposal.candidate, proposal.reason) == (
        None,
        "Nobody is known to represent us there. Choose who goes.",
    )


def test_where_nobody_is_free_it_says_why():
    proposal = propose_cover([ASKED_BUSY, Candidate(role="Commissioner", claim=Claim.ANYBODY, principal_id=1)])
    assert proposal.candidate is None
    assert proposal.reason.startswith("Nobody is free: the Commissioner is taken. The Commissioner has")
    assert len(proposal.candidates) == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("FW: Invitation: Melton CSP, autumn", "Melton CSP autumn meeting", True),
        ("Re: FWD: Strategic Assessment workshop", "Strategic assessment: workshop", True),
        ("Meeting", "Executive", True),
        ("Executive", "Scrutiny panel", False),
        ("Board meeting", "Autumn meeting", True),
        ("Housing group", "Housing, planning and infrastructure conference", False),
    ],
)
def test_titles_are_alike_whatever_programs_put_before_them(one, other, same):
    assert are_alike(one, other) is same
    assert are_alike(other, one) is same


def test_the_hosts_own_names_tell_nothing():
    names = ("Melton Community Safety Partnership", "Melton CSP")
    assert are_alike("Melton CSP autumn meeting", "Melton Community Safety Partnership, autumn", names)
    assert not are_alike("Melton CSP walkabout", "Melton CSP budget", names)
    assert bare_title("WG: FW: Budget") == "Budget"


def test_what_is_held_says_that_its_time_is_kept_free_only_where_it_has_one():
    at = datetime(2026, 10, 13, 13, tzinfo=UTC)
    kept = courtesy_words(Decision.HELD, "Dinner", Timed(at, at + timedelta(hours=2)))
    assert kept.endswith("We keep the time free and shall let you know as soon as we can.")
    bare = courtesy_words(Decision.HELD, "Dinner", None)
    assert bare.endswith("“Dinner”. We shall let you know as soon as we can.")


CSP = Home(
    kind=HomeKind.BODY, id=1, names=("Melton Community Safety Partnership", "Melton CSP"),
    addresses=(("clerk@melton.example.org", None),),
)  # fmt: skip
COUNCIL = Home(
    kind=HomeKind.ORGANISATION, id=1, names=("Melton Borough Council", "Melton"),
    addresses=(("leader@melton.example.org", 7),),
)  # fmt: skip
OTHER = Home(
    kind=HomeKind.ORGANISATION, id=2, names=("Rutland County Council", "Rutland"),
    addresses=(("leader@shared.example.org", 8), ("pa@shared.example.org", 8)),
)  # fmt: skip
SHARED = Home(kind=HomeKind.ORGANISATION, id=3, names=("A third",), addresses=(("x@shared.example.org", 9),))


@pytest.mark.parametrize(
    ("title", "sender", "home", "sign", "post"),
    [
        ("Anything", "clerk@melton.example.org", CSP, Sign.ADDRESS_OF_BODY, None),
        ("Melton CSP, winter", "leader@melton.example.org", CSP, Sign.NAME_OF_BODY, None),
        ("Breakfast", "leader@melton.example.org", COUNCIL, Sign.ADDRESS_OF_ORGANISATION, 7),
        ("Opening of a hall in Rutland", "a@example.com", OTHER, Sign.NAME_OF_ORGANISATION, None),
        ("Breakfast", "somebody@melton.example.org", COUNCIL, Sign.DOMAIN, None),
        ("Breakfast", "somebody@shared.example.org", None, Sign.NONE, None),
        ("Melton and Rutland together", "a@example.com", OTHER, Sign.NAME_OF_ORGANISATION, None),
        ("Breakfast", "office@ours.example.org", None, Sign.NONE, None),
    ],
)
def test_the_host_is_known_by_the_surest_sign(title, sender, home, sign, post):
    arrival = Arrival(way=Way.MAIL, reference="1", title=title, sender_address=sender)
    found = who_invites(arrival, [CSP, COUNCIL, OTHER, SHARED], {"office@ours.example.org"})
    assert (found.home, found.sign, found.post_id) == (home, sign, post)

"""The truth table: what one answer is worth."""

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.ical.itip import Method
from scheduler.inbox.rules.deciding import REPEATED, SENDS_DEPUTY, TAKE, Claim, Contact, Decision, Held, decide
from scheduler.inbox.rules.proving import NAMELESS, Proof, proof_of
from scheduler.inbox.rules.vocabulary import Doubt, Outcome
from scheduler.invitations.rules import Gate, PartStat
from tests.factories import NOW

YES = Claim(
    method=Method.REPLY,
    partstat=PartStat.ACCEPTED,
    sequence=2,
    stamped_at=NOW,
    arrived_at=NOW,
    attendee=Contact.INVITEE,
    sender=Contact.INVITEE,
    proof=Proof.PASSED,
)
SILENT = Held(sequence=2, gate=Gate.OPEN)
EARLIER, LATER = NOW - timedelta(minutes=1), NOW + timedelta(minutes=1)


def _doubt(doubt: Doubt) -> Decision:
    return Decision(Outcome.TRIAGE, doubt)


@pytest.mark.parametrize(
    ("claim", "held", "decision"),
    [
        ({}, {}, TAKE),
        ({"proof": Proof.TOKEN}, {}, TAKE),
        ({"proof": Proof.TOKEN, "sender": Contact.UNKNOWN}, {}, TAKE),
        ({"sender": Contact.OFFICE}, {}, TAKE),
        ({"attendee": Contact.OFFICE, "sender": Contact.OFFICE}, {}, TAKE),
        ({"sequence": 3}, {}, TAKE),
        ({"stamped_at": None}, {"last_stamped_at": NOW}, TAKE),
        ({"partstat": PartStat.DECLINED}, {"partstat": PartStat.ACCEPTED, "last_at": EARLIER}, TAKE),
        ({}, {"partstat": PartStat.ACCEPTED, "is_about_present": False, "last_at": EARLIER}, TAKE),
        ({"words": "With pleasure"}, {"partstat": PartStat.ACCEPTED, "last_at": EARLIER}, TAKE),
        ({"proof": Proof.FAILED}, {}, _doubt(Doubt.FAILED_DMARC)),
        ({"proof": Proof.FAILED, "attendee": Contact.UNKNOWN}, {}, _doubt(Doubt.FAILED_DMARC)),
        ({"proof": Proof.NONE}, {}, _doubt(Doubt.UNPROVEN)),
        ({"attendee": Contact.UNKNOWN}, {}, _doubt(Doubt.UNKNOWN_SENDER)),
        ({"attendee": Contact.UNKNOWN, "proof": Proof.TOKEN}, {}, _doubt(Doubt.UNKNOWN_SENDER)),
        ({"sender": Contact.UNKNOWN}, {}, _doubt(Doubt.UNKNOWN_SENDER)),
        ({"sender": Contact.UNKNOWN, "proof": Proof.NONE}, {}, _doubt(Doubt.UNKNOWN_SENDER)),
        ({"attendee": Contact.UNKNOWN, "sender": Contact.UNKNOWN, "is_deputys": True}, {}, _doubt(Doubt.DEPUTY)),
        (
            {"attendee": Contact.UNKNOWN, "is_deputys": True, "proof": Proof.NONE},
            {},
            _doubt(Doubt.UNPROVEN),
        ),
        ({}, {"was_taken": True, "gate": Gate.OVER}, REPEATED),
        ({}, {"gate": Gate.CLOSED}, _doubt(Doubt.CLOSED)),
        ({}, {"gate": Gate.WITHDRAWN}, _doubt(Doubt.CLOSED)),
        ({"sequence": 1}, {"gate": Gate.CANCELLED}, _doubt(Doubt.CLOSED)),
        ({"sequence": 1}, {}, _doubt(Doubt.OLDER)),
        ({"sequence": 0, "proof": Proof.TOKEN}, {}, _doubt(Doubt.OLDER)),
        ({"stamped_at": EARLIER}, {"last_stamped_at": NOW}, _doubt(Doubt.SUPERSEDED)),
        ({}, {"partstat": PartStat.DECLINED, "last_at": LATER}, _doubt(Doubt.SUPERSEDED)),
        ({"partstat": None}, {}, _doubt(Doubt.NO_ANSWER)),
        ({}, {"partstat": PartStat.ACCEPTED, "last_at": EARLIER}, REPEATED),
        ({"words": "Again"}, {"partstat": PartStat.ACCEPTED, "words": "Again"}, REPEATED),
        ({"partstat": PartStat.DELEGATED, "deputy": "a@example.org"}, {}, SENDS_DEPUTY),
        (
            {"partstat": PartStat.DELEGATED, "deputy": "b@example.org"},
            {"partstat": PartStat.DELEGATED, "deputy": "a@example.org"},
            SENDS_DEPUTY,
        ),
        (
            {"partstat": PartStat.DELEGATED, "deputy": "a@example.org"},
            {"partstat": PartStat.DELEGATED, "deputy": "a@example.org"},
            REPEATED,
        ),
        ({"attendee": Contact.SUBSTITUTE, "sender": Contact.SUBSTITUTE}, {}, _doubt(Doubt.DEPUTY)),
        (
            {"attendee": Contact.SUBSTITUTE, "sender": Contact.SUBSTITUTE},
            {"partstat": PartStat.DELEGATED},
            REPEATED,
        ),
        (
            {"attendee": Contact.SUBSTITUTE, "sender": Contact.SUBSTITUTE},
            {"partstat": PartStat.DELEGATED, "may_confirm": True},
            TAKE,
        ),
        (
            {"attendee": Contact.SUBSTITUTE, "sender": Contact.SUBSTITUTE, "partstat": PartStat.DECLINED},
            {"partstat": PartStat.DELEGATED},
            TAKE,
        ),
        ({"attendee": Contact.INVITEE, "sender": Contact.SUBSTITUTE}, {}, _doubt(Doubt.DEPUTY)),
        ({"method": Method.COUNTER, "proposes_time": True, "partstat": None}, {}, TAKE),
        ({"method": Method.COUNTER, "proposes_time": True, "sequence": 1}, {}, _doubt(Doubt.OLDER)),
        ({"method": Method.COUNTER}, {}, _doubt(Doubt.NO_ANSWER)),
        ({"method": Method.REFRESH, "partstat": None, "sequence": 0}, {"last_at": LATER}, TAKE),
        ({"method": Method.REFRESH, "sender": Contact.UNKNOWN}, {}, _doubt(Doubt.UNKNOWN_SENDER)),
        ({"method": Method.REFRESH}, {"gate": Gate.CANCELLED}, _doubt(Doubt.CLOSED)),
    ],
)
def test_what_an_answer_is_worth(claim, held, decision):
    assert decide(replace(YES, **claim), replace(SILENT, **held)) == decision


def test_only_taken_answers_and_named_deputies_are_acted_on():
    assert TAKE.applies
    assert SENDS_DEPUTY.applies
    assert not _doubt(Doubt.DEPUTY).applies
    assert not REPEATED.applies


@pytest.mark.parametrize(
    ("verdicts", "domains", "proof"),
    [
        ({"mx.example.org": "pass"}, {"mx.example.org": "example.org"}, Proof.PASSED),
        ({"MX.example.org": "Pass"}, {"mx.example.org": "Example.ORG"}, Proof.PASSED),
        ({"mx.example.org": "fail"}, {"mx.example.org": "example.org"}, Proof.FAILED),
        ({"mx.example.org": "none"}, {"mx.example.org": "example.org"}, Proof.NONE),
        ({"mx.example.org": "pass"}, {"mx.example.org": "example.com"}, Proof.NONE),
        ({"mx.example.org": "pass"}, {}, Proof.NONE),
        ({"mx.stranger.example": "pass"}, {"mx.stranger.example": "example.org"}, Proof.NONE),
        ({"mx.example.org": "fail", "mx.stranger.example": "pass"}, {"mx.example.org": "example.org"}, Proof.FAILED),
        ({}, {}, Proof.NONE),
    ],
)
def test_only_our_own_server_proves_a_sender(verdicts, domains, proof):
    found = proof_of("rowan@example.org", verdicts, domains, authserv_id="mx.example.org", has_token=False)

    assert found is proof


def test_a_verdict_in_punycode_is_about_the_sender_in_their_own_letters():
    for domain in ("xn--strae-oqa.example", "straße.example"):
        facts = ({"mx.example.org": "pass"}, {"mx.example.org": domain})
        assert proof_of("a@straße.example", *facts, authserv_id="mx.example.org", has_token=False) is Proof.PASSED
        assert proof_of("a@strasse.example", *facts, authserv_id="mx.example.org", has_token=False) is Proof.NONE


def test_a_token_proves_what_no_server_looked_at():
    assert proof_of("a@example.org", {}, {}, authserv_id=None, has_token=True) is Proof.TOKEN
    assert proof_of("a@example.org", {}, {}, authserv_id=None, has_token=False) is Proof.NONE


def test_a_server_that_does_not_name_itself_counts_only_when_it_is_ours():
    facts = ({"": "pass"}, {"": "example.org"})

    assert proof_of("a@example.org", *facts, authserv_id=NAMELESS, has_token=False) is Proof.PASSED
    assert proof_of("a@example.org", *facts, authserv_id="mx.example.org", has_token=False) is Proof.NONE

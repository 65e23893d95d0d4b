"""Answers that must not touch the headcount by themselves: forged, old, repeated, of nobody we know, or of no sense."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from scheduler.inbox.rules.vocabulary import Doubt, MailKind
from tests.inbox.corpus.facts import REPEATED, TAKEN, CorpusMail, Facts, Outcomes, triage
from tests.inbox.corpus.others import CALENDAR, reply
from tests.inbox.corpus.writing import attendee, calendar, event, mail, multi, piece, text


def answering(facts: Facts, row: str = "", **more: object) -> bytes:
    """A plain REPLY."""
    return mail(facts, piece(CALENDAR, reply(facts, row)), **more)  # type: ignore[arg-type]


def from_an_alias(facts: Facts) -> bytes:
    row = attendee(facts, "ACCEPTED", address=facts.alias)
    return answering(facts, row, sender=facts.alias)


def forged(facts: Facts) -> bytes:
    return answering(facts, verdict="fail")


def unproven(facts: Facts) -> bytes:
    return answering(facts, verdict=None)


def proven_by_the_wrong_server(facts: Facts) -> bytes:
    domain = facts.attendee.partition("@")[2]
    claim = f"Authentication-Results: mx.elsewhere.example.org; dmarc=pass header.from={domain}"
    return answering(facts, verdict=None, headers=(claim,))


def proven_in_a_comment(facts: Facts) -> bytes:
    domain = facts.attendee.partition("@")[2]
    claim = (
        f"Authentication-Results: {facts.authserv_id}; spf=none (; dmarc=pass header.from={domain};)"
        f' smtp.mailfrom="; dmarc=pass header.from={domain}"; dmarc=none header.from={domain}'
    )
    return answering(facts, verdict=None, headers=(claim,))


def proven_below_the_verdict(facts: Facts) -> bytes:
    """A sender's own header stands below the one that our server puts on top."""
    domain = facts.attendee.partition("@")[2]
    claim = f"Authentication-Results: {facts.authserv_id}; dmarc=pass header.from={domain}"
    return answering(facts, verdict="fail", headers=(claim,))


def two_senders(facts: Facts) -> bytes:
    return answering(facts, headers=(f"From: {facts.stranger}",))


def about_an_older_date(facts: Facts) -> bytes:
    return answering(replace(facts, sequence=facts.sequence - 1))


def once_more(facts: Facts) -> bytes:
    """The same calendar in another mail."""
    return answering(facts, subject="Fwd: Re: Invitation")


def overtaken(facts: Facts) -> bytes:
    """Stamped an hour before the answer that came before it."""
    earlier = replace(facts, stamped_at=facts.stamped_at - timedelta(hours=1))
    return answering(earlier, attendee(facts, "DECLINED"))


def of_another_meeting(facts: Facts) -> bytes:
    return answering(replace(facts, uid="ffffffff-0000-4000-8000-000000000000"), reply_to=None)


def saying_nothing(facts: Facts) -> bytes:
    return answering(facts, f"ATTENDEE;CN={facts.attendee_name}:mailto:{facts.attendee}")


def still_to_act(facts: Facts) -> bytes:
    return answering(facts, attendee(facts, "NEEDS-ACTION"))


def nonsense(facts: Facts) -> bytes:
    return answering(facts, attendee(facts, "PERHAPS-WE-WILL-SEE"))


def a_party_crasher(facts: Facts) -> bytes:
    row = f"ATTENDEE;CN=A Visitor;PARTSTAT=ACCEPTED:mailto:{facts.stranger}"
    return answering(facts, row, sender=facts.stranger, name="A Visitor", reply_to=None)


def a_stranger_for_the_invitee(facts: Facts) -> bytes:
    return answering(facts, sender=facts.stranger, name=facts.attendee_name)


def no_mailbox(facts: Facts) -> bytes:
    """A gateway rewrote the row; the mail itself says who answers, and what."""
    return answering(facts, "ATTENDEE;PARTSTAT=ACCEPTED:invalid:nomail")


def without_uid(facts: Facts) -> bytes:
    """Only In-Reply-To tells what it is about."""
    lines = [each for each in event(facts, attendee(facts, "ACCEPTED")) if not each.startswith("UID")]
    return mail(facts, piece(CALENDAR, calendar(*lines)))


def both_at_once(facts: Facts) -> bytes:
    """Two calendars in one mail, which say yes and then no."""
    yes = piece(CALENDAR, reply(facts, attendee(facts, "ACCEPTED")))
    no = piece(CALENDAR, reply(facts, attendee(facts, "DECLINED")))
    return mail(facts, multi("mixed", text(""), yes, no))


def _one(
    name: str, build: Callable[[Facts], bytes], outcome: Outcomes, *partstats: str, after: tuple[str, ...] = ()
) -> CorpusMail:
    return CorpusMail(
        name=name, build=build, kind=MailKind.CALENDAR, partstats=partstats, expected_outcome=outcome, after=after
    )


YES = "ACCEPTED"
DOUBTFUL = [
    _one("a plain reply", answering, TAKEN, YES),
    _one("a reply from an alias", from_an_alias, triage(Doubt.UNKNOWN_SENDER), YES),
    _one("a forged reply", forged, triage(Doubt.FAILED_DMARC), YES),
    _one("a reply without proof", unproven, triage(Doubt.UNPROVEN), YES),
    _one("a reply proven by the wrong server", proven_by_the_wrong_server, triage(Doubt.UNPROVEN), YES),
    _one("a reply proven in a comment", proven_in_a_comment, triage(Doubt.UNPROVEN), YES),
    _one("a reply proven below the verdict", proven_below_the_verdict, triage(Doubt.FAILED_DMARC), YES),
    _one("a reply of two senders", two_senders, triage(Doubt.UNKNOWN_SENDER), YES),
    _one("a reply about an older date", about_an_older_date, triage(Doubt.OLDER), YES),
    _one("a replayed reply", once_more, REPEATED, YES, after=("a plain reply",)),
    _one("an overtaken reply", overtaken, triage(Doubt.SUPERSEDED), "DECLINED", after=("a plain reply",)),
    _one("a reply about another meeting", of_another_meeting, triage(Doubt.UNKNOWN_MEETING), YES),
    _one("a reply without an answer", saying_nothing, triage(Doubt.NO_ANSWER), ""),
    _one("a reply that still has to act", still_to_act, triage(Doubt.NO_ANSWER), "NEEDS-ACTION"),
    _one("a reply that makes no sense", nonsense, triage(Doubt.NO_ANSWER), "PERHAPS-WE-WILL-SEE"),
    _one("a reply of a party crasher", a_party_crasher, triage(Doubt.UNKNOWN_SENDER), YES),
    _one("a reply of a stranger for the invitee", a_stranger_for_the_invitee, triage(Doubt.UNKNOWN_SENDER), YES),
    _one("a reply of no mailbox", no_mailbox, (), YES),
    _one("a reply without a uid", without_uid, TAKEN, YES),
    _one("a reply that says yes and no", both_at_once, (), YES, "DECLINED"),
]

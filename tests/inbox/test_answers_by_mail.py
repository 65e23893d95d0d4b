"""What a calendar program sends by mail becomes an answer, a proposal or an invitation sent again; or waits."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.engagements.models import EngagementSeries, SeriesOccurrence
from scheduler.engagements.rules import SeriesUnit
from scheduler.ical.event import Timed
from scheduler.ical.itip import Attendee
from scheduler.inbox.models import AddressAlias
from scheduler.inbox.rules.vocabulary import Doubt, MailState, Outcome
from scheduler.invitations.models import CounterProposal, InvitationLink
from scheduler.invitations.queries.substitutes import own_answer
from scheduler.invitations.queries.tracking import rows_of
from scheduler.invitations.rules import Answer, Answerer, Audience, Authority, PartStat, ReplySource
from scheduler.invitations.service import invite, record_reply, withdraw_invitation
from scheduler.invitations.service.reply_addresses import organizer_of
from tests import factories
from tests.factories import NOW
from tests.inbox.post_office import JO, ROWAN
from tests.invitations.conftest import mark_sent, waiting

CROWD = "crowd@example.org"


def test_an_answer_from_the_invited_address_is_recorded(post):
    row = post.say("ACCEPTED", comment="Looking forward to it")

    reply = post.invitation.replies[0]
    assert (row.outcome, row.doubt, row.reply) == (Outcome.TAKEN, None, reply)
    assert row.mail.state is MailState.DONE
    assert (reply.partstat, reply.source, reply.from_address) == (PartStat.ACCEPTED, ReplySource.EMAIL, ROWAN)
    assert (reply.message, reply.link_id) == ("Looking forward to it", post.visit.link().id)


def test_a_token_counts_without_any_verdict_and_from_any_sender(post):
    to = organizer_of(post.visit.link()).address

    row = post.say("DECLINED", to=to.upper(), sender="gateway@example.org", dmarc=None)

    assert row.outcome is Outcome.TAKEN
    assert post.invitation.partstat is PartStat.DECLINED


def test_a_forwarded_invitation_answered_through_its_token_fills_no_seat(post):
    row = post.say(to=organizer_of(post.visit.link()).address, address=CROWD, sender=CROWD)

    assert (row.doubt, row.invitation) == (Doubt.UNKNOWN_SENDER, post.invitation)
    assert post.invitation.partstat is PartStat.NEEDS_ACTION


def test_sent_by_the_pa_keeps_the_principal_and_says_who_answered(post):
    calendar = post.answer().replace(b"ATTENDEE;", b'ATTENDEE;SENT-BY="mailto:jo@example.org";')

    post.deliver(post.mail(calendar, sender=JO))

    reply = post.invitation.replies[0]
    assert (reply.partstat, reply.answered_by, reply.from_address) == (PartStat.ACCEPTED, Answerer.OFFICE, JO)


def test_an_alias_answers_as_the_address_that_was_invited(post):
    person = post.invitation.person
    db.session.add(AddressAlias(address_key="rowan.ashdown@example.com", person=person, remembered_at=NOW))
    db.session.commit()

    row = post.say(address="Rowan.Ashdown@example.com", sender="rowan.ashdown@example.com")

    assert row.outcome is Outcome.TAKEN
    assert post.invitation.replies[0].answered_by is Answerer.INVITEE


def test_who_left_the_post_answers_for_it_no_more(post):
    link = post.visit.link()
    link.revoked_at = NOW
    db.session.add(
        InvitationLink(
            invitation=link.invitation,
            audience=Audience.PRINCIPAL,
            name="Councillor Somebody Else",
            address="else@example.org",
            token_hash="0" * 64,
        )
    )
    db.session.commit()

    assert post.say().doubt is Doubt.UNKNOWN_SENDER
    assert post.say(to=organizer_of(link).address).doubt is Doubt.UNKNOWN_SENDER


def test_an_office_of_two_invitees_is_told_apart_by_the_mail_that_it_answers(post):
    second = post.visit.link(Audience.PA, post.visit.stranger)
    second.address = JO
    db.session.commit()
    attendee = Attendee(address=JO, partstat="ACCEPTED")

    unclear = post.say(attendee=attendee, sender=JO)
    clear = post.say(attendee=attendee, sender=JO, In_Reply_To=second.first_message_id, after=1)

    assert unclear.doubt is Doubt.WHICH_INVITEE
    assert (clear.outcome, clear.invitation) == (Outcome.TAKEN, second.invitation)
    assert post.invitation.partstat is PartStat.NEEDS_ACTION


def test_an_answer_without_uid_is_found_by_the_mail_that_it_answers(post):
    message_id = post.visit.link().first_message_id
    calendar = b"\r\n".join(line for line in post.answer().split(b"\r\n") if not line.startswith(b"UID"))

    mail = post.deliver(post.mail(calendar, In_Reply_To=message_id))

    assert [row.outcome for row in mail.answers] == [Outcome.TAKEN]
    assert post.invitation.partstat is PartStat.ACCEPTED


def _forged(post):
    return {"dmarc": "fail"}, {}


def _unproven(post):
    return {"dmarc": None}, {}


def _anothers_verdict(post):
    headers = {"Authentication_Results": "mx.stranger.example; dmarc=pass header.from=example.org"}
    return {"dmarc": None, **headers}, {}


def _party_crasher(post):
    return {"sender": CROWD}, {"address": CROWD}


def _wrong_uid(post):
    return {}, {"uid": "another@example.org"}


def _older(post):
    post.visit.engagement.sequence += 1
    db.session.commit()
    return {}, {"sequence": post.visit.engagement.sequence - 1}


def _late(post):
    post.visit.engagement.reply_by_at = NOW - timedelta(hours=1)
    db.session.commit()
    return {}, {}


def _withdrawn(post):
    withdraw_invitation(post.invitation, now=NOW)
    db.session.commit()
    return {}, {}


def _without_partstat(post):
    return {}, {"partstat": None}


@pytest.mark.parametrize(
    ("trick", "doubt"),
    [
        (_forged, Doubt.FAILED_DMARC),
        (_unproven, Doubt.UNPROVEN),
        (_anothers_verdict, Doubt.UNPROVEN),
        (_party_crasher, Doubt.UNKNOWN_SENDER),
        (_wrong_uid, Doubt.UNKNOWN_MEETING),
        (_older, Doubt.OLDER),
        (_late, Doubt.CLOSED),
        (_withdrawn, Doubt.CLOSED),
        (_without_partstat, Doubt.NO_ANSWER),
    ],
)
def test_checklist_26_the_doubtful_wait_for_a_person_and_count_for_nothing(post, trick, doubt):
    about_mail, facts = trick(post)

    mail = post.deliver(post.mail(post.answer(**facts), **about_mail))

    (row,) = mail.answers
    assert (mail.state, row.outcome, row.doubt) == (MailState.TRIAGE, Outcome.TRIAGE, doubt)
    assert mail.raw is not None
    assert post.invitation.partstat is PartStat.NEEDS_ACTION
    assert post.invitation.replies == []


def test_the_later_dtstamp_counts_among_mails_and_the_later_arrival_among_doors(post):
    post.say("ACCEPTED", stamped_at=NOW)
    overtaken = post.say("DECLINED", stamped_at=NOW - timedelta(hours=1), after=1)
    assert (overtaken.doubt, post.invitation.partstat) == (Doubt.SUPERSEDED, PartStat.ACCEPTED)

    by_link = Answer(PartStat.TENTATIVE)
    record_reply(
        post.invitation, by_link, source=ReplySource.LINK, link=post.visit.link(), now=NOW + timedelta(minutes=5)
    )
    db.session.commit()
    assert post.say("DECLINED", after=4).doubt is Doubt.SUPERSEDED
    assert post.say("DECLINED", after=6).outcome is Outcome.TAKEN
    assert post.invitation.partstat is PartStat.DECLINED


def test_a_calendar_that_heard_another_answer_in_between_is_told_which_counts_in_the_end(post):
    post.say("ACCEPTED")
    assert waiting("receipt") == []

    by_office = Answer(PartStat.DECLINED, Answerer.OFFICE)
    link = post.visit.link(Audience.PA)
    record_reply(post.invitation, by_office, source=ReplySource.LINK, link=link, now=NOW + timedelta(minutes=5))
    mark_sent(("receipt", "other_address"))
    post.say("TENTATIVE", stamped_at=NOW + timedelta(minutes=3), after=20)

    (receipt,) = waiting("receipt")
    assert receipt.recipient_address == ROWAN
    assert receipt.payload["reply_id"] == post.invitation.replies[0].id
    assert post.invitation.partstat is PartStat.TENTATIVE


def test_checklist_25_each_meeting_of_one_mail_is_answered_and_instants_are_compared(post):
    series = EngagementSeries(uid="series@example.org", unit=SeriesUnit.WEEK, created_at=NOW)
    starts = [datetime(2026, 10, day, 13, 0, tzinfo=UTC) for day in (13, 20, 27)]
    visits = [factories.engagement(starts_at=at, ends_at=at + timedelta(hours=1)) for at in starts]
    series.occurrences = [
        SeriesOccurrence(engagement=each, recurs_at=at) for each, at in zip(visits, starts, strict=True)
    ]
    db.session.add(series)
    invited = [invite(each, [post.visit.leader], now=NOW).invited[0] for each in visits]
    db.session.commit()
    facts = {"uid": series.uid, "sequence": 0}
    whole, second = post.answer("ACCEPTED", **facts), post.answer("DECLINED", recurs_at=starts[1], **facts)
    both = whole.replace(b"END:VCALENDAR\r\n", b"") + second[second.index(b"BEGIN:VEVENT") :]

    mail = post.deliver(post.mail(both))

    assert [row.outcome for row in mail.answers] == [Outcome.TAKEN] * 4
    expected = [PartStat.ACCEPTED, PartStat.DECLINED, PartStat.ACCEPTED]
    assert [each.partstat for each in invited] == expected


def test_checklist_28_a_counter_becomes_a_proposal_and_moves_nothing(post):
    before = post.visit.engagement.starts_at
    wish = Timed(datetime(2026, 10, 20, 9, 0, tzinfo=UTC), datetime(2026, 10, 20, 10, 0, tzinfo=UTC))

    mail = post.deliver(post.mail(post.counter(wish, comment="Or a day later?"), method="COUNTER"))

    proposal = db.session.scalars(select(CounterProposal)).one()
    assert (mail.answers[0].proposal, mail.answers[0].outcome) == (proposal, Outcome.TAKEN)
    assert (proposal.source, proposal.message) == (ReplySource.EMAIL, "Or a day later?")
    assert [each.starts_at for each in proposal.times] == [wish.starts_at]
    assert post.visit.engagement.starts_at == before
    assert post.invitation.partstat is PartStat.NEEDS_ACTION


def test_a_counter_that_nobody_could_take_waits_with_its_reason(post):
    gone = Timed(NOW - timedelta(days=2), NOW - timedelta(days=2, hours=-1))

    mail = post.deliver(post.mail(post.counter(gone), method="COUNTER"))

    (row,) = mail.answers
    assert row.doubt is Doubt.NO_ANSWER
    assert "past" in row.answer["problem"]


def test_checklist_28_delegated_records_the_deputy_and_asks_the_office(post):
    deputy = Attendee(address=ROWAN, partstat="DELEGATED", delegated_to="deputy@example.org")

    row = post.say(attendee=deputy)

    reply = post.invitation.replies[0]
    assert (row.outcome, row.doubt, row.reply) == (Outcome.TRIAGE, Doubt.DEPUTY, reply)
    assert (reply.partstat, reply.substitution.address) == (PartStat.DELEGATED, "deputy@example.org")
    assert (reply.substitution.band, reply.substitution.authority) == (5, Authority.NONE)


def test_the_deputy_confirms_or_withdraws_and_counts_as_no_more(post):
    post.say(attendee=Attendee(address=ROWAN, partstat="DELEGATED", delegated_to="deputy@example.org"))
    theirs = {"address": "deputy@example.org", "delegated_from": ROWAN}

    confirmed = post.say(attendee=Attendee(partstat="ACCEPTED", **theirs), sender="deputy@example.org", after=1)
    assert (confirmed.outcome, post.invitation.partstat) == (Outcome.TAKEN, PartStat.DELEGATED)
    assert own_answer(post.visit.link(Audience.SUBSTITUTE)) is PartStat.ACCEPTED
    assert [row.has_confirmed for row in rows_of(post.visit.engagement, local_day(NOW)) if row.reply] == [True]
    again = post.say(attendee=Attendee(partstat="ACCEPTED", **theirs), sender="deputy@example.org", after=1)
    assert (again.outcome, again.reply) == (Outcome.REPEATED, None)

    declined = post.say(attendee=Attendee(partstat="DECLINED", **theirs), sender="deputy@example.org", after=2)
    assert declined.outcome is Outcome.TAKEN
    assert post.invitation.replies[0].answered_by is Answerer.SUBSTITUTE


def test_a_deputy_of_whom_nobody_told_waits(post):
    attendee = Attendee(address="deputy@example.org", partstat="ACCEPTED", delegated_from=ROWAN)

    row = post.say(attendee=attendee, sender="deputy@example.org")

    assert (row.doubt, row.invitation) == (Doubt.DEPUTY, post.invitation)
    assert post.invitation.partstat is PartStat.NEEDS_ACTION


def test_checklist_28_refresh_sends_the_invitation_to_that_address_once_an_hour(post):
    def ask(after):
        calendar = post.answer(stamped_at=NOW + timedelta(minutes=after)).replace(b"METHOD:REPLY", b"METHOD:REFRESH")
        return post.deliver(post.mail(calendar, method="REFRESH"), now=NOW + timedelta(minutes=after))

    ask(30)
    assert waiting("invitation") == []
    for after in (61, 62, 90):
        assert [row.outcome for row in ask(after).answers] == [Outcome.TAKEN]
    assert [notice.recipient_address for notice in waiting("invitation")] == [ROWAN]

    mark_sent()
    post.visit.link().told_at = NOW + timedelta(minutes=95)
    ask(100)
    assert waiting("invitation") == []
    assert post.invitation.partstat is PartStat.NEEDS_ACTION

"""What is past its time goes class by class: exactly what the preview showed, never what a hold keeps."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import delete, func, select

from scheduler.audit.models import AuditEntry
from scheduler.audit.service import first_broken_entry, record
from scheduler.core.db import Base, commit, db
from scheduler.inbox.models import InboundMail
from scheduler.inbox.rules.vocabulary import MailDoor, MailState
from scheduler.inbox.service.keeping import erase_old_mail
from scheduler.invitations.models import Chaser, Invitation, InvitationLink, Reply, Substitution
from scheduler.invitations.rules import Audience, ChaserState
from scheduler.keeping.models import Disposal
from scheduler.keeping.rules.holding import Cover
from scheduler.keeping.rules.retention import CLASSES
from scheduler.keeping.rules.vocabulary import AtTheEnd, RecordClass
from scheduler.keeping.service.classes import decide, decide_all
from scheduler.keeping.service.disposal import dispose, past_time, seen_of
from scheduler.keeping.service.holds import HoldDraft, lay_hold
from scheduler.keeping.tasks import dispose_today
from scheduler.records.models import Paper
from scheduler.stakeholders.models import Person
from scheduler.summits.models import Attendee, CheckIn, Party
from scheduler.summits.service.needs import delete_due_needs
from tests import factories
from tests.keeping.canary import ADDRESS, NAME, NUMBER, ROLE, hold_a_post
from tests.keeping.past import WORDS, everything_on
from tests.keeping.test_erasing import counts

OLD, FRESH = date(2015, 6, 3), date(2026, 9, 1)
NOW = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def both(app):
    """A day that is long past every time, and one that is not."""
    everything_on(OLD)
    everything_on(FRESH)
    entries = Base.metadata.tables["audit_entry"]
    assert db.session.scalar(select(func.count()).select_from(entries)) == 2


def write_an_entry_and_wait():
    """The log writes by its own clock; here its time passes by."""
    record("old.change", "person", 1, "Changed Jo Merrick", details={"after": {"name": "Jo Merrick"}})
    commit()
    return datetime(2040, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("which", [each for each in RecordClass if each is not RecordClass.AUDIT])
def test_exactly_what_the_preview_showed_goes_and_what_is_fresh_stays(both, which):
    before = past_time(which, TODAY)
    assert before.free, f"nothing of {which} was past its time"
    assert all(item.on <= OLD + timedelta(days=1) for item in before.free)
    line = dispose(which, now=NOW, seen=seen_of(before))
    commit()
    assert (line.count, line.at_the_end) == (len(before.free), CLASSES[which].default.at_the_end)
    assert past_time(which, TODAY).free == ()
    assert dispose(which, now=NOW) is None
    assert first_broken_entry() is None


def test_a_later_day_finds_what_was_fresh(both):
    assert [len(past_time(RecordClass.REGISTER, day).free) for day in (TODAY, date(2033, 3, 31), date(2033, 4, 1))] == [
        1,
        1,
        2,
    ]


def test_words_of_the_log_go_and_its_chain_stays(both):
    later = write_an_entry_and_wait()
    dispose(RecordClass.AUDIT, now=later)
    commit()
    texts = [f"{each.summary}{each.details}{each.actor_label}" for each in db.session.scalars(select(AuditEntry))]
    assert not any("Merrick" in text or "Former Holder" in text for text in texts)
    assert first_broken_entry() is None


def test_answers_lose_names_and_words_but_every_number_stays(both):
    before = counts()
    dispose(RecordClass.ANSWERS, now=NOW)
    commit()
    after = counts()
    assert {name for name in before if before[name] != after[name]} == {"notice", "disposal", "audit_entry"}
    old = db.session.scalars(select(Invitation).order_by(Invitation.id)).first()
    assert [reply.message for reply in old.replies] == [""]
    assert {link.address for link in old.links} == {f"erased-{old.links[0].id}@erased.invalid"}
    stand_in = old.replies[0].substitution
    assert (stand_in.name, stand_in.role, stand_in.address, stand_in.band) == ("Deputy", "Deputy", None, 3)
    assert db.session.scalars(select(Reply.message).where(Reply.message != "")).all() == [WORDS]
    assert db.session.query(Substitution).count() == db.session.query(InvitationLink).count() == 2


def test_a_former_holder_becomes_the_role(both):
    dispose(RecordClass.CONTACTS, now=NOW)
    commit()
    old, fresh = db.session.scalars(select(Person).order_by(Person.id)).all()
    assert (old.name, old.email) == (old.tenures[0].post.full_title, "")
    assert fresh.name == f"Former Holder {FRESH}"


def test_their_own_row_loses_everything_and_is_not_due_again(app):
    person = hold_a_post()
    meeting = factories.engagement(title=f"Meeting with {person.name}")
    dispose(RecordClass.CONTACTS, now=NOW)
    assert (person.full_name, person.notes, person.telephone) == (ROLE, "", "")
    assert meeting.title == "Meeting with Quillon Vantongeren"  # what people wrote stays until they are erased
    assert past_time(RecordClass.CONTACTS, TODAY).free == ()


def test_who_holds_another_post_keeps_their_contact_details(app):
    person = factories.person()
    factories.tenure(person=person, from_on=date(2010, 1, 1), until_on=OLD)
    factories.tenure(person=person, from_on=OLD)
    assert past_time(RecordClass.CONTACTS, TODAY).free == ()


def test_times_at_the_door_go_and_their_order_stays(both):
    dispose(RecordClass.CHECK_IN, now=NOW)
    commit()
    old = db.session.scalars(select(CheckIn).where(CheckIn.summit_id == 1).order_by(CheckIn.at)).all()
    assert [(press.kind.value, press.device, press.at.hour) for press in old] == [("arrived", "", 23), ("left", "", 23)]
    assert old[0].at < old[1].at


def test_vehicles_go_with_the_times_at_the_door_also_where_nobody_came(both):
    db.session.execute(delete(CheckIn))
    dispose(RecordClass.CHECK_IN, now=NOW)
    commit()
    vehicles = select(Party.summit_id, Attendee.vehicle).join(Party.attendees).order_by(Party.summit_id)
    assert [vehicle for _, vehicle in db.session.execute(vehicles)] == ["", "AB12 CDE"]
    assert past_time(RecordClass.CHECK_IN, TODAY).free == ()


@pytest.mark.parametrize("which", [RecordClass.REGISTER, RecordClass.ANSWERS, RecordClass.PAPERS, RecordClass.FEEDBACK])
def test_a_hold_over_its_days_keeps_it_with_the_reason(both, which):
    lay_hold(HoldDraft("FOI 2026/014", "", Cover(from_on=OLD, until_on=OLD)), now=NOW)
    past = past_time(which, TODAY)
    assert past.free == ()
    assert {by for _, by in past.held} == {"FOI 2026/014"}
    assert dispose(which, now=NOW) is None


def test_a_hold_over_other_days_keeps_nothing(both):
    lay_hold(HoldDraft("FOI 2026/014", "", Cover(from_on=FRESH)), now=NOW)
    assert past_time(RecordClass.REGISTER, TODAY).held == ()


def test_nothing_goes_by_itself_before_the_office_has_decided(both):
    dispose_today(NOW)
    assert db.session.query(Disposal).count() == 0
    decide_all()
    dispose_today(NOW)
    gone = set(db.session.scalars(select(Disposal.record_class)))
    reviewed = {each for each in RecordClass if CLASSES[each].default.at_the_end is AtTheEnd.REVIEW}
    assert gone == set(RecordClass) - reviewed - {RecordClass.AUDIT}
    before = counts()
    dispose_today(NOW + timedelta(days=1))
    assert counts() == before


def test_a_review_is_noted_and_deletes_nothing(both):
    before = counts()
    line = dispose(RecordClass.ENGAGEMENTS, now=NOW)
    commit()
    assert (line.count, line.newest_on) == (2, OLD)
    assert {name for name, number in counts().items() if number != before[name]} == {"disposal", "audit_entry"}


def test_a_received_mail_under_a_hold_stays_after_its_ninety_days(app):
    mail = {"door": MailDoor.IMAP, "size": 1, "state": MailState.DONE, "raw": b"From: a"}
    db.session.add(InboundMail(received_at=NOW - timedelta(days=100), content_hash="a" * 64, **mail))
    hold = lay_hold(HoldDraft("FOI 2026/014", "", Cover()), now=NOW)
    assert erase_old_mail(NOW) == 0
    hold.released_at = NOW
    assert erase_old_mail(NOW) == 1


def test_needs_of_a_summit_under_a_hold_stay(app):
    meeting = everything_on(OLD)
    needs = Base.metadata.tables["summit_needs"]
    guest = db.session.scalar(select(Base.metadata.tables["summit_attendee"].c.id))
    db.session.execute(needs.insert().values(attendee_id=guest, access="ramp", dietary="", given_at=NOW, delete_on=OLD))
    of_another = lay_hold(HoldDraft("Claim 7", "", Cover(engagement_id=meeting.id)), now=NOW)
    everything = lay_hold(HoldDraft("Inquiry", "", Cover()), now=NOW)
    assert delete_due_needs(NOW) == 0
    everything.released_at = NOW
    assert of_another.released_at is None
    assert delete_due_needs(NOW) == 1


def test_what_was_reviewed_goes_once_the_office_decides_that_it_goes(both):
    decide(RecordClass.PAPERS, replace(CLASSES[RecordClass.PAPERS].default, at_the_end=AtTheEnd.REVIEW), version=0)
    dispose(RecordClass.PAPERS, now=NOW)
    assert past_time(RecordClass.PAPERS, TODAY).free == ()  # looked at once
    decide(RecordClass.PAPERS, CLASSES[RecordClass.PAPERS].default, version=1)
    dispose(RecordClass.PAPERS, now=NOW)
    assert db.session.query(Paper).count() == 1


def by_telephone(day, key=None):
    """Somebody whom no mail can reach: all that is kept of them is what was noted."""
    ends_at = datetime.combine(day, time(11), tzinfo=UTC)
    meeting = factories.engagement(starts_at=ends_at - timedelta(hours=1), ends_at=ends_at)
    post = factories.post()
    asked = {"invitee_key": key or f"post:{post.id}", "invitee_label": post.full_title, "created_at": NOW}
    invitation = Invitation(engagement=meeting, post=post, **asked)
    db.session.add(invitation)
    db.session.flush()
    return invitation


def test_a_note_of_a_call_alone_goes_too(app):
    invitation = by_telephone(OLD)
    rung = {"rung": "call", "counted_to_on": OLD, "due_on": OLD, "state": ChaserState.CALLED, "at": NOW}
    db.session.add(Chaser(invitation=invitation, note="She is ill", **rung))
    assert dispose(RecordClass.ANSWERS, now=NOW).count == 1
    assert db.session.scalars(select(Chaser.note)).all() == [""]
    assert dispose(RecordClass.ANSWERS, now=NOW) is None


def test_an_address_that_stood_for_a_seat_goes_too(app):
    invitation = by_telephone(OLD, "address:leader@example.org")
    assert dispose(RecordClass.ANSWERS, now=NOW).count == 1
    db.session.refresh(invitation)
    assert invitation.invitee_key == f"erased:{invitation.id}"
    assert dispose(RecordClass.ANSWERS, now=NOW) is None


def test_whoever_has_the_same_name_or_mailbox_keeps_theirs(app):
    """Nobody looks at night: a former Leader may be our Commissioner now, or another person."""
    person = hold_a_post()
    seat = factories.post(title="Chair", email=ADDRESS, telephone=NUMBER)
    ours = factories.principal(name=NAME, email=ADDRESS)
    other = by_telephone(FRESH)
    link = InvitationLink(invitation=other, audience=Audience.PRINCIPAL, name=NAME, address=ADDRESS, token_hash="t")
    db.session.add(link)
    dispose(RecordClass.CONTACTS, now=NOW)
    commit()
    assert (person.full_name, person.email, person.telephone) == (ROLE, "", "")
    assert (seat.email, seat.telephone) == (ADDRESS, NUMBER)
    assert (ours.name, ours.email) == (NAME, ADDRESS)
    assert (link.name, link.address, link.revoked_at) == (NAME, ADDRESS, None)


def test_each_record_of_a_preview_can_be_opened(both, administrator):
    shown = [item for which in RecordClass for item in past_time(which, TODAY).free if item.href]
    assert {item.key[0] for item in shown} >= {"engagement", "person", "paper"}
    assert {administrator.get(item.href).status_code for item in shown} == {200}

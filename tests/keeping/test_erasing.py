"""One person is erased everywhere: no byte of them is left, and what is counted stays the same."""

import pytest
from sqlalchemy import func, select, update

from scheduler.audit.service import first_broken_entry
from scheduler.core.db import Base, commit, db
from scheduler.core.errors import RuleBroken
from scheduler.inbox.models import AddressAlias
from scheduler.invitations.models import Invitation, InvitationLink, Reply
from scheduler.invitations.rules import Answerer, PartStat, ReplySource
from scheduler.keeping.models import Erasure
from scheduler.keeping.queries.tracing import changes_of
from scheduler.keeping.rules.holding import Cover
from scheduler.keeping.service.erasing import Overtaken, Wish, erase, seen_of
from scheduler.keeping.service.holds import HoldDraft, lay_hold, release_hold
from scheduler.keeping.service.subjects import subject_of
from scheduler.keeping.service.sweeping import sweep
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import UNSENT
from scheduler.reports.models import ReportSnapshot
from scheduler.stakeholders.models import Person
from scheduler.summits.models import Attendee
from scheduler.uploads.models import Upload
from tests import factories
from tests.contracts.sample import load_sample
from tests.factories import NOW
from tests.keeping.canary import ADDRESS, ROLE, SURNAME, bytes_with_them, hold_a_post, stand_everywhere


def erased(person, reason="Request of 3 June"):
    subject = subject_of(person)
    done = erase(Wish(subject, reason, seen_of(list(changes_of(subject)))), now=NOW)
    commit()
    return done


def counts():
    """What reports count: rows of every table, and answers by what they said."""
    tables = {
        table.name: db.session.scalar(select(func.count()).select_from(table)) for table in Base.metadata.sorted_tables
    }
    said = dict(db.session.execute(select(Invitation.partstat, func.count()).group_by(Invitation.partstat)).all())
    return tables | {"said": said}


@pytest.fixture
def everywhere(app):
    load_sample()
    assert stand_everywhere() > 200
    person = hold_a_post()
    db.session.add(AddressAlias(address_key=ADDRESS, person_id=person.id, remembered_at=NOW))
    commit()
    assert bytes_with_them() != []
    return person


CHANGES_BY_DESIGN = {"address_alias", "audit_entry", "erasure", "feed_entry", "summit_needs"}


def test_no_byte_of_an_erased_person_is_left(everywhere, caplog):
    before = counts()
    assert sum(erased(everywhere).counts.values()) > 200
    if db.engine.dialect.name == "sqlite":
        assert bytes_with_them() != []  # the log on disk still holds what stood there before
    assert sweep(NOW) >= 1
    assert bytes_with_them() == []
    assert SURNAME.lower() not in caplog.text.lower()
    assert first_broken_entry() is None
    after = counts()
    assert {name for name in before if before[name] != after[name]} <= CHANGES_BY_DESIGN


def test_the_role_stands_where_the_name_stood(everywhere):
    erased(everywhere)
    person = db.session.get(Person, everywhere.id)
    assert (person.name, person.full_name, person.email, person.telephone) == (ROLE, ROLE, "", "")
    label = db.session.scalars(select(Invitation.invitee_label)).first()
    assert label == ROLE
    snapshot = db.session.scalars(select(ReportSnapshot)).one()
    assert snapshot.content["sections"][0]["words"] == f"The Commissioner met {ROLE}."
    assert (snapshot.redacted_at, snapshot.digest) == (NOW, "d" * 64)


def test_nothing_is_sent_to_them_and_their_links_open_nothing(everywhere):
    erased(everywhere)
    links = db.session.scalars(select(InvitationLink)).all()
    assert links
    assert all(link.revoked_at and link.address.endswith("@erased.invalid") for link in links)
    assert db.session.scalars(select(Notice).where(Notice.state.in_(UNSENT))).all() == []


def test_what_was_written_since_the_preview_stops_the_press(app):
    person = hold_a_post()
    seen = seen_of(list(changes_of(subject_of(person))))
    factories.engagement(title=f"Meeting with Cllr {SURNAME}")
    with pytest.raises(Overtaken):
        erase(Wish(subject_of(person), "Request of 3 June", seen), now=NOW)
    assert db.session.get(Person, person.id).email == ADDRESS


def test_a_hold_stops_erasing_until_it_is_released(app):
    person = hold_a_post()
    hold = lay_hold(HoldDraft("FOI 2026/014", "A request", Cover(person_id=person.id)), now=NOW)
    with pytest.raises(RuleBroken, match="FOI 2026/014"):
        erased(person)
    release_hold(hold, now=NOW)
    assert erased(person).reason == "Request of 3 June"


@pytest.mark.parametrize("reason", ["", "Request of Quillon Vantongeren", f"mail of {ADDRESS}"])
def test_the_reason_is_asked_for_and_may_not_name_them(app, reason):
    with pytest.raises(RuleBroken):
        erased(hold_a_post(), reason)


def test_a_namesake_keeps_their_own_row(app):
    person = hold_a_post()
    other = factories.person(name=person.name, email="other@example.org")
    erased(person)
    assert db.session.get(Person, other.id).name == "Quillon Vantongeren"


def test_the_log_of_erasures_names_nobody(app):
    erased(hold_a_post())
    erasure = db.session.scalars(select(Erasure)).one()
    assert "antongeren" not in repr((erasure.reason, erasure.counts, erasure.by_label))


def test_what_they_wrote_to_us_goes_although_it_names_nobody(app):
    person, other = hold_a_post(), factories.person()
    for number, of in enumerate((person, other)):
        label = {"invitee_key": f"person:{of.id}", "invitee_label": "A seat", "created_at": NOW}
        invitation = Invitation(engagement=factories.engagement(), person=of, **label)
        said = {"partstat": PartStat.DECLINED, "source": ReplySource.LINK, "answered_by": Answerer.INVITEE}
        db.session.add(Reply(invitation=invitation, at=NOW, sequence=0, message=f"I am in hospital {number}", **said))
    db.session.flush()
    erased(person)
    replies = db.session.execute(select(Reply.partstat, Reply.message).order_by(Reply.id)).all()
    assert replies == [(PartStat.DECLINED, ""), (PartStat.DECLINED, "I am in hospital 1")]


def test_a_guest_s_car_goes_with_the_name(everywhere):
    db.session.execute(update(Attendee).values(vehicle="AB12 CDE"))
    erased(everywhere)
    assert set(db.session.scalars(select(Attendee.vehicle))) == {""}


def test_only_files_that_the_page_offered_go(app):
    person = hold_a_post()
    facts = {"content_type": "application/pdf", "size": 1, "sha256": "0" * 64, "uploaded_at": NOW}
    upload = Upload(stored_name="ofsomebodyelse", file_name="Accounts.pdf", **facts)
    db.session.add(upload)
    db.session.flush()
    subject = subject_of(person)
    done = erase(Wish(subject, "Request", seen_of(list(changes_of(subject))), files=(upload.id,)), now=NOW)
    assert "files removed" not in done.counts
    assert db.session.scalars(select(Upload.file_name)).one() == "Accounts.pdf"

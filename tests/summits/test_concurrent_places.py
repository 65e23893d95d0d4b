"""Sixty-four at once for the last places; and proof that the lock, and the check behind it, are what keeps it right."""

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from scheduler.core.db import db
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.invitations.rules import Answer, PartStat, ReplySource
from scheduler.invitations.service import record_reply
from scheduler.outbox.models import Notice
from scheduler.summits.models import Party, Summit
from scheduler.summits.rules.vocabulary import TAKES_PLACES, PlaceState
from scheduler.summits.service import places
from scheduler.summits.service.place_link import Press, take_place
from tests.factories import NOW
from tests.invitations.test_concurrent_invites import no_serialised_writers
from tests.summits.full_house import House, house

CLIENTS, SEATS = 64, 8


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def full(app) -> House:
    """More invitees than seats, nothing said yet; this thread holds no lock."""
    made = house(places=SEATS)
    made.guests(CLIENTS)
    let_go()
    return made


def let_go() -> None:
    db.session.commit()
    db.session.remove()


def at_once(app, work: list[tuple[int, PartStat]]) -> list[str]:
    """Each a request of its own; what the database refused, in its words."""
    begin = threading.Barrier(len(work))

    def press(each: tuple[int, PartStat]) -> str:
        invitation_id, said = each
        with app.app_context():
            begin.wait()
            try:
                invitation = db.session.get_one(Invitation, invitation_id)
                link = invitation.links[0]
                record_reply(invitation, Answer(said), source=ReplySource.LINK, link=link, now=NOW)
                db.session.commit()
            except SQLAlchemyError as error:
                db.session.rollback()
                return str(error)
            return ""

    with ThreadPoolExecutor(len(work)) as pool:
        return [error for error in pool.map(press, work) if error]


def invitation_ids() -> list[int]:
    found = [each.id for each in db.session.query(Invitation).order_by(Invitation.id)]
    db.session.remove()
    return found


def seated() -> int:
    return db.session.query(Party).filter(Party.state.in_(TAKES_PLACES)).count()


def test_of_sixty_four_at_once_as_many_have_a_place_as_there_are(app, full):
    assert at_once(app, [(each, PartStat.ACCEPTED) for each in invitation_ids()]) == []
    assert seated() == SEATS
    numbers = [party.waiting_number for party in full_again().in_state(PlaceState.WAITING)]
    assert numbers == list(range(1, CLIENTS - SEATS + 1))
    full_again().check_counters()


def full_again() -> House:
    return House(db.session.query(Summit).one())


def test_while_half_give_up_and_half_come_no_place_is_doubled_and_none_is_idle(app, full):
    ids = invitation_ids()
    assert at_once(app, [(each, PartStat.ACCEPTED) for each in ids[: CLIENTS // 2]]) == []
    let_go()
    mixed = [(each, PartStat.DECLINED) for each in ids[: CLIENTS // 2]]
    mixed += [(each, PartStat.ACCEPTED) for each in ids[CLIENTS // 2 :]]
    assert at_once(app, mixed[::2] + mixed[1::2]) == []
    assert seated() == SEATS
    assert len(full_again().in_state(PlaceState.WAITING)) == CLIENTS // 2 - SEATS
    full_again().check_counters()


def test_a_place_taken_in_sixteen_tabs_at_once_is_taken_once(app):
    made = house(places=1)
    first, waiter = made.fill(2)
    made.answer(first.invitation, PartStat.DECLINED)
    party_id, link_id = waiter.id, made.link(waiter.invitation).id
    let_go()

    def press(_: int) -> None:
        with app.app_context():
            party, link = db.session.get_one(Party, party_id), db.session.get_one(InvitationLink, link_id)
            take_place(party, Press(link, 1), now=NOW)
            db.session.commit()

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(press, range(16)))
    assert db.session.get_one(Party, party_id).state is PlaceState.CONFIRMED
    assert db.session.query(Notice).filter_by(kind="place_given").count() == 1
    full_again().check_counters()


def take_the_lock_away(monkeypatch) -> None:
    monkeypatch.setattr(places, "lock_places", lambda _summit: None)
    monkeypatch.setattr(places, "wait_for_places", lambda _engagement: None)
    is_free = places.is_free_for

    def slowly(party: Party) -> bool:
        found = is_free(party)
        time.sleep(0.02)  # as when a disk is slow: what was read grows old before it is acted on
        return found

    monkeypatch.setattr(places, "is_free_for", slowly)


def test_without_the_lock_and_the_check_the_same_sixty_four_do_overbook(app, full, monkeypatch):
    ids = invitation_ids()
    take_the_lock_away(monkeypatch)
    drop_check("summit_places", "ck_summit_places_within")
    with no_serialised_writers(monkeypatch):
        at_once(app, [(each, PartStat.ACCEPTED) for each in ids])
    assert seated() > SEATS


def test_without_the_lock_the_check_turns_an_overbooking_into_an_error(app, full, monkeypatch):
    ids = invitation_ids()
    take_the_lock_away(monkeypatch)
    with no_serialised_writers(monkeypatch):
        refused = at_once(app, [(each, PartStat.ACCEPTED) for each in ids])
    assert [error for error in refused if "within" in error]
    assert db.session.query(Summit).one().places.taken == SEATS


def drop_check(table: str, name: str) -> None:
    """Take away what the database itself would refuse."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
        let_go()
        return
    # SQLite cannot drop a constraint: the table's own definition is edited, as its manual describes.
    raw = db.engine.raw_connection()
    (sql,) = raw.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    kept = re.sub(rf",\s*CONSTRAINT {name} CHECK \([^)]*\)", "", sql)
    assert kept != sql
    raw.execute("PRAGMA writable_schema=ON")
    raw.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (kept, table))
    raw.execute("PRAGMA writable_schema=OFF")
    raw.commit()
    raw.close()
    db.engine.dispose()

"""Seats in workshops as the database keeps them: wishes, allocation, hands, counters, and never one too many."""

import threading

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.transactions import Intent, set_intent
from scheduler.invitations.rules import PartStat
from scheduler.summits.models import Attendee, Summit, Workshop, WorkshopSeat
from scheduler.summits.queries import summit_by_id
from scheduler.summits.queries.programme import seats_in, seats_of, session_of, wishes_of
from scheduler.summits.rules.vocabulary import AttendeeKind
from scheduler.summits.service.programme import WorkshopDraft, change_workshop, remove_workshop
from scheduler.summits.service.workshops import allocate_all, move_seat, set_wishes
from tests.summits.programmed import Programmed, programmed


@pytest.fixture
def made(app) -> Programmed:
    return programmed()


def letters(made: Programmed) -> dict[int, str]:
    return {key: seat.workshop.letter for key, seat in seats_in(made.workshops).items()}


def check_counters(made: Programmed) -> None:
    db.session.expire_all()
    for workshop in made.workshops.workshops:
        seated = db.session.scalars(select(WorkshopSeat).where(WorkshopSeat.workshop_id == workshop.id)).all()
        counted = [each for each in seated if each.attendee.kind is not AttendeeKind.SUPPORT]
        assert workshop.taken == len(counted)
        assert workshop.ceiling == max(workshop.capacity, workshop.taken)


def test_wishes_are_kept_in_their_order_and_replaced_as_a_whole(made):
    a, b, c = (made.workshop(letter) for letter in "ABC")
    guest = made.guest()
    set_wishes(guest, {made.workshops.id: [b.id, a.id]})
    set_wishes(guest, {made.workshops.id: [c.id, b.id]})
    assert wishes_of([guest.id]) == {guest.id: {made.workshops.id: [c.id, b.id]}}


def test_a_wish_for_a_workshop_of_nowhere_or_twice_is_refused(made):
    a, guest = made.workshop("A"), made.guest()
    for wrong in ([a.id, a.id], [a.id + 999]):
        with pytest.raises(RuleBroken):
            set_wishes(guest, {made.workshops.id: wrong})


def test_everybody_is_seated_by_wish_with_the_reason(made):
    a, b = made.workshop("A", 1), made.workshop("B", 5)
    one, other = made.guest(), made.guest()
    for each in (one, other):
        set_wishes(each, {made.workshops.id: [a.id, b.id]})
    assert allocate_all(made.summit, keeps_seats=False) == 0
    assert sorted(letters(made).values()) == ["A", "B"]
    reasons = {seat.reason for seat in seats_in(made.workshops).values()}
    assert reasons == {"Your first choice.", "Your second choice: A was full; 1 had it first."}
    check_counters(made)


def test_those_without_a_place_are_not_seated(made):
    made.workshop("A")
    (silent,) = made.house.guests(1)
    made.guest()
    allocate_all(made.summit, keeps_seats=False)
    assert made.attendee(silent).id not in letters(made)
    assert len(letters(made)) == 1


def test_a_pin_and_all_seats_survive_as_asked(made):
    made.workshop("A")
    b = made.workshop("B")
    pinned, free = made.guest(), made.guest()
    move_seat(made.summit, pinned, made.workshops, b.id, is_pinned=True)
    move_seat(made.summit, free, made.workshops, b.id, is_pinned=False)
    allocate_all(made.summit, keeps_seats=True)
    assert letters(made) == {pinned.id: "B", free.id: "B"}
    allocate_all(made.summit, keeps_seats=False)
    assert letters(made) == {pinned.id: "B", free.id: "A"}
    assert seats_in(made.workshops)[pinned.id].reason == "The office has put you here."


def test_nobody_is_put_into_a_full_workshop_by_hand(made):
    a, first, second = made.workshop("A", 1), made.guest(), made.guest()
    move_seat(made.summit, first, made.workshops, a.id, is_pinned=False)
    with pytest.raises(RuleBroken, match="A is full: 1 of 1"):
        move_seat(made.summit, second, made.workshops, a.id, is_pinned=False)


def test_fewer_seats_remove_nobody_and_let_nobody_in(made):
    a, b = made.workshop("A", 3), made.workshop("B", 3)
    guests = [made.guest() for _ in range(3)]
    for each in guests:
        move_seat(made.summit, each, made.workshops, a.id, is_pinned=False)
    change_workshop(a, WorkshopDraft(letter="A", title="Smaller", capacity=1))
    check_counters(made)
    assert set(letters(made).values()) == {"A"}
    with pytest.raises(RuleBroken):
        move_seat(made.summit, made.guest(), made.workshops, a.id, is_pinned=False)
    move_seat(made.summit, guests[0], made.workshops, b.id, is_pinned=False)
    check_counters(made)
    allocate_all(made.summit, keeps_seats=False)
    assert sorted(letters(made).values()).count("A") <= 1


def test_an_interpreter_sits_beside_their_person_and_takes_no_seat(made):
    a, guest = made.workshop("A", 1), made.guest()
    interpreter = Attendee(party=guest.party, kind=AttendeeKind.SUPPORT, name="Kit Barrowby")
    db.session.add(interpreter)
    db.session.flush()
    assert allocate_all(made.summit, keeps_seats=False) == 0
    assert letters(made) == {guest.id: "A", interpreter.id: "A"}
    check_counters(made)
    assert a.taken == 1


def test_apologies_give_the_seat_back(made):
    made.workshop("A", 1)
    guest = made.guest()
    allocate_all(made.summit, keeps_seats=False)
    made.house.answer(made.invitations[0], PartStat.DECLINED)
    assert guest.id not in letters(made)
    check_counters(made)


def test_a_deleted_companion_leaves_no_ghost_on_a_seat(made):
    a, guest = made.workshop("A", 2), made.guest()
    companion = Attendee(party=guest.party, kind=AttendeeKind.COMPANION, name="Ife Adeyemi")
    db.session.add(companion)
    db.session.flush()
    allocate_all(made.summit, keeps_seats=False)
    db.session.delete(companion)
    db.session.flush()
    move_seat(made.summit, made.guest(), made.workshops, a.id, is_pinned=False)
    check_counters(made)
    assert a.taken == 2


def test_a_removed_workshop_leaves_its_people_for_the_next_allocation(made):
    a, guest = made.workshop("A"), made.guest()
    allocate_all(made.summit, keeps_seats=False)
    remove_workshop(a)
    db.session.expire_all()
    assert seats_of(made.summit) == {}
    made.workshop("B")
    allocate_all(made.summit, keeps_seats=True)
    assert letters(made) == {guest.id: "B"}


def test_the_database_itself_refuses_one_too_many(made):
    a = made.workshop("A", 1)
    db.session.commit()
    a.taken = 2
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_two_at_once_do_not_both_get_the_last_seat(app, made):
    a = made.workshop("A", 1)
    guests = [made.guest() for _ in range(6)]
    ids = [each.id for each in guests]
    summit_id, part_id, workshop_id = made.summit.id, made.workshops.id, a.id
    db.session.commit()
    gate, refused = threading.Barrier(len(ids)), []

    def press(attendee_id: int) -> None:
        with app.app_context():
            set_intent(Intent.WRITE)
            gate.wait()
            summit = summit_by_id(summit_id)
            assert summit is not None
            session, attendee = session_of(summit, part_id), db.session.get(Attendee, attendee_id)
            try:
                move_seat(summit, attendee, session, workshop_id, is_pinned=False)
                db.session.commit()
            except RuleBroken:
                db.session.rollback()
                refused.append(attendee_id)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=press, args=(key,)) for key in ids]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    db.session.expire_all()
    assert len(refused) == len(ids) - 1
    assert db.session.get(Workshop, workshop_id).taken == 1
    assert isinstance(db.session.get(Summit, summit_id), Summit)


def test_a_letter_is_given_once_a_session(made):
    first = made.workshop("")
    assert (first.letter, made.workshop("").letter) == ("A", "B")
    with pytest.raises(RuleBroken, match="workshop A already"):
        made.workshop("a")


def test_without_a_number_the_room_says_how_many_seats(made):
    assert made.workshop("A", capacity=None, room_id=made.small.id).capacity == 20
    with pytest.raises(RuleBroken, match="how many seats"):
        made.workshop("B", capacity=None)

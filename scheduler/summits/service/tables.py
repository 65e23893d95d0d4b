"""The table plan: tables, who sits at which, who stays where they are, and who does not sit together."""

from collections.abc import Mapping
from functools import cache

from sqlalchemy import Delete, bindparam, delete, func, select

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.wording import count_words
from scheduler.summits.models import ApartPair, Attendee, Party, Summit, SummitTable, TableSeat
from scheduler.summits.queries.programme import all_tables, table_seats_of
from scheduler.summits.queries.programme_people import apart_pairs, people_of, seat_name
from scheduler.summits.rules.tables import Apart, Guest, Table, plan_tables, what_is_unkept
from scheduler.summits.rules.vocabulary import AttendeeKind
from scheduler.summits.service.counters import lock_places

MOST_TABLES = 200
MOST_SEATS = 100


def table_label(table: SummitTable) -> str:
    """“Table 3”, or “Table 3, Soar” when it has a name."""
    return f"Table {table.number}" + (f", {table.name}" if table.name else "")


def set_tables(summit: Summit, count: int, seats: int) -> None:
    """Have so many tables; new ones get `seats`, those above the number go with their seats. Raises RuleBroken."""
    if not 1 <= count <= MOST_TABLES:
        raise RuleBroken(f"Enter a number of tables from 1 to {MOST_TABLES}.", "count")
    _check_seats(seats)
    lock_places(summit)
    tables = all_tables(summit)
    for table in tables:
        if table.number > count:
            db.session.delete(table)
    known = {table.number for table in tables}
    db.session.add_all(
        SummitTable(summit_id=summit.id, number=number, seats=seats)
        for number in range(1, count + 1)
        if number not in known
    )
    db.session.flush()
    _note(summit, f"Set {count_words(count, 'table')}")


def change_table(summit: Summit, table: SummitTable, name: str, seats: int) -> None:
    """Name and size; fewer seats than people removes nobody, the page says so. Raises RuleBroken."""
    _check_seats(seats)
    lock_places(summit)
    table.name, table.seats = clean_line(name), seats
    db.session.flush()
    _note(summit, f"Changed {table_label(table)}: {count_words(seats, 'seat')}")


def plan_all(summit: Summit, *, keeps_seats: bool) -> tuple[str, ...]:
    """Seat everybody; what could not be kept, in words. Pins stay; `keeps_seats`: all seats do. Raises RuleBroken."""
    lock_places(summit)
    tables, seats, people = all_tables(summit), table_seats_of(summit), people_of(summit)
    if not tables:
        raise RuleBroken("There are no tables yet. Say how many there are first.")
    stay = {key: seat.table_id for key, seat in seats.items() if seat.is_pinned or keeps_seats}
    plan = plan_tables(guests_of(people, stay), tables_for(tables), apart_of(people))
    _write(seats, plan.seats)
    how = "Seated whoever had no table" if keeps_seats else "Planned the tables anew"
    _note(summit, f"{how}: {count_words(len(plan.seats), 'person', 'people')} at {count_words(len(tables), 'table')}")
    return plan.unkept


def move_guest(summit: Summit, attendee: Attendee, table_id: int | None, *, is_pinned: bool) -> None:
    """Put somebody at a table by hand, or at none. Raises RuleBroken when it is full."""
    lock_places(summit)
    table = next((each for each in all_tables(summit) if each.id == table_id), None)
    if table_id is not None and table is None:
        raise RuleBroken("That table is no longer there. Choose again.")
    seat = db.session.get(TableSeat, attendee.id)
    if table is None:
        if seat is not None:
            db.session.delete(seat)
    else:
        _seat(attendee, seat, table, is_pinned=is_pinned)
    db.session.flush()
    where = f"at {table_label(table)}" if table else "at no table"
    _note(summit, f"Put {attendee.name or 'somebody'} {where}{', pinned' if is_pinned and table else ''}")


def keep_apart(summit: Summit, one: Attendee, other: Attendee) -> None:
    """They do not sit together; nobody says why. Raises RuleBroken for one and the same, or one party."""
    if one.id == other.id:
        raise RuleBroken("Choose two different people.", "other")
    if one.party_id == other.party_id and one.party.invitation_id is not None:
        raise RuleBroken("They come together and sit together. Choose people of different parties.", "other")
    low, high = sorted((one.id, other.id))
    if db.session.get(ApartPair, (low, high)) is None:
        db.session.add(ApartPair(one_id=low, other_id=high))
        db.session.flush()
        _note(summit, "Noted two people who do not sit together")


def let_together(summit: Summit, one_id: int, other_id: int) -> None:
    """They may share a table again; a repeat is harmless."""
    low, high = sorted((one_id, other_id))
    done = delete(ApartPair).where(ApartPair.one_id == low, ApartPair.other_id == high).returning(ApartPair.one_id)
    if db.session.scalar(done) is not None:
        _note(summit, "Two people may sit together again")


def unkept_now(summit: Summit) -> list[str]:
    """What the plan as it stands, hands included, does not keep; empty while nobody is seated."""
    people = people_of(summit)
    seats = {key: seat.table_id for key, seat in table_seats_of(summit).items()}
    if not seats:
        return []
    here = {each.id: seats[each.id] for each in people if each.id in seats}
    return what_is_unkept(guests_of(people, {}), tables_for(all_tables(summit)), apart_of(people), here)


def leave_table(party: Party) -> None:
    """Nobody of a party that lost its place keeps a chair."""
    ids = [each.id for each in party.attendees]
    db.session.execute(_leaving(), {"ids": ids})


@cache
def _leaving() -> Delete:
    """Written once, as for seats in workshops."""
    theirs = delete(TableSeat).where(TableSeat.attendee_id.in_(bindparam("ids", expanding=True)))
    return theirs.execution_options(synchronize_session="fetch")


def guests_of(people: list[Attendee], pins: Mapping[int, int]) -> list[Guest]:
    """People as the rule sees them; hosts and walk-ins come alone."""
    return [
        Guest(
            id=each.id,
            party=-each.id if each.kind in {AttendeeKind.HOST, AttendeeKind.WALK_IN} else each.party_id,
            name=seat_name(each),
            organisation=each.party.agency.name if each.party.agency is not None else each.organisation_name,
            area=each.party.agency.area.name if each.party.agency is not None and each.party.agency.area else "",
            is_host=each.kind is AttendeeKind.HOST,
            pinned=pins.get(each.id),
        )
        for each in people
    ]


def tables_for(tables: list[SummitTable]) -> list[Table]:
    """Tables as the rule sees them."""
    return [Table(each.id, table_label(each), each.seats) for each in tables]


def apart_of(people: list[Attendee]) -> Apart:
    """Pairs as the rule sees them."""
    return frozenset(frozenset((pair.one_id, pair.other_id)) for pair in apart_pairs([each.id for each in people]))


def _seat(attendee: Attendee, seat: TableSeat | None, table: SummitTable, *, is_pinned: bool) -> None:
    if seat is None or seat.table_id != table.id:
        taken = select(func.count()).select_from(TableSeat).where(TableSeat.table_id == table.id)
        if (db.session.scalar(taken) or 0) >= table.seats:
            message = f"{table_label(table)} is full: {table.seats} of {table.seats} seats are taken."
            raise RuleBroken(f"{message} Move somebody away first, or give it more seats.")
    seat = seat or TableSeat(attendee_id=attendee.id)
    seat.table, seat.is_pinned = table, is_pinned
    db.session.add(seat)


def _write(seats: Mapping[int, TableSeat], planned: Mapping[int, int]) -> None:
    for attendee_id, seat in seats.items():
        if attendee_id not in planned:
            db.session.delete(seat)
    for attendee_id, table_id in planned.items():
        seat = seats.get(attendee_id) or TableSeat(attendee_id=attendee_id, is_pinned=False)
        seat.table_id = table_id
        db.session.add(seat)
    db.session.flush()


def _check_seats(seats: int) -> None:
    if not 1 <= seats <= MOST_SEATS:
        raise RuleBroken(f"Enter a number of seats from 1 to {MOST_SEATS}.", "seats")


def _note(summit: Summit, words: str) -> None:
    record("summit.tables", "engagement", summit.engagement_id, words)

"""An organisation or body moves to another seat on a day; its past keeps the old one."""

from datetime import date, datetime

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.wording import day_words
from scheduler.stakeholders.models import Body, HomePlace, Organisation, Place
from scheduler.stakeholders.queries.moves import homes_that_move, place_on
from scheduler.stakeholders.service.records import Difference, flush, log

Home = Organisation | Body


def move_home(home: Home, place: Place, *, from_on: date, now: datetime) -> None:
    """It sits there from a day on, past or to come. Raises RuleBroken."""
    if any(move.from_on == from_on for move in home.moves):
        raise RuleBroken("It already moves on that day. Take that move back first.", "from_on")
    old = place_on(home, from_on)
    if old is place:
        raise RuleBroken(f"{home.name} sits at {place.name} then already. Choose another place.", "place_id")
    if home.started_on and from_on <= home.started_on:
        raise RuleBroken(f"{home.name} began only on {day_words(home.started_on)}. Enter a later day.", "from_on")
    if not home.moves and home.place is not None:
        home.moves.append(HomePlace(place=home.place, from_on=None))
    home.moves.append(HomePlace(place=place, from_on=from_on))
    _settle(home, local_day(now))
    summary = f"{home.name} moves to {place.name} on {day_words(from_on)}"
    log("moves", home, summary, _difference(old, place, from_on))


def take_back_move(home: Home, move: HomePlace, *, now: datetime) -> None:
    """The move was a mistake, or is off. Raises RuleBroken for the first seat, which is no move."""
    if move.from_on is None:
        raise RuleBroken("That is the first seat. Change it on the form of the organisation or body.")
    home.moves.remove(move)
    flush()
    db.session.expire(home, ["moves"])
    _settle(home, local_day(now))
    if [left.from_on for left in home.moves] == [None]:
        home.moves.clear()
        flush()
    summary = f"{home.name} does not move to {move.place.name} on {day_words(move.from_on)}"
    log("move taken back", home, summary, _difference(move.place, home.place, move.from_on))


def settle_moves(now: datetime) -> None:
    """The day's round: whoever moves today sits at the new place from now on."""
    for home in homes_that_move():
        if _settle(home, local_day(now)):
            assert home.place is not None
            log("moved", home, f"{home.name} sits at {home.place.name} from today")


def correct_seat(home: Home, old_place_id: int | None) -> None:
    """The form named another place for today's seat: the dated row that said so is corrected with it."""
    current = [move for move in home.moves if move.place_id == old_place_id]
    if current and home.place_id is not None:
        current[-1].place = db.session.get_one(Place, home.place_id)
    elif home.moves and home.place_id is None:
        home.moves.clear()


def _settle(home: Home, today: date) -> bool:
    """Bring `place_id` to the seat of the day; tells whether that changed it."""
    flush()
    db.session.expire(home, ["moves"])
    seat = place_on(home, today)
    is_new = seat is not home.place
    home.place = seat
    flush()
    return is_new


def _difference(old: Place | None, new: Place | None, from_on: date) -> Difference:
    difference = Difference()
    difference.note("place_id", old.id if old else None, new.id if new else None)
    difference.note("from_on", None, from_on)
    return difference

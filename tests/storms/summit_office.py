"""The office in a process of its own while partners answer: it changes the number of places, and counts."""

import os
import random
from collections.abc import Mapping
from multiprocessing.connection import Connection

from sqlalchemy import func, select, update

from scheduler.app import create_app
from scheduler.config import load_settings
from scheduler.core.clock import utc_now
from scheduler.core.db import db
from scheduler.invitations.queries.locks import lock_row
from scheduler.summits.models import Party, Summit, SummitPlaces
from scheduler.summits.rules.places import Numbers
from scheduler.summits.rules.vocabulary import PlaceState
from scheduler.summits.service.capacity import set_numbers
from scheduler.summits.service.counters import lock_places
from scheduler.summits.tasks.places import expire_all_places


def work(environ: Mapping[str, str], summit_id: int, usual: int, often: float, line: Connection) -> None:
    """Change, let offers go by, count, until told to end; then say what was wrong."""
    os.environ.update(environ)
    trouble: list[str] = []
    chance = random.Random(7)  # noqa: S311 - which number
    with create_app(load_settings()).app_context():
        while not line.poll(often):
            try:
                summit = db.session.get(Summit, summit_id)
                places = usual + chance.randint(-usual // 6, usual // 6)
                set_numbers(summit, Numbers(places, None), now=utc_now())
                db.session.commit()
                _expire(summit, chance)
                trouble.extend(counted_wrong(summit_id))
            except Exception as problem:  # noqa: BLE001 - said in the end
                trouble.append(repr(problem))
            finally:
                db.session.remove()
    line.send(trouble)


def _expire(summit: Summit, chance: random.Random) -> None:
    """Now and then a week goes by for those who have an offer; parties are written under the lock of the places."""
    if chance.random() < 0.1:
        lock_row(summit.engagement, shared=True)
        lock_places(summit)
        gone_by = update(Party).where(Party.state == PlaceState.OFFERED).values(offer_until_at=utc_now())
        db.session.execute(gone_by)
        db.session.commit()
        expire_all_places(utc_now())


def counted_wrong(summit_id: int) -> list[str]:
    """What is wrong at one committed instant: more than the ceiling, or counters that are not the sums."""
    sums = (
        select(func.coalesce(func.sum(Party.size), 0))
        .where(Party.summit_id == summit_id, Party.state.in_([PlaceState.CONFIRMED, PlaceState.OFFERED]))
        .scalar_subquery()
    )
    places = db.session.execute(
        select(SummitPlaces.taken, SummitPlaces.ceiling, sums).where(SummitPlaces.summit_id == summit_id)
    ).one()
    db.session.rollback()
    taken, ceiling, summed = places
    wrong = [f"{taken} taken, ceiling {ceiling}"] if ceiling is not None and taken > ceiling else []
    return wrong + ([f"the counter says {taken}, the parties {summed}"] if taken != summed else [])

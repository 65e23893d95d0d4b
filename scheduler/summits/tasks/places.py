"""Offers that nobody took end by themselves."""

import time
from datetime import datetime

from scheduler.core.db import commit
from scheduler.core.rounds import Each, register_round
from scheduler.summits.service.offers import expire_places

PAUSE = 0.2
"""Seconds for those who answer, after a few offers have kept them waiting."""


def expire_all_places(now: datetime) -> None:
    """End what is due a few at a time: offers made in one moment end in one moment, and nobody waits for them."""
    while expire_places(now):
        commit()
        time.sleep(PAUSE)


register_round("expire offered places", Each.MINUTE, expire_all_places)
"""A place stands empty for a minute at most after its deadline."""

"""Offers that nobody took end by themselves."""

from scheduler.core.rounds import Each, register_round
from scheduler.summits.service.offers import expire_places

register_round("expire offered places", Each.MINUTE, expire_places)
"""A place stands empty for a minute at most after its deadline."""

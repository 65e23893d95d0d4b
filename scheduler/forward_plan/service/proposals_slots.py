"""Between the engine's slots and our instants and principals."""

from collections.abc import Collection
from datetime import datetime, time, timedelta

from scheduler.core.clock import from_local, to_local
from scheduler.engagements.availability import principal_key
from scheduler.proposer.problem import Demand, Slot

Span = tuple[datetime, datetime]


def principal_ids_of(slot: Slot) -> list[int]:
    """Who of ours goes."""
    return [int(key.rpartition(":")[2]) for key in slot.principals]


def slot_at(starts_at: datetime, principal_ids: Collection[int]) -> Slot:
    """An instant as the engine writes it."""
    local = to_local(starts_at)
    return Slot(local.date(), local.hour * 60 + local.minute, tuple(principal_key(each) for each in principal_ids))


def times_of(demand: Demand, slot: Slot) -> Span:
    """A slot as instants."""
    starts_at = from_local(slot.day, time(slot.start // 60, slot.start % 60))
    return starts_at, starts_at + timedelta(minutes=demand.minutes)


def commitment_id_of(demand: Demand) -> int:
    """Every chain begins with “commitment:17:”."""
    return int(demand.chain.split(":")[1])


def engagement_id_of(demand: Demand) -> int | None:
    """The engagement that a demand dates or moves; None: accepting it makes a new one."""
    kind, number, *_ = demand.key.split(":")
    return int(number) if kind == "engagement" else None

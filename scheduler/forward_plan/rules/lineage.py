"""Who inherits whose commitments: organisations and bodies by their key, followed through merges and splits."""

from collections.abc import Iterable, Mapping
from datetime import date

from scheduler.core.values import dataclass

PartnerKey = tuple[str, int]
"""("organisation", 4) or ("body", 7)."""


@dataclass(frozen=True, slots=True)
class Handover:
    """From a day on, one partner stands in for another."""

    from_key: PartnerKey
    to_key: PartnerKey
    on: date


def forebears(handovers: Iterable[Handover], on: date) -> dict[PartnerKey, frozenset[PartnerKey]]:
    """Everybody whose meetings each partner may call its own on a day, by partner; those without are missing."""
    direct: dict[PartnerKey, set[PartnerKey]] = {}
    for each in handovers:
        if each.on <= on:
            direct.setdefault(each.to_key, set()).add(each.from_key)
    return {key: frozenset(_closure(key, direct)) for key in direct}


def heirs(handovers: Iterable[Handover], on: date) -> dict[PartnerKey, list[PartnerKey]]:
    """Who follows each partner directly on a day, in the order of the handovers."""
    found: dict[PartnerKey, list[PartnerKey]] = {}
    for each in handovers:
        if each.on <= on and each.to_key not in found.setdefault(each.from_key, []):
            found[each.from_key].append(each.to_key)
    return found


def _closure(key: PartnerKey, direct: Mapping[PartnerKey, set[PartnerKey]]) -> set[PartnerKey]:
    seen: set[PartnerKey] = set()
    ahead = list(direct.get(key, ()))
    while ahead:
        each = ahead.pop()
        if each != key and each not in seen:
            seen.add(each)
            ahead.extend(direct.get(each, ()))
    return seen

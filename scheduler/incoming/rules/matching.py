"""Who invites us: by the addresses that we know, by names in the title, by the domain they write from."""

import re
from collections.abc import Collection, Iterable
from enum import IntEnum, StrEnum

from scheduler.core.values import dataclass
from scheduler.incoming.rules.arrivals import Arrival, domain_of
from scheduler.stakeholders.rules.search import name_key


class HomeKind(StrEnum):
    """What a host of our list is."""

    BODY = "body"
    ORGANISATION = "organisation"


class Sign(IntEnum):
    """By what it was recognised, the surest last."""

    NONE = 0
    DOMAIN = 1
    NAME_OF_ORGANISATION = 2
    ADDRESS_OF_ORGANISATION = 3
    NAME_OF_BODY = 4
    ADDRESS_OF_BODY = 5


SHORTEST_NAME = 3
"""Letters of a short name that may stand for a body in a title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """An organisation or body that may invite us; addresses as `address_key`s, each with its post, if it has one."""

    kind: HomeKind
    id: int
    names: tuple[str, ...]
    addresses: tuple[tuple[str, int | None], ...] = ()

    def domains(self) -> frozenset[str]:
        """Of its addresses."""
        return frozenset(domain_of(address) for address, _ in self.addresses)

    def post_with(self, address: str) -> int | None:
        """The post whose address it is."""
        return next((post for each, post in self.addresses if each == address and post is not None), None)


@dataclass(frozen=True, slots=True)
class Match:
    """Who it is, by which sign, and the post that wrote."""

    home: Home | None = None
    sign: Sign = Sign.NONE
    post_id: int | None = None


def who_invites(arrival: Arrival, homes: Collection[Home], ours: Collection[str]) -> Match:
    """The surest sign wins; two of the same sureness are no answer unless one name holds the other."""
    writers = [each for each in (arrival.organizer, arrival.sender_address) if each and each not in ours]
    shared = _shared_domains(homes)
    signs = [(_sign(home, arrival, writers, shared), home) for home in homes]
    best = max((sign for sign, _ in signs), default=Sign.NONE)
    found = [home for sign, home in signs if sign is best]
    home = _one_of(found, arrival.title) if best is not Sign.NONE else None
    if home is None:
        return Match()
    post = next((post for each in writers if (post := home.post_with(each)) is not None), None)
    return Match(home, best, post)


def _sign(home: Home, arrival: Arrival, writers: Iterable[str], shared: Collection[str]) -> Sign:
    is_body = home.kind is HomeKind.BODY
    addresses = {address for address, _ in home.addresses}
    if any(each in addresses for each in writers):
        return Sign.ADDRESS_OF_BODY if is_body else Sign.ADDRESS_OF_ORGANISATION
    if _named_in(home, f"{arrival.title} {arrival.host_words}"):
        return Sign.NAME_OF_BODY if is_body else Sign.NAME_OF_ORGANISATION
    by_domain = {domain_of(each) for each in writers} & home.domains() - set(shared)
    return Sign.DOMAIN if by_domain and not is_body else Sign.NONE


def _named_in(home: Home, text: str) -> int:
    """The length of the longest of its names that the text holds; 0: none."""
    words = f" {name_key(text)} "
    keys = (name_key(name) for name in home.names)
    return max((len(key) for key in keys if len(key) >= SHORTEST_NAME and f" {key} " in words), default=0)


def _one_of(homes: list[Home], title: str) -> Home | None:
    """“Melton and Rutland Partnership” holds “Melton”: the longest name wins, a draw is nobody's."""
    if len(homes) <= 1:
        return next(iter(homes), None)
    lengths = sorted(((_named_in(home, title), home.id) for home in homes), reverse=True)
    if lengths[0][0] == lengths[1][0]:
        return None
    return next(home for home in homes if home.id == lengths[0][1] and _named_in(home, title) == lengths[0][0])


def _shared_domains(homes: Iterable[Home]) -> frozenset[str]:
    """Domains of several organisations say nothing: a provider's, or a county's common mail."""
    seen: dict[str, int] = {}
    for home in homes:
        if home.kind is HomeKind.ORGANISATION:
            for domain in home.domains():
                seen[domain] = seen.get(domain, 0) + 1
    return frozenset(domain for domain, count in seen.items() if count > 1 or not re.search(r"\.", domain))

"""Ticks of the pages on which seats, groups and people are chosen, as they travel in a form or an address."""

from collections.abc import Sequence

from werkzeug.datastructures import MultiDict

from scheduler.summits.service.waves import Members

LONGEST = 10
"""No id of ours has so many figures."""


def read_ids(values: Sequence[str]) -> list[int]:
    """What is a number; anything else is left out."""
    return [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < LONGEST]


def read_members(values: MultiDict[str, str]) -> Members:
    """The ticked rows."""
    return Members(*(read_ids(values.getlist(name)) for name in ("post", "group", "person")))


def members_query(members: Members) -> list[tuple[str, int]]:
    """The same as they stand in an address."""
    named = (("post", members.posts), ("group", members.groups), ("person", members.people))
    return [(name, number) for name, numbers in named for number in numbers]

"""The partners' pages."""

from scheduler.stakeholders.routes import (
    bodies,
    groups,
    imports,
    moves,
    organisations,
    overview,
    people,
    places,
    posts,
    refills,
    successions,
)
from scheduler.stakeholders.routes.blueprint import blueprint

__all__ = [
    "blueprint",
    "bodies",
    "groups",
    "imports",
    "moves",
    "organisations",
    "overview",
    "people",
    "places",
    "posts",
    "refills",
    "successions",
]

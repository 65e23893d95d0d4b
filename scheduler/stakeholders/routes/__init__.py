"""The partners' pages."""

from scheduler.stakeholders.routes import (
    bodies,
    groups,
    imports,
    organisations,
    overview,
    people,
    places,
    posts,
    refills,
)
from scheduler.stakeholders.routes.blueprint import blueprint

__all__ = [
    "blueprint",
    "bodies",
    "groups",
    "imports",
    "organisations",
    "overview",
    "people",
    "places",
    "posts",
    "refills",
]

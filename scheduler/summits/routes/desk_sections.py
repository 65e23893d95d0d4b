"""What stands on an agency's page `/s/<token>`: each part of the work brings its own section.

A section is a template that reads `section_facts` (and `link`, `token`, `agency`, `summit`) and is left out while its
facts are None. Its forms post to routes of its own below `/s/<token>/…`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from scheduler.core.clock import local_day
from scheduler.core.values import dataclass
from scheduler.engagements.calendar import when_of
from scheduler.engagements.rules.spans import days_of_time
from scheduler.summits.models import AgencyLink

Facts = Callable[[AgencyLink, datetime], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Section:
    """`position` orders them, `afterwards` once the day is over; `title` is the heading, and the anchor `#<key>`."""

    key: str
    title: str
    template: str
    position: int
    facts: Facts
    afterwards: int | None = None

    def place(self, *, is_over: bool) -> int:
        """Where it stands now."""
        return self.afterwards if is_over and self.afterwards is not None else self.position


_sections: dict[str, Section] = {}


def register_section(section: Section) -> None:
    """Show it on every agency's page that it has facts for; the same key again takes its place."""
    _sections[section.key] = section


def sections_for(link: AgencyLink, now: datetime) -> list[tuple[Section, Mapping[str, Any]]]:
    """What to show, in order, each with its facts."""
    when = when_of(link.agency.summit.engagement)
    is_over = when is not None and days_of_time(when)[1] < local_day(now)
    ordered = sorted(_sections.values(), key=lambda each: (each.place(is_over=is_over), each.key))
    found = ((section, section.facts(link, now)) for section in ordered)
    return [(section, facts) for section, facts in found if facts is not None]

"""The brief: one page before a meeting, made from what is known, with what is not known said aloud."""

from math import ceil

from scheduler.briefs.rules.facts import Facts
from scheduler.briefs.rules.lines import Section
from scheduler.briefs.rules.open_matters import issues_section, undertakings_section
from scheduler.briefs.rules.past import meetings_section, promise_sections
from scheduler.briefs.rules.preparation import papers_section, purpose_section, saying_sections, travel_section
from scheduler.briefs.rules.room import room_section
from scheduler.core.values import dataclass
from scheduler.engagements.rules import Handling

ROW = 90
"""Characters on one row."""


@dataclass(frozen=True, slots=True)
class Brief:
    """What the page and the paper show, in their order."""

    engagement_id: int
    title: str
    kind: str
    when: str
    place: str
    marking: str
    """The highest handling of all that it quotes."""
    sections: tuple[Section, ...]

    @property
    def rows(self) -> int:
        """About how many rows it takes on A4: the page sets a fuller brief in smaller type."""
        lines = [line for section in self.sections for line in section.lines]
        return sum(ceil(len(f"{line.words} {line.detail}") / ROW) + line.words.count("\n") for line in lines)

    @property
    def gaps(self) -> tuple[str, ...]:
        """What is missing, a sentence each."""
        return tuple(each for section in self.sections for each in section.gaps)


def brief_of(facts: Facts, *, with_names: bool = False) -> Brief:
    """By roles; personal names only where somebody chose so."""
    sections = [
        purpose_section(facts),
        room_section(facts, with_names=with_names),
        meetings_section(facts),
        *promise_sections(facts),
        issues_section(facts),
        undertakings_section(facts),
        travel_section(facts),
        *saying_sections(facts),
        papers_section(facts),
    ]
    return Brief(
        facts.engagement_id,
        facts.title,
        facts.kind,
        facts.when,
        facts.place,
        marking_of(facts),
        tuple(each for each in sections if each.lines),
    )


def preparation_gaps(facts: Facts) -> tuple[str, ...]:
    """What somebody in the office can mend before the day; who has not answered is chased elsewhere."""
    sections = (
        purpose_section(facts),
        meetings_section(facts),
        issues_section(facts),
        travel_section(facts),
        *saying_sections(facts),
    )
    return tuple(each for section in sections for each in section.gaps)


def marking_of(facts: Facts) -> str:
    """A brief that quotes one OFFICIAL-SENSITIVE thing is OFFICIAL-SENSITIVE itself."""
    quoted = (
        facts.is_sensitive,
        *(each.is_sensitive for each in facts.meetings),
        *(each.is_sensitive for each in facts.promises),
        *(each.is_sensitive for each in facts.raised),
        *(is_sensitive for _, is_sensitive in facts.papers),
    )
    return (Handling.OFFICIAL_SENSITIVE if any(quoted) else Handling.OFFICIAL).value

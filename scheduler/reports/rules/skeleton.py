"""The Panel's own skeleton: its sections in order, what is written by hand, and how a report is put together."""

from collections.abc import Mapping, Sequence

from scheduler.core.values import dataclass
from scheduler.reports.rules.document import Block, Figure, Paragraph, Section, Table

OWN = "own-"
"""Begins the key of a section that the office added."""
NOT_STATED = "Not stated."


@dataclass(frozen=True, slots=True)
class Heading:
    """A section of the skeleton. `is_fixed`: a paper without it is none. `is_replaced`: written words stand alone."""

    key: str
    text: str
    hint: str
    is_fixed: bool = False
    is_replaced: bool = False


SKELETON = (
    Heading(
        "purpose",
        "Purpose of report",
        "One sentence. What is made from the records stands until you write.",
        True,
        True,
    ),
    Heading("recommendation", "Recommendation", "What the meeting is asked to do.", True, True),
    Heading("background", "Background", "What was asked for, and why. The promises follow from the records."),
    Heading("local-authorities", "Local authority relationships", "What the meetings were about, in general."),
    Heading("strands", "Planning matters and other strands of work", "What moved, and what comes next."),
    Heading("csps", "Community safety partnerships", "What the chairs raised, in general."),
    Heading("partners", "Other partners", "Work with health, justice, education, business and the voluntary sector."),
    Heading("boards", "Boards and representation", "What changed in who sits where."),
    Heading("summit", "Summit", "What the day is for, or what came of it."),
    Heading("undertakings", "Undertakings", "How the promises to the Panel were kept."),
    Heading("visits", "Visits", "What was seen."),
    Heading("priorities", "Priorities of the Police and Crime Plan", "How the meetings served the plan."),
    Heading("follow-up", "What was raised and what follows", "Themes across the meetings."),
    Heading("implications", "Implications", "", True),
    Heading("contact", "Person to contact", "Role, telephone, e-mail.", True, True),
)
HEADINGS: Mapping[str, Heading] = {each.key: each for each in SKELETON}
IMPLICATIONS = {
    "implication-financial": "Financial",
    "implication-legal": "Legal",
    "implication-equality": "Equality impact assessment",
    "implication-risks": "Risks and impact",
    "implication-plan": "Link to the Police and Crime Plan",
}


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote for one key; another heading than the skeleton's, or one of its own."""

    key: str
    words: str = ""
    heading: str = ""
    is_left_out: bool = False


def assembled(gathered: Mapping[str, Sequence[Block]], written: Sequence[Written]) -> tuple[Section, ...]:
    """The skeleton's sections with what was gathered and written; own ones stand before the implications.

    A section without a word is left away, unless the skeleton cannot do without it.
    """
    by_key = {each.key: each for each in written}
    sections: list[Section] = []
    for heading in SKELETON:
        if heading.key == "implications":
            sections += [_own(each) for each in written if each.key.startswith(OWN) and not each.is_left_out]
        section = _section(heading, by_key, gathered.get(heading.key, ()))
        if section is not None:
            sections.append(section)
    return tuple(sections)


def _section(heading: Heading, by_key: Mapping[str, Written], found: Sequence[Block]) -> Section | None:
    mine = by_key.get(heading.key, Written(heading.key))
    if mine.is_left_out and not heading.is_fixed:
        return None
    blocks = _blocks(heading, mine, found) if heading.key != "implications" else _implications(by_key, found)
    if not blocks and not heading.is_fixed:
        return None
    return Section(heading.key, mine.heading or heading.text, tuple(blocks or [Paragraph(NOT_STATED)]))


def _blocks(heading: Heading, mine: Written, found: Sequence[Block]) -> list[Block]:
    """Written words first, then sentences from the records, then tables and pictures."""
    own: list[Block] = list(paragraphs_of(mine.words))
    if heading.is_replaced and own:
        return own
    sentences = [each for each in found if isinstance(each, Paragraph)]
    shown = [each for each in found if isinstance(each, Table | Figure)]
    return [*own, *sentences, *shown]


def _implications(by_key: Mapping[str, Written], found: Sequence[Block]) -> list[Block]:
    """Each by its name, stated or not; what the records say of it follows."""
    said = {each.label: each.words for each in found if isinstance(each, Paragraph)}
    blocks: list[Block] = []
    for key, name in IMPLICATIONS.items():
        words = by_key.get(key, Written(key)).words.strip()
        whole = " ".join(part for part in (words, said.get(name, "")) if part)
        blocks.append(Paragraph(whole or NOT_STATED, name, is_written=bool(words)))
    return blocks


def _own(written: Written) -> Section:
    return Section(written.key, written.heading, paragraphs_of(written.words))


def paragraphs_of(words: str) -> tuple[Paragraph, ...]:
    """An empty line ends a paragraph."""
    parts = (" ".join(part.split()) for part in words.replace("\r\n", "\n").split("\n\n"))
    return tuple(Paragraph(part, is_written=True) for part in parts if part)


def gaps_in(sections: Sequence[Section]) -> list[str]:
    """What a reader would miss: fixed parts that say nothing."""
    missing = [each.heading for each in sections if each.blocks == (Paragraph(NOT_STATED),)]
    return missing + [
        block.label
        for each in sections
        for block in each.blocks
        if isinstance(block, Paragraph) and block.label and block.words == NOT_STATED
    ]

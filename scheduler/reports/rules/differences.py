"""How a report differs from the last frozen one, in words: so that no table is pasted twice."""

from collections.abc import Iterator

from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, day_words, list_words
from scheduler.reports.rules.document import Document, Paragraph, Section, Table

NAMED_AT_MOST = 4


@dataclass(frozen=True, slots=True)
class Difference:
    """One sentence under a section's heading; `is_warning`: something was not renewed."""

    heading: str
    words: str
    is_warning: bool = False


def differences(old: Document, new: Document) -> list[Difference]:
    """Section by section in the new one's order, then what is gone."""
    before = {each.key: each for each in old.sections}
    since = day_words(old.until_on)
    found = [each for section in new.sections for each in _of_section(before.get(section.key), section, since)]
    kept = {each.key for each in new.sections}
    found += [Difference(each.heading, "This section is gone.") for each in old.sections if each.key not in kept]
    if new.from_on <= old.until_on:
        words = (
            f"The period begins on {day_words(new.from_on)}; the last report went up to {since}: some days count twice."
        )
        found.insert(0, Difference("Period", words, is_warning=True))
    return found


def _of_section(old: Section | None, new: Section, since: str) -> Iterator[Difference]:
    if old is None:
        yield Difference(new.heading, "This section is new.")
        return
    yield from _paragraphs(old, new, since)
    tables = {each.key: each for each in old.tables}
    for table in new.tables:
        yield from _of_table(tables.pop(table.key, None), table, new.heading, since)
    for gone in tables.values():
        yield Difference(new.heading, f"The table “{gone.title}” is gone: nothing is left to list.")


def _paragraphs(old: Section, new: Section, since: str) -> Iterator[Difference]:
    before, after = _said(old), _said(new)
    written = [each.words for each in new.blocks if isinstance(each, Paragraph) and each.is_written]
    if written and all(each in before for each in written):
        words = f"What was written is word for word what the report up to {since} said."
        yield Difference(new.heading, words, is_warning=True)
    for words in after:
        if words not in before:
            yield Difference(new.heading, f"Now says: “{words}”")
    for words in before:
        if words not in after:
            yield Difference(new.heading, f"No longer says: “{words}”")


def _said(section: Section) -> list[str]:
    return [_worded(each) for each in section.blocks if isinstance(each, Paragraph)]


def _worded(paragraph: Paragraph) -> str:
    return f"{paragraph.label}: {paragraph.words}" if paragraph.label else paragraph.words


def _of_table(old: Table | None, new: Table, heading: str, since: str) -> Iterator[Difference]:
    if old is None:
        yield Difference(heading, f"The table “{new.title}” is new, with {count_words(len(new.rows), 'row')}.")
        return
    if new.says_the_same_as(old):
        words = f"The table “{new.title}” is cell for cell the one of the report up to {since}."
        yield Difference(heading, words, is_warning=True)
        return
    yield Difference(heading, f"{new.title}: {_changes(old, new)}.")


def _changes(old: Table, new: Table) -> str:
    before, after = {row.cells for row in old.rows}, {row.cells for row in new.rows}
    named_before, named_after = {cells[0] for cells in before}, {cells[0] for cells in after}
    changed = sorted({cells[0] for cells in after - before} & named_before)
    parts = [f"{count_words(len(new.rows), 'row')}, before {len(old.rows)}"]
    for verb, names in (
        ("new", sorted(named_after - named_before)),
        ("changed", changed),
        ("gone", sorted(named_before - named_after)),
    ):
        if names:
            parts.append(f"{verb}: {_named(names)}")
    return "; ".join(parts)


def _named(names: list[str]) -> str:
    quoted = [f"“{name.removesuffix('.')}”" for name in names]
    if len(names) <= NAMED_AT_MOST:
        return list_words(quoted)
    return f"{', '.join(quoted[:NAMED_AT_MOST])} and {len(names) - NAMED_AT_MOST} more"

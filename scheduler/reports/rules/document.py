"""A report as a document: sections of paragraphs, tables and pictures. Pure values, frozen as canonical JSON."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, field
from datetime import date
from hashlib import sha256
from typing import Any

from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, day_words


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; `is_written`: by somebody, else it was made from the records. `label` leads in bold."""

    words: str
    label: str = ""
    is_written: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Cells as they are read, and the keys of the records behind them (“engagement:17”)."""

    cells: tuple[str, ...]
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under columns, stamped with their period. The first column names the row.

    `counted`: columns that are figures and add up. `tally`: the column that counts the records behind each row, those
    whose key begins with `tally_of`.
    """

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    period: str
    counted: tuple[int, ...] = ()
    tally: int | None = None
    tally_of: str = "engagement"
    note: str = ""
    shouts: bool = False
    """Its rows are what must not be overlooked."""

    @property
    def figures(self) -> tuple[int, ...]:
        """Columns of nothing but numbers, to be set to the right."""
        every = range(1, len(self.columns))
        return tuple(number for number in every if all(row.cells[number].isdecimal() for row in self.rows))

    @property
    def totals(self) -> tuple[str, ...]:
        """The last row: “All” and the sums; empty when nothing adds up."""
        if not self.counted or len(self.rows) < 2:
            return ()
        sums = {column: sum(int(row.cells[column]) for row in self.rows) for column in self.counted}
        return tuple("All" if not column else str(sums.get(column, "")) for column in range(len(self.columns)))

    def stamp(self, made_on: date) -> str:
        """“From 15 July 2014 to 29 September 2014. 12 rows. Made from the records on 29 September 2014.”."""
        return f"{self.period}. {count_words(len(self.rows), 'row')}. Made from the records on {day_words(made_on)}."

    def says_the_same_as(self, other: "Table") -> bool:
        """Whether every cell is the other's; the stamp may differ."""
        return self.columns == other.columns and [row.cells for row in self.rows] == [row.cells for row in other.rows]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture that needs nothing from outside: SVG text, and what it shows in words."""

    key: str
    title: str
    alternative: str
    svg: str


Block = Paragraph | Table | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """One heading with what stands under it."""

    key: str
    heading: str
    blocks: tuple[Block, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """In order."""
        return tuple(each for each in self.blocks if isinstance(each, Table))


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The whole paper. `facts`: what stands above it, by label (report of, date, subject, author)."""

    title: str
    facts: tuple[tuple[str, str], ...]
    from_on: date
    until_on: date
    made_on: date
    with_names: bool = False
    sections: tuple[Section, ...] = field(default_factory=tuple)

    @property
    def tables(self) -> dict[str, Table]:
        """By key."""
        return {table.key: table for section in self.sections for table in section.tables}

    def numbered(self) -> Iterator[tuple[Section, list[tuple[int, Block]]]]:
        """Sections with their blocks; paragraphs are numbered through the paper, other blocks carry 0."""
        number = 0
        for section in self.sections:
            blocks = []
            for block in section.blocks:
                is_numbered = isinstance(block, Paragraph) and not block.label
                number += is_numbered
                blocks.append((number if is_numbered else 0, block))
            yield section, blocks


KINDS: Mapping[str, type[Paragraph] | type[Figure]] = {"paragraph": Paragraph, "figure": Figure}


def frozen(document: Document) -> dict[str, Any]:
    """The document as JSON can hold it."""
    days = {name: getattr(document, name).isoformat() for name in ("from_on", "until_on", "made_on")}
    return {
        "title": document.title,
        "facts": [list(fact) for fact in document.facts],
        **days,
        "with_names": document.with_names,
        "sections": [
            {"key": each.key, "heading": each.heading, "blocks": [_frozen_block(block) for block in each.blocks]}
            for each in document.sections
        ],
    }


def thawed(content: Mapping[str, Any]) -> Document:
    """The document that `frozen` gave, from whatever JSON made of it."""
    return Document(
        title=content["title"],
        facts=tuple((label, words) for label, words in content["facts"]),
        from_on=date.fromisoformat(content["from_on"]),
        until_on=date.fromisoformat(content["until_on"]),
        made_on=date.fromisoformat(content["made_on"]),
        with_names=content["with_names"],
        sections=tuple(
            Section(each["key"], each["heading"], tuple(_thawed_block(block) for block in each["blocks"]))
            for each in content["sections"]
        ),
    )


def canonical(content: Mapping[str, Any]) -> bytes:
    """The same bytes for the same content, whatever database or order it came from."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical bytes."""
    return sha256(canonical(content)).hexdigest()


def substance_of(document: Document) -> str:
    """Digest of what it says: the day on which it was made does not count."""
    return digest_of(frozen(document) | {"made_on": ""})


def _frozen_block(block: Block) -> dict[str, Any]:
    return {"kind": type(block).__name__.lower(), **asdict(block)}


def _thawed_block(content: Mapping[str, Any]) -> Block:
    facts = {name: value for name, value in content.items() if name != "kind"}
    if content["kind"] in KINDS:
        return KINDS[content["kind"]](**facts)
    rows = tuple(Row(tuple(row["cells"]), tuple(row["keys"])) for row in facts.pop("rows"))
    columns, counted = tuple(facts.pop("columns")), tuple(facts.pop("counted"))
    return Table(rows=rows, columns=columns, counted=counted, **facts)

"""A document keeps its bytes through JSON, adds up, and is put together in the Panel's skeleton."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.reports.rules.document import (
    Document,
    Figure,
    Paragraph,
    Row,
    Section,
    Table,
    canonical,
    digest_of,
    frozen,
    substance_of,
    thawed,
)
from scheduler.reports.rules.skeleton import IMPLICATIONS, NOT_STATED, SKELETON, Written, assembled, gaps_in

words = st.text(max_size=20)
paragraphs = st.builds(Paragraph, words, words, is_written=st.booleans())
figures = st.builds(Figure, words, words, words, words)
rows = st.builds(Row, st.tuples(words, st.integers(0, 99).map(str)), st.lists(words, max_size=3).map(tuple))
tables = st.builds(
    Table,
    key=words,
    title=words,
    columns=st.tuples(words, words),
    rows=st.lists(rows, max_size=4).map(tuple),
    period=words,
    counted=st.just((1,)),
    tally=st.sampled_from([None, 1]),
    note=words,
    shouts=st.booleans(),
)
sections = st.builds(Section, words, words, st.lists(st.one_of(paragraphs, tables, figures), max_size=4).map(tuple))
documents = st.builds(
    Document,
    title=words,
    facts=st.lists(st.tuples(words, words), max_size=3).map(tuple),
    from_on=st.dates(),
    until_on=st.dates(),
    made_on=st.dates(),
    with_names=st.booleans(),
    sections=st.lists(sections, max_size=3).map(tuple),
)


@given(documents)
def test_what_is_frozen_is_thawed_as_it_was_with_the_same_digest(document: Document) -> None:
    stored = json.loads(json.dumps(frozen(document)))
    assert thawed(stored) == document
    assert canonical(stored) == canonical(frozen(document))
    assert digest_of(stored) == digest_of(frozen(document))


@given(documents, st.dates())
def test_the_day_of_making_changes_the_bytes_and_not_the_substance(document: Document, day: date) -> None:
    other = thawed(frozen(document) | {"made_on": day.isoformat()})
    assert substance_of(other) == substance_of(document)
    assert (digest_of(frozen(other)) == digest_of(frozen(document))) == (day == document.made_on)


@given(tables)
def test_a_table_adds_up(table: Table) -> None:
    if len(table.rows) < 2:
        assert table.totals == ()
    else:
        assert table.totals == ("All", str(sum(int(row.cells[1]) for row in table.rows)))


def test_a_stamp_says_period_rows_and_day() -> None:
    table = Table(key="k", title="T", columns=("A",), rows=(Row(("x",)),), period="As of 29 September 2014")
    assert table.stamp(date(2014, 9, 30)) == (
        "As of 29 September 2014. 1 row. Made from the records on 30 September 2014."
    )


def test_paragraphs_are_numbered_through_the_paper_and_nothing_else_is() -> None:
    table = Table(key="k", title="T", columns=("A",), rows=(), period="")
    first = Section("a", "A", (Paragraph("one"), table, Paragraph("labelled", "Legal")))
    document = Document(
        title="", facts=(), from_on=date.min, until_on=date.min, made_on=date.min,
        sections=(first, Section("b", "B", (Paragraph("two"),))),
    )  # fmt: skip
    assert [[number for number, _ in blocks] for _, blocks in document.numbered()] == [[1, 0, 0], [2]]


def test_the_skeleton_is_kept_although_nothing_is_known() -> None:
    found = assembled({}, [])
    assert [each.key for each in found] == ["purpose", "recommendation", "implications", "contact"]
    assert [block.label for block in found[2].blocks if isinstance(block, Paragraph)] == list(IMPLICATIONS.values())
    assert gaps_in(found) == ["Purpose of report", "Recommendation", "Person to contact", *IMPLICATIONS.values()]


def test_written_words_lead_and_take_the_place_only_of_what_was_framed() -> None:
    gathered = {"purpose": [Paragraph("Made.")], "background": [Paragraph("Made.")]}
    written = [Written("purpose", "Ours."), Written("background", "Ours.\n\nAnd more.")]
    by_key = {each.key: each for each in assembled(gathered, written)}
    assert [block.words for block in by_key["purpose"].blocks] == ["Ours."]
    assert [block.words for block in by_key["background"].blocks] == ["Ours.", "And more.", "Made."]


def test_a_section_of_ones_own_stands_before_the_implications_and_one_left_out_is_gone() -> None:
    gathered = {"visits": [Paragraph("Made.")], "background": [Paragraph("Made.")]}
    written = [Written("visits", is_left_out=True), Written("own-1", "Words", "Looking ahead")]
    assert [each.heading for each in assembled(gathered, written)] == [
        *("Purpose of report", "Recommendation", "Background", "Looking ahead", "Implications", "Person to contact")
    ]


@pytest.mark.parametrize("key", [each.key for each in SKELETON if each.is_fixed])
def test_what_makes_the_paper_a_paper_cannot_be_left_out(key: str) -> None:
    assert key in {each.key for each in assembled({}, [Written(key, is_left_out=True)])}


def test_what_an_implication_says_is_never_invented() -> None:
    (implications,) = (each for each in assembled({}, []) if each.key == "implications")
    assert {block.words for block in implications.blocks if isinstance(block, Paragraph)} == {NOT_STATED}

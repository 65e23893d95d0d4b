"""What changed since the last report is said in words, and what was pasted again is called so."""

from dataclasses import replace
from datetime import date

from scheduler.reports.rules.differences import Difference, differences
from scheduler.reports.rules.document import Block, Document, Paragraph, Row, Section, Table


def met(*names: str, title: str = "Meetings held") -> Table:
    rows = tuple(Row((name, "20 August 2014")) for name in names)
    return Table(key="met", title=title, columns=("Partner", "Date"), rows=rows, period="")


def paper(*blocks: Block, first: date = date(2014, 6, 1), last: date = date(2014, 7, 14)) -> Document:
    return Document(
        title="Update", facts=(), from_on=first, until_on=last, made_on=last,
        sections=(Section("meetings", "Meetings", tuple(blocks)),),
    )  # fmt: skip


def later(*blocks: Block) -> Document:
    return paper(*blocks, first=date(2014, 7, 15), last=date(2014, 9, 29))


def said(old: Document, new: Document) -> list[str]:
    return [each.words for each in differences(old, new)]


def test_the_same_paper_over_another_period_has_no_difference() -> None:
    assert differences(paper(Paragraph("Made from records.")), later(Paragraph("Made from records."))) == []


def test_a_table_pasted_again_is_warned_of() -> None:
    (found,) = differences(paper(met("Ashby")), later(met("Ashby")))
    assert found == Difference(
        "Meetings", "The table “Meetings held” is cell for cell the one of the report up to 14 July 2014.", True
    )


def test_words_pasted_again_are_warned_of_and_sentences_from_records_are_not() -> None:
    written = Paragraph("Good progress.", is_written=True)
    (found,) = differences(paper(written), later(written))
    assert found.is_warning
    assert "word for word" in found.words


def test_rows_that_came_changed_and_went_are_named() -> None:
    new = met("Ashby", "Wold")
    changed = replace(new, rows=(Row(("Ashby", "2 September 2014")), new.rows[1]))
    assert said(paper(met("Ashby", "Fosse")), later(changed)) == [
        "Meetings held: 2 rows, before 2; new: “Wold”; changed: “Ashby”; gone: “Fosse”."
    ]


def test_many_new_rows_are_counted_after_the_first_four() -> None:
    (found,) = said(paper(met("Ashby")), later(met("Ashby", *"BCDEFG")))
    assert found == "Meetings held: 7 rows, before 1; new: “B”, “C”, “D”, “E” and 2 more."


def test_sentences_that_changed_are_quoted_both_ways() -> None:
    assert said(paper(Paragraph("In early October.")), later(Paragraph("At the end of October."))) == [
        "Now says: “At the end of October.”",
        "No longer says: “In early October.”",
    ]


def test_sections_and_tables_that_come_and_go_are_told() -> None:
    old = replace(paper(met("Ashby")), sections=(Section("old", "Old", ()), *paper(met("Ashby")).sections))
    new = replace(later(), sections=(Section("new", "New", ()), *later().sections))
    assert said(old, new) == [
        "This section is new.",
        "The table “Meetings held” is gone: nothing is left to list.",
        "This section is gone.",
    ]


def test_days_that_count_twice_are_warned_of() -> None:
    again = paper(first=date(2014, 7, 14), last=date(2014, 9, 29))
    (found,) = differences(paper(), again)
    assert found.is_warning
    assert "some days count twice" in found.words

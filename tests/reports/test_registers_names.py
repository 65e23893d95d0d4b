"""Names are taken out of what somebody typed, and words that are no names stay."""

import pytest

from scheduler.keeping.rules.traces import TRACES, Trace
from scheduler.reports.queries.registers_names import CONTACTS, PEOPLE
from scheduler.reports.rules.registers_names import REMOVED, NameFilter

FILTER = NameFilter.of(
    ["Rowan O'Neill-Ashdown", "Zoë Marie Brännström", "Blaby May", "Prince", "Will Young"],
    ["Kit Barrowby", "Partnership team"],
    ["Blaby District Council", "Partnership", "team leader", "Market Harborough", "Young people's board"],
)


@pytest.mark.parametrize(
    "typed",
    [
        "Rowan O'Neill-Ashdown",
        "rowan o’neill ashdown",
        "ROWAN O'NEILL-ASHDOWN",
        "Cllr Rowan O'Neill-Ashdown",
        "O'Neill-Ashdown",
        "Zoe Brannstrom",
        "Z. Brännström",
        "Zoë Marie Brännström",
        "Kit Barrowby",
        "Prince",
        "will young",
        "Blaby May",
        "Councillor Somebody Else",
        "Dr Unknown",
        "rowan.oneill@example.org",
    ],
)
def test_a_name_is_taken_out_however_it_is_written(typed):
    told = FILTER.told(f"Lunch with {typed}, at two")
    assert (told.words, told.removed) == (f"Lunch with {REMOVED}, at two", 1)


@pytest.mark.parametrize(
    "typed",
    [
        "Visit to Blaby District Council in May",
        "Young people in Market Harborough",
        "The Partnership team leader",
        "a prince among markets",
        "the Mayor of Leicester",
        "Sir, Madam",
        "Dr on 14 July 2014 at 10:30",
        "",
    ],
)
def test_words_that_are_no_names_stay(typed):
    told = FILTER.told(typed)
    assert (told.words, told.removed) == (typed, 0)


def test_telephone_numbers_go_and_dates_stay():
    told = FILTER.told("Ring 0116 496 0123 or +44 (0)7700 900123 before 2014-09-29 10:00 or 01-02-2014 10:00")
    assert told.words == "Ring [number removed] or [number removed] before 2014-09-29 10:00 or 01-02-2014 10:00"
    assert told.removed == 2


def test_several_names_in_one_sentence_all_go():
    told = FILTER.told("Kit Barrowby and Prince met Mr Young's sister, Ms Brännström.")
    assert told.words == f"{REMOVED} and {REMOVED} met Mr Young's sister, {REMOVED}."


REPEATED = {("notice", "recipient_name")}
"""Written from the columns below when a mail is posted, and a thousand times as many."""


def test_every_column_that_holds_a_name_of_a_person_is_known():
    asked = {(column.parent.local_table.name, column.key) for column in (*PEOPLE, *CONTACTS)}
    named = {
        (table, column)
        for table, columns in TRACES.items()
        for column, trace in columns.items()
        if trace is Trace.NAME and column.endswith("name")
    }
    assert named - asked == REPEATED

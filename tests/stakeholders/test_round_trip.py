"""What the export writes, the import reads into an empty office: nothing is lost on the way, and undo takes it back."""

from datetime import date

import pytest

from scheduler.core.db import commit, db
from scheduler.stakeholders.models import Body, Identifier, Organisation
from scheduler.stakeholders.queries.export import export_rows
from scheduler.stakeholders.rules.columns import match_columns
from scheduler.stakeholders.rules.spreadsheet import Table, decode, read_table, write_table
from scheduler.stakeholders.service.import_undo import undo_import
from scheduler.stakeholders.service.imports import preview_import, run_import
from scheduler.stakeholders.service.moves import move_home
from tests import factories
from tests.factories import NOW

TODAY = date(2026, 9, 7)


def office() -> None:
    """A council with three codes, and a board below a board whose name comes later in the alphabet."""
    codes = [
        Identifier(scheme=scheme, value=value) for scheme, value in (("GSS", "E07000133"), ("ODS", "RX1"), ("X", "7 b"))
    ]
    council = factories.organisation(name="Melton Borough Council", identifiers=codes, place=factories.place())
    above = factories.body(name="Strategic Partnership Board", secretariat_name="Kit Barrowby")
    below = factories.body(name="A delivery group", parent=above, covers=[council])
    below.secretariat_email = "group@example.org"
    factories.tenure(post=factories.post(body=below, title="Chair"), person=factories.person(name="Cass Ormond"))


def table_of(rows: list[list[str]]) -> Table:
    return read_table(decode(write_table(rows)))


def table(*rows: dict[str, str]) -> Table:
    headers = list(dict.fromkeys(name for row in rows for name in row))
    return table_of([headers, *([row.get(name, "") for name in headers] for row in rows)])


def errors_of(*rows: dict[str, str]) -> list[str]:
    asked = table(*rows)
    found = preview_import(asked, match_columns(asked.headers), now=NOW)
    return [error for row in found.rows for error in row.errors]


def empty() -> None:
    """Another office: nothing of the first one is left."""
    db.session.flush()
    for name in ("tenure", "post", "person", "body_cover", "identifier", "body", "organisation", "place"):
        db.session.execute(db.metadata.tables[name].delete())
    db.session.expunge_all()


def test_an_exported_office_can_be_imported_elsewhere(app):
    office()
    rows = export_rows(TODAY)
    empty()
    again = table_of(rows)
    run = run_import(again, match_columns(again.headers), "partners.csv", now=NOW)
    assert export_rows(TODAY) == rows
    group = db.session.query(Body).filter_by(name="A delivery group").one()
    assert (group.parent.name, group.secretariat_email) == ("Strategic Partnership Board", "group@example.org")
    codes = db.session.query(Organisation).one().identifiers
    assert {(each.scheme, each.value) for each in codes} == {("GSS", "E07000133"), ("ODS", "RX1"), ("X", "7 b")}
    commit()
    undo_import(run, now=NOW)
    assert db.session.query(Body).count() == 0


def test_importing_ones_own_export_changes_nothing(app):
    office()
    db.session.flush()
    again = table_of(export_rows(TODAY))
    preview = preview_import(again, match_columns(again.headers), now=NOW)
    assert [row.outcome for row in preview.rows] == ["unchanged"] * len(preview.rows)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            {"Body": "New board", "Body kind": "board", "Parent body": "Nowhere"},
            "“Nowhere” is not a body",
        ),
        ({"Body": "Strategic Partnership Board", "Parent body": "A delivery group"}, "under itself"),
        ({"Organisation": "Melton Borough Council", "Parent body": "A delivery group"}, "the body is empty"),
        ({"Organisation": "Melton Borough Council", "Other codes": "ODS"}, "needs a register and a code"),
        ({"Organisation": "Oadby", "Kind": "borough council", "Other codes": "ODS RX1"}, "belongs to Melton"),
        ({"Body": "A delivery group", "Secretariat e-mail": "nobody"}, "is not an e-mail address"),
    ],
)
def test_a_wrong_cell_is_told_in_plain_words(app, row, said):
    office()
    db.session.flush()
    assert said in "; ".join(errors_of(row))


def test_a_spreadsheet_does_not_overwrite_a_dated_seat(app):
    office()
    council = db.session.query(Organisation).one()
    move_home(council, factories.place(name="New Parkside"), from_on=date(2027, 1, 1), now=NOW)
    said = errors_of({"Organisation": council.name, "Place": "Somewhere else"})
    assert said == [f"{council.name} has dated seats. Say on its page where it moves, and leave the place blank."]
    assert errors_of({"Organisation": council.name, "Place": "Parkside"}) == []

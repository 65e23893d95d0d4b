from pathlib import Path

import pytest
from sqlalchemy import func, select

from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.stakeholders.models import Identifier, ImportRun, Organisation, Person, Place, Post, Tenure
from scheduler.stakeholders.queries import holder_of
from scheduler.stakeholders.queries.export import export_rows
from scheduler.stakeholders.rules.columns import match_columns
from scheduler.stakeholders.rules.spreadsheet import decode, read_table, write_table
from scheduler.stakeholders.service import ensure_areas, partner_changed
from scheduler.stakeholders.service.import_undo import undo_import
from scheduler.stakeholders.service.imports import preview_import, run_import
from tests import factories
from tests.digest import database_digest
from tests.factories import NOW

ON = NOW.date()
TEN_COUNCILS = Path(__file__).parent / "data" / "ten_councils.csv"
HEADERS = "Organisation;Kind;Post title;Name;Holder e-mail;From date;Telephone\n"


def store(text: str) -> ImportRun:
    table = read_table(text)
    run = run_import(table, match_columns(table.headers), "list.csv", now=NOW)
    commit()
    return run


def look(text: str):
    table = read_table(text)
    return preview_import(table, match_columns(table.headers), now=NOW)


def errors(text: str) -> str:
    return " ".join(error for row in look(text).rows for error in row.errors)


def one(model, **facts: object):
    return db.session.scalars(select(model).filter_by(**facts)).one()


def partners() -> list[object]:
    """Every row of the partners' tables but for the counter of changes."""
    tables = [model.__table__ for model in (Organisation, Identifier, Post, Person, Tenure, Place)]
    kept = [[column for column in table.columns if column.name != "version"] for table in tables]
    return [[tuple(row) for row in db.session.execute(select(*columns).order_by(columns[0]))] for columns in kept]


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


@pytest.fixture
def areas(session):
    ensure_areas()
    commit()


def test_the_ten_councils_of_a_windows_file_are_stored_whole(areas):
    run = store(decode(TEN_COUNCILS.read_bytes()))
    assert (count(Organisation), count(Post), count(Person), count(Place)) == (10, 20, 19, 10)
    assert (run.rows, run.created, run.updated) == (20, 20, 0)
    rutland = one(Organisation, name="Rutland County Council")
    chief = one(Post, organisation_id=rutland.id, title="Chief Executive")
    assert holder_of(chief, ON).person.full_name == "Zoë O’Neill-Ashdown OBE"
    assert chief.role_kind.value == "officer head"
    assert [(code.scheme, code.value) for code in rutland.identifiers] == [("GSS", "E06000017")]
    harborough = one(Post, email="ce.harborough@example.org")
    assert holder_of(harborough, ON) is None


def test_the_same_file_again_changes_nothing(areas):
    store(decode(TEN_COUNCILS.read_bytes()))
    before = database_digest()
    preview = look(decode(TEN_COUNCILS.read_bytes()))
    assert {row.outcome for row in preview.rows} == {"unchanged"}
    with pytest.raises(RuleBroken, match="Nothing would change"):
        store(decode(TEN_COUNCILS.read_bytes()))
    commit()
    assert database_digest() == before


def test_a_preview_leaves_no_trace(areas):
    store(HEADERS + "Melton;borough;Leader;Lottie Farrow;;1/5/2023;0116\n")
    before = database_digest()
    preview = look(HEADERS + "Melton;district;Leader;Mo Tenby;;1/5/2024;0117\nBlaby;district;Leader;Bob;;;\n")
    assert [row.outcome for row in preview.rows] == ["create", "create"]
    assert preview.rows[0].updates == ["details of Melton", "post", "Mo Tenby takes over from Lottie Farrow"]
    commit()
    assert database_digest() == before
    assert one(Post, title="Leader").telephone == "0116"


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("Melton;;Leader;;;;", "Melton is new, so it needs a kind"),
        ("Melton;borough;;Lottie;;;", "post title is empty"),
        (";;Leader;;;;", "neither an organisation nor a body"),
        ("Melton;castle;;;;;", "“castle” is not one of"),
        ("Melton;borough;Leader;;;31/2/2023;", "“31/2/2023” is not a date"),
        ("Melton;borough;Leader;A;;;\nMelton;;leader;B;;;", "Row 3 is already about this post"),
        ("Melton;borough;;;;;\nMelton;district;;;;;", "Row 3 says “borough council”"),
    ],
)
def test_a_wrong_row_is_told_in_plain_words_and_nothing_is_stored(areas, rows, sentence):
    text = HEADERS + "Blaby;district;Leader;Bob;;;\n" + rows + "\n"
    assert sentence in errors(text)
    with pytest.raises(RuleBroken, match="Nothing was stored"):
        store(text)
    commit()
    assert count(Organisation) == 0


def test_an_unknown_area_is_refused_with_the_list(areas):
    assert "(Local authority, Criminal justice" in errors("Organisation,Kind,Area\nMelton,borough,Helth\n")


def test_a_new_holder_ends_the_one_before_the_day_before(areas):
    store(HEADERS + "Melton;borough;Leader;Lottie Farrow;;15/5/2023;\n")
    store(HEADERS + "Melton;;Leader;Mo Tenby;;20/5/2025;\n")
    post = one(Post, title="Leader")
    assert [(each.person.name, str(each.from_on), str(each.until_on)) for each in post.tenures] == [
        ("Mo Tenby", "2025-05-20", "None"),
        ("Lottie Farrow", "2023-05-15", "2025-05-19"),
    ]


def test_those_who_may_know_a_changed_partner_are_told(areas):
    store(HEADERS + "Melton;borough;Leader;Lottie Farrow;;15/5/2023;\n")
    heard = []
    with partner_changed.connected_to(heard.append):
        store(HEADERS + "Melton;;Leader;Mo Tenby;;20/5/2025;\nBlaby;district;Leader;Bob;;;\n")
    assert heard == [one(Post, organisation_id=one(Organisation, name="Melton").id)]


def test_vacant_empties_a_post_and_a_blank_name_does_not(areas):
    store(HEADERS + "Melton;borough;Leader;Lottie Farrow;;15/5/2023;\n")
    assert look(HEADERS + "Melton;;Leader;;;;\n").rows[0].outcome == "unchanged"
    store(HEADERS + "Melton;;Leader;Vacant;;;\n")
    assert holder_of(one(Post, title="Leader"), ON) is None


def test_two_people_with_one_name_are_told_apart_by_their_addresses(areas):
    store(HEADERS + "A;other;Leader;Rowan Ashdown;r1@example.org;;\nB;other;Chair;Rowan Ashdown;r2@example.org;;\n")
    store(HEADERS + "C;other;Chair;rowan ashdown;R1@example.org;;\n")
    assert sorted(len(each.tenures) for each in db.session.scalars(select(Person))) == [1, 2]


def test_a_code_finds_an_organisation_whose_name_changed(areas):
    store("Organisation,Kind,GSS code\nMelton Council,borough,E07000133\n")
    store("Organisation,GSS code\nMelton Borough Council,E07000133\n")
    assert one(Organisation, name="Melton Borough Council").search_key.startswith("melton borough council")
    store("Organisation,Kind\nBlaby,district\n")
    assert "belongs to Melton Borough Council, not to Blaby" in errors("Organisation,GSS code\nBlaby,E07000133\n")


def test_undo_removes_what_was_made_and_restores_what_was_changed(areas):
    store(HEADERS + "Melton;borough;Leader;Lottie Farrow;;15/5/2023;0116\n")
    before = partners()
    run = store(
        "Organisation,Kind,GSS code,Post,Name,From,Telephone,Place,Postcode,Short name\n"
        "Melton,district,E07000133,Leader,Mo Tenby,20/5/2025,0117,Parkside,LE13 1GH,MBC\n"
        "Blaby,district,E07000129,Leader,Bob,1/5/2023,,Offices,,\n"
    )
    undo_import(run, now=NOW)
    commit()
    assert partners() == before
    with pytest.raises(RuleBroken, match="already undone"):
        undo_import(run, now=NOW)


def test_undo_refuses_when_something_was_changed_since(areas):
    run = store(HEADERS + "Melton;borough;Leader;Lottie Farrow;;15/5/2023;0116\n")
    one(Post, title="Leader").telephone = "0118"
    commit()
    with pytest.raises(RuleBroken, match="Leader, Melton was changed \\(telephone\\)"):
        undo_import(run, now=NOW)


def test_undo_refuses_when_something_made_is_used_by_another_feature(areas):
    run = store(HEADERS + "Melton;borough;Leader;Lottie Farrow;;15/5/2023;0116\n")
    factories.engagement(posts=[one(Post, title="Leader")])
    factories.post(organisation=one(Organisation, name="Melton"), title="Chief Executive")
    commit()
    with pytest.raises(RuleBroken) as refusal:
        undo_import(run, now=NOW)
    assert "Leader, Melton is used elsewhere (engagement" in refusal.value.message
    assert "Melton is used elsewhere (post)" in refusal.value.message


def test_the_export_imports_again_without_changes_and_into_an_empty_office(areas):
    from_windows = decode(TEN_COUNCILS.read_bytes())
    store(from_windows)
    covers = "Melton Borough Council | Blaby District Council"
    store(f"Body,Body kind,Body covers,Post,Name,Telephone\nJoint CSP,csp,{covers},Chair,=Bob,+44 116\n")
    exported = decode(write_table(export_rows(ON)))
    assert {row.outcome for row in look(exported).rows} == {"unchanged"}
    for run in db.session.scalars(select(ImportRun).order_by(ImportRun.id.desc())):
        undo_import(run, now=NOW)
    commit()
    assert count(Organisation) == 0
    store(exported)
    assert decode(write_table(export_rows(ON))) == exported

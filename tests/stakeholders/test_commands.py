from pathlib import Path

import pytest
from sqlalchemy import func, select

from scheduler.core.db import commit, db
from scheduler.stakeholders.commands import import_partners
from scheduler.stakeholders.models import Organisation
from scheduler.stakeholders.service import ensure_areas

TEN_COUNCILS = str(Path(__file__).parent / "data" / "ten_councils.csv")


def count() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(Organisation.id)))


@pytest.fixture
def runner(app):
    ensure_areas()
    commit()
    return app.test_cli_runner()


def test_a_dry_run_tells_and_stores_nothing(runner):
    result = runner.invoke(import_partners, [TEN_COUNCILS, "--dry-run"])
    assert (result.exit_code, count()) == (0, 0)
    assert "20 rows new" in result.output


def test_a_file_is_stored_once(runner):
    assert runner.invoke(import_partners, [TEN_COUNCILS]).exit_code == 0
    again = runner.invoke(import_partners, [TEN_COUNCILS])
    assert (again.exit_code, count()) == (0, 10)
    assert "20 rows unchanged" in again.output


def test_a_wrong_row_fails_the_command_and_stores_nothing(runner, tmp_path):
    file = tmp_path / "wrong.csv"
    file.write_text("Organisation,Kind\nMelton,borough\nBlaby,castle\n", encoding="utf-8")
    result = runner.invoke(import_partners, [str(file)])
    assert (result.exit_code, count()) == (1, 0)
    assert "Row 3 (Blaby): Kind: “castle” is not one of" in result.output

import pytest
from flask_migrate import upgrade
from sqlalchemy import func, select

from scheduler.app import create_app
from scheduler.audit.service import first_broken_entry, record
from scheduler.config import Settings
from scheduler.core.db import commit, db
from scheduler.operations.copying import CopyRefused, copy_database
from scheduler.stakeholders.models import Organisation
from tests import factories
from tests.postgresql import PostgresqlServer


@pytest.fixture
def target(tmp_path, settings):
    """Another empty, migrated database: a SQLite file stands for any that this engine has not seen."""
    url = f"sqlite:///{tmp_path}/target.sqlite3"
    other = create_app(_pointing_at(settings, url))
    with other.app_context():
        upgrade()
        db.engine.dispose()
    return url


def _pointing_at(settings: Settings, url: str) -> Settings:
    return Settings(**{name: getattr(settings, name) for name in Settings.__slots__} | {"database_url": url})


def fill() -> None:
    successor = factories.organisation(name="New Council")
    predecessor = factories.organisation(name="Old Council")
    successor_of_later = factories.organisation(name="Last Council")
    predecessor.successor = successor_of_later
    factories.engagement(posts=[factories.post(organisation=successor)], principals=[factories.principal()])
    record("organisation.added", "organisation", successor.id, "Added", details={"name": "New Council"})
    commit()


def test_every_row_arrives_with_its_key_and_the_audit_chain_holds(app, target, settings):
    fill()
    counts = copy_database(target)
    assert (counts["organisation"], counts["engagement_post"], counts["audit_entry"]) == (3, 1, 1)
    other = create_app(_pointing_at(settings, target))
    with other.app_context():
        assert first_broken_entry() is None
        old = db.session.scalars(select(Organisation).where(Organisation.name == "Old Council")).one()
        assert old.successor is not None
        assert old.successor.name == "Last Council"
        db.session.remove()
        db.engine.dispose()


def test_a_target_with_rows_is_refused_and_left_alone(app, target):
    fill()
    copy_database(target)
    with pytest.raises(CopyRefused, match="not empty"):
        copy_database(target)


def test_a_target_without_tables_is_refused(app, tmp_path):
    with pytest.raises(CopyRefused, match="no tables"):
        copy_database(f"sqlite:///{tmp_path}/empty.sqlite3")


@pytest.fixture
def postgresql_url():
    server = PostgresqlServer()
    server.run("CREATE DATABASE moved")
    yield server.url("moved")
    server.close()


def test_rows_made_on_postgresql_after_the_move_are_numbered_after_the_copied(app, settings, postgresql_url):
    fill()
    last = db.session.scalars(select(func.max(Organisation.id))).one()
    other = create_app(_pointing_at(settings, postgresql_url))
    with other.app_context():
        upgrade()
        db.engine.dispose()
    copy_database(postgresql_url)
    with other.app_context():
        factories.area(name="Health")
        added = factories.organisation(name="Newest Council")
        commit()
        assert added.id == last + 1
        assert first_broken_entry() is None
        db.session.remove()
        db.engine.dispose()

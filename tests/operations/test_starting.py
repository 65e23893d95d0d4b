"""What a web worker loads at its start, and what it leaves for when it is needed."""

import os
import subprocess
import sys

import pytest
from alembic.script import ScriptDirectory
from click import Context

from scheduler.cli import COMMANDS, main
from scheduler.config import REPOSITORY
from scheduler.core.absence import later, without
from scheduler.operations.schema import known_revisions, wanted_revision

NOT_AT_THE_START = (
    "OpenSSL alembic authlib email_validator flask_migrate govuk_bank_holidays huey icalendar joserfc limits.aio "
    "openpyxl ortools prometheus_client requests rich sqlalchemy.dialects.postgresql typst webauthn"
)


def loaded_by(statement: str, settings, **more: str) -> set[str]:
    """The modules that a new process holds afterwards."""
    values = {
        "SECRET_KEY": settings.secret_key,
        "DATABASE_URL": "sqlite://",
        "BASE_URL": settings.base_url,
        "SMTP_URL": settings.smtp_url,
        "MAIL_FROM": settings.mail_from,
        "DATA_DIR": str(settings.data_dir),
    }
    environ = os.environ | {f"SCHEDULER_{name}": value for name, value in (values | more).items()}
    program = f"{statement}; import sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY, env=environ, stdout=subprocess.PIPE, check=True
    )
    return set(done.stdout.decode().split())


def test_a_web_worker_starts_without_what_it_may_never_need(settings):
    loaded = loaded_by("import wsgi", settings)
    assert {"flask", "sqlalchemy", "scheduler"} <= loaded
    assert not loaded & {*NOT_AT_THE_START.split(), "psycopg"}


def test_the_organisations_sign_in_brings_its_libraries_when_it_is_configured(settings):
    provider = {"OIDC_ISSUER": "https://login.example.org", "OIDC_CLIENT_ID": "office", "OIDC_CLIENT_SECRET": "canary"}
    assert "authlib" in loaded_by("import wsgi", settings, **provider)


def test_what_was_kept_out_can_be_loaded_afterwards(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with without("colorsys"), pytest.raises(ImportError):
        __import__("colorsys")
    assert __import__("colorsys").rgb_to_hsv(0, 0, 0) == (0, 0, 0)


def test_what_is_loaded_already_stays_at_hand():
    with without("json"):
        assert __import__("json") is sys.modules["json"]


def test_a_module_that_waits_is_loaded_when_something_of_it_is_asked_for(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with later("colorsys"):
        waiting = __import__("colorsys")
    assert "colorsys" not in sys.modules
    assert waiting.rgb_to_hsv(0, 0, 0) == (0, 0, 0)
    assert "colorsys" in sys.modules


def test_a_web_worker_leaves_the_mappers_to_the_first_page(settings):
    """They take a tenth of a start; a query put together while modules load would ask for them."""
    configured = "any(mapper.configured for mapper in Base.registry.mappers)"
    assert "False" in loaded_by(f"import wsgi; from scheduler.core.db import Base; print({configured})", settings)


def test_the_worker_maps_its_classes_before_its_first_turn_to_write(settings):
    """Half a second, in which nobody could answer."""
    ready = "all(mapper.configured for mapper in Base.registry.mappers)"
    look = f"worker.begin = lambda _queue: (print({ready}), sys.exit())"
    run = "worker.run_worker(create_app(), load_settings().data_dir)"
    parts = "from scheduler.app import create_app; from scheduler.config import load_settings"
    start = f"import sys; {parts}; from scheduler.core.db import Base; from scheduler.operations import worker"
    assert loaded_by(f"{start}; {look}; {run}", settings) == {"True"}


def test_working_time_is_counted_without_an_http_client(settings):
    """The first offered place counts it, while everybody else who answers waits."""
    counted = "from scheduler.almanac.queries.holidays import shipped_holidays; assert shipped_holidays()"
    assert "requests" not in loaded_by(f"import wsgi; {counted}", settings)


def test_the_revisions_are_those_that_alembic_reads(app):
    scripts = ScriptDirectory(str(REPOSITORY / "migrations"))
    assert wanted_revision() == scripts.get_current_head()
    assert known_revisions() == {script.revision for script in scripts.walk_revisions()}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_where_the_group_looks_for_it(name):
    command = main.get_command(Context(main), name)
    assert command is not None
    assert command.name == name

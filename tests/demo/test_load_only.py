"""`scheduler demo --load-only`: fills the environment's database, once, and starts nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCHEDULER = Path(sys.executable).parent / "scheduler"
SETTINGS = {
    "SCHEDULER_SECRET_KEY": "a secret for tests that is long enough",
    "SCHEDULER_BASE_URL": "http://127.0.0.1:5055",
    "SCHEDULER_SMTP_URL": "smtp://127.0.0.1:2525",
    "SCHEDULER_MAIL_FROM": "Office <office@example.org>",
}

pytestmark = pytest.mark.skipif(
    os.environ.get("TEST_DATABASE", "sqlite") != "sqlite", reason="the command names its own database"
)


def run(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, with nothing in its environment but these settings."""
    usual = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    environ = usual | {"SCHEDULER_DATABASE_URL": f"sqlite:///{folder / 'named.sqlite3'}"} | settings
    return subprocess.run([SCHEDULER, *words], env=environ, capture_output=True, text=True, check=False, cwd=folder)


def load(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return run(folder, "demo", "--load-only", "--data-dir", str(folder / "kept"), *words, **settings)


def test_the_position_of_july_2014_is_loaded_once_and_printed(tmp_path: Path) -> None:
    loaded = load(tmp_path, "--scenario", "july-2014", **SETTINGS)
    assert loaded.returncode == 0, loaded.stderr
    assert "Sign in     priya.fairweather@example.org" in loaded.stdout
    assert "scheduler forward-plan coverage --on 2014-07-14" in loaded.stdout
    told = run(tmp_path, "forward-plan", "coverage", "--on", "2014-07-14", SCHEDULER_DATA_DIR=str(tmp_path), **SETTINGS)
    assert told.stdout.startswith("3 of 10 councils met, 3 in the diary, 3 refining dates; no entry: Leicestershire")
    again = load(tmp_path, "--scenario", "july-2014", **SETTINGS)
    assert again.returncode == 1
    assert again.stderr == "Error: This database is not empty, and nothing was changed. Name an empty one.\n"


def test_the_address_of_a_database_is_all_it_needs(tmp_path: Path) -> None:
    loaded = load(tmp_path, "--scenario", "july-2014")
    assert loaded.returncode == 0, loaded.stderr
    assert (tmp_path / "named.sqlite3").exists()
    assert "then `scheduler user add`" in loaded.stdout

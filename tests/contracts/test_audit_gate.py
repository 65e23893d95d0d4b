"""The audit of packages: looking nothing up is no clean bill."""

import importlib.util

import pytest

from scheduler.config import REPOSITORY

PINNED = """\
flask==3.1.3 \\
    --hash=sha256:00
    # via scheduler
Zope.Interface==8.0 \\
    --hash=sha256:00
winloop==0.2 ; sys_platform == "win32" \\
    --hash=sha256:00
"""


@pytest.fixture(scope="module")
def audit():
    spec = importlib.util.spec_from_file_location("audit_of_packages", REPOSITORY / "scripts" / "audit.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def looked_up(name, *weaknesses: str):
    return {"name": name, "version": "1", "vulns": [{"id": each} for each in weaknesses]}


def left_out(name):
    return {"name": name, "skip_reason": "not found on the index"}


def finding(audit, *dependencies: dict):
    return audit.judged(PINNED, {"dependencies": list(dependencies)})


def test_what_this_machine_would_not_install_is_not_asked_for(audit):
    assert set(audit.pins(PINNED)) == {"flask", "zope-interface"}


def test_everything_looked_up_and_nothing_found_is_clean(audit):
    assert finding(audit, looked_up("flask"), looked_up("zope-interface")).is_clean


@pytest.mark.parametrize(
    "dependencies",
    [
        pytest.param((), id="no report"),
        pytest.param((looked_up("flask"),), id="one missing"),
        pytest.param((left_out("flask"), left_out("zope-interface")), id="all left out"),
    ],
)
def test_a_package_that_was_not_looked_up_fails(audit, dependencies):
    found = finding(audit, *dependencies)
    assert not found.is_clean
    assert "zope-interface" in "\n".join(audit.words("test.txt", found))


def test_a_known_weakness_fails_and_is_named(audit):
    found = finding(audit, looked_up("flask", "PYSEC-2026-1"), looked_up("zope-interface"))
    assert not found.is_clean
    assert "flask 1: PYSEC-2026-1" in "\n".join(audit.words("test.txt", found))


def test_a_file_that_pins_nothing_is_not_clean(audit):
    assert not audit.judged("", {"dependencies": []}).is_clean

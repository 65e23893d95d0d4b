"""What lies in the repository: no real address, no path of a machine, nothing long, nothing left for later."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LISTED = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split("\n")
FILES = [ROOT / name for name in LISTED if name and (ROOT / name).is_file()]
WRITTEN = {".py", ".html", ".txt", ".md", ".toml", ".scss", ".js", ".mjs", ".sh", ".ics", ".csv", ".yml", ".yaml", ""}
LONGEST = {"scheduler": 400, "tests": 600}
ADDRESS = re.compile(r"[\w.+'-]+@([\w-]+(?:\.[\w-]+)+)")
LATER = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
MACHINE = re.compile(r"(?<![\w.<])/(?:home|Users|root|work|mnt)/\w")
HERE = Path(__file__).name

pytestmark = pytest.mark.skipif(not FILES, reason="a copy without git has no list of its files")


def _texts() -> list[tuple[str, str]]:
    wanted = (path for path in FILES if path.suffix in WRITTEN and "requirements" not in path.parts)
    return [(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8", errors="replace")) for path in wanted]


def test_every_address_is_one_that_nobody_can_have() -> None:
    reserved = re.compile(r"(^|\.)(example\.(org|com|net)|example|invalid|test|localhost)$")
    found = {
        (name, each[0])
        for name, text in _texts()
        for each in ADDRESS.finditer(text)
        if not reserved.search(each[1].rstrip(".").lower()) and not each[0].startswith("git@")
    }
    assert found == set()


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    found = {(name, each[0]) for name, text in _texts() if not name.endswith(HERE) for each in MACHINE.finditer(text)}
    assert found == set()


def test_nothing_is_left_for_later() -> None:
    found = {(name, each[0]) for name, text in _texts() if not name.endswith(HERE) for each in LATER.finditer(text)}
    assert found == set()


def test_no_module_is_long() -> None:
    found = {
        (name, len(text.splitlines()))
        for name, text in _texts()
        if name.endswith(".py")
        and not name.startswith("migrations/")
        and len(text.splitlines()) > LONGEST.get(name.split("/")[0], 400)
    }
    assert found == set()


def test_no_module_is_named_for_nothing() -> None:
    vague = {"utils", "helpers", "common", "misc", "base", "manager"}
    assert [path for path in FILES if path.suffix == ".py" and path.stem in vague] == []

"""The virus scanner's verdict; and none is no verdict of “clean”."""

import stat
import sys
from pathlib import Path

import pytest

from scheduler.config import SettingsError
from scheduler.uploads.scanning import ScannerDown, check_scanner_url, probe_scanner, scan
from tests.uploads.conftest import EICAR


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    path = tmp_path / "clean.txt"
    path.write_bytes(b"Nothing to see here.\n" * 20_000)
    return path


@pytest.fixture
def infected(tmp_path: Path) -> Path:
    path = tmp_path / "infected.txt"
    path.write_bytes(EICAR)
    return path


def program(tmp_path: Path, body: str) -> str:
    path = tmp_path / "scanner"
    path.write_text(f"#!{sys.executable}\nimport sys\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return f"command:{path} --quiet"


def test_a_clean_file_is_sent_whole_and_found_clean(clamd, clean):
    assert scan(clamd.url, clean) is None
    assert clamd.scanned == [clean.read_bytes()]


def test_what_is_found_has_its_name(clamd, infected):
    assert scan(clamd.url, infected) == "Eicar-Signature"


@pytest.mark.parametrize(
    "answer",
    [b"INSTREAM size limit exceeded. ERROR\0", b"stream: Can't allocate memory ERROR\0", b"\0", b"OK\0", b"\xff\xfe\0"],
)
def test_any_other_answer_is_no_verdict(clamd, clean, answer):
    clamd.answer = answer
    with pytest.raises(ScannerDown):
        scan(clamd.url, clean)


def test_a_scanner_that_hangs_up_gives_no_verdict(clamd, clean):
    clamd.hangs_up = True
    with pytest.raises(ScannerDown):
        scan(clamd.url, clean)


def test_a_scanner_that_is_not_there_gives_no_verdict(clean):
    with pytest.raises(ScannerDown):
        scan("clamd://127.0.0.1:9", clean)


def test_a_scanner_that_is_silent_gives_no_verdict_in_time(clamd, clean, monkeypatch):
    monkeypatch.setattr("scheduler.uploads.scanning.ANSWER_SECONDS", 0.2)
    clamd.answer = b" "  # never ends
    with pytest.raises(ScannerDown):
        scan(clamd.url, clean)


def test_a_program_may_scan(tmp_path, clean, infected):
    url = program(
        tmp_path, "text = open(sys.argv[-1]).read()\nif 'EICAR' in text:\n    print('x: Eicar FOUND'); sys.exit(1)"
    )
    assert scan(url, clean) is None
    assert scan(url, infected) == "Eicar"


@pytest.mark.parametrize("body", ["sys.exit(2)", "sys.exit(50)", "import os; os.kill(os.getpid(), 9)"])
def test_a_program_that_fails_gives_no_verdict(tmp_path, clean, body):
    url = program(tmp_path, body)
    with pytest.raises(ScannerDown):
        scan(url, clean)


def test_the_doctor_learns_whether_it_answers(clamd, tmp_path):
    probe_scanner(clamd.url)
    clamd.answer = b"BUSY\0"
    with pytest.raises(ScannerDown, match="BUSY"):
        probe_scanner(clamd.url)
    with pytest.raises(ScannerDown, match="is not there"):
        probe_scanner(f"command:{tmp_path}/nowhere")


@pytest.mark.parametrize("url", ["clamd://", "http://x", "command:", "127.0.0.1:3310"])
def test_a_setting_that_names_no_scanner_is_refused(url):
    with pytest.raises(SettingsError, match="SCHEDULER_SCANNER_URL"):
        check_scanner_url(url)

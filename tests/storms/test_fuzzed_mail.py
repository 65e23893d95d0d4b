"""Coverage-guided fuzzing of what reads strangers' mail and calendars: nothing uncaught, and never 256 MB."""

import importlib.util
import os
import re
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest

SECONDS = int(os.environ.get("FUZZ_SECONDS", "600"))
MEGABYTES = 256

pytestmark = pytest.mark.skipif(not importlib.util.find_spec("atheris"), reason="atheris has no build for this Python")


@pytest.mark.parametrize(
    ("seconds", "options"),
    [(60, ["-runs=0"]), pytest.param(SECONDS, [], marks=pytest.mark.storm)],
    ids=["the corpus only", "storm"],
)
def test_no_mail_found_by_fuzzing_breaks_the_reading(tmp_path: Path, seconds: int, options: list[str]):
    program = [sys.executable, "-m", "tests.storms.fuzz_reading", str(tmp_path), str(seconds), *options]
    # By a shell: a child begins with the peak of memory of whoever started it, and ours may be higher than the bound.
    program = ["/bin/sh", "-c", '"$@"; exit $?', "sh", *program]
    done = subprocess.run(program, capture_output=True, text=True, errors="replace", check=False, timeout=seconds + 300)
    finds = [each for pattern in ("crash-*", "oom-*", "timeout-*") for each in tmp_path.glob(pattern)]
    assert not finds, done.stdout[-2_000:] + "".join(f"\n{b64encode(each.read_bytes())!r}" for each in finds)
    assert done.returncode == 0, done.stderr[-4_000:]
    runs, peak = (re.search(name + r"\D+(\d+)", done.stderr) for name in ("number_of_executed_units", "peak_rss_mb"))
    assert runs
    assert peak
    assert int(runs[1]) > 100
    assert int(peak[1]) < MEGABYTES

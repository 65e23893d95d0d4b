"""The two oracles for Node, each a child whose own zone is far away, so that a floating time cannot pass for right."""

import json
import os
import shutil
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

from tests.oracles.instants import Instant, Instants

HERE = Path(__file__).parent
NODE = shutil.which("node") or str(Path(sys.executable).parent / "node")
"""The machine's, else the one that came from PyPI."""
_INSTALL = "run: npm ci --prefix tests/oracles"


def icaljs_instants(ics: bytes) -> Instants:
    """What ical.js reads: the parser of Thunderbird and of Nextcloud's web calendar."""
    return _read("ical.js", ics)


def node_ical_instants(ics: bytes) -> Instants:
    """What node-ical reads."""
    return _read("node-ical", ics)


def _read(parser: str, ics: bytes) -> Instants:
    if not (HERE / "node_modules" / parser).is_dir():
        message = f"{parser} is not installed; {_INSTALL}"
        raise FileNotFoundError(message)
    child = subprocess.run(
        [NODE, str(HERE / "read_ics.mjs"), parser],
        input=ics,
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, "TZ": "America/New_York"},
    )
    if child.returncode:
        message = f"{parser} cannot read this calendar: {child.stderr.decode()}"
        raise ValueError(message)
    return {uid: (_instant(start), _instant(end)) for uid, (start, end) in json.loads(child.stdout).items()}


def _instant(text: str) -> Instant:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)

"""Reads as fast as the server can answer: wrk on 8 connections, counted against the server's own CPU time."""

import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bench.processes import cpu_seconds, wait_until_idle

CONNECTIONS = 8
SECONDS = 2
_COUNT = re.compile(r"(\d+) requests in ([\d.]+)(ms|s|m),")
_REFUSED = re.compile(r"Non-2xx or 3xx responses: (\d+)")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing to read again and again, and the server that is charged for it."""

    name: str
    url: str
    pid: int
    headers: Mapping[str, str] = field(default_factory=dict)
    paths: Sequence[str] = ()
    """Read one after the other, each once, instead of the URL's own."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Answers a second, and the server's CPU seconds for each."""

    per_second: float
    cpu: float


def measure(candidate: Candidate, *, seconds: int = SECONDS) -> Rate:
    """One round. Raises RuntimeError when the server refused anything: a fast error page is no figure."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(in_turn(candidate.paths))
        script.flush()
        command = _command(candidate, seconds, script.name)
        wait_until_idle(candidate.pid)
        before = cpu_seconds(candidate.pid)
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        used = cpu_seconds(candidate.pid) - before
    requests, lasted = counted(printed, candidate.name)
    if candidate.paths and requests > len(candidate.paths):
        message = f"{candidate.name}: {requests} requests, but only {len(candidate.paths)} paths to read once"
        raise RuntimeError(message)
    return Rate(requests / lasted, used / requests)


def in_turn(paths: Sequence[str]) -> str:
    """The script that makes wrk read every path once; none leaves it at its one URL."""
    if not paths:
        return ""
    listed = ",".join(f'"{path}"' for path in paths)
    return (
        f"local paths, place = {{{listed}}}, 0\n"
        'request = function() place = place % #paths + 1 return wrk.format("GET", paths[place]) end\n'
    )


def counted(printed: str, name: str) -> tuple[int, float]:
    """Requests and seconds from what wrk printed. Raises RuntimeError when there were none, or refused ones."""
    found = _COUNT.search(printed)
    refused = _REFUSED.search(printed)
    if found is None or not int(found[1]) or refused:
        message = f"{name}: no figure. wrk said:\n{printed}"
        raise RuntimeError(message)
    return int(found[1]), float(found[2]) * _UNITS[found[3]]


def _command(candidate: Candidate, seconds: int, script: str) -> list[str]:
    headers = [part for name, value in candidate.headers.items() for part in ("-H", f"{name}: {value}")]
    sizes = ("-t1", f"-c{CONNECTIONS}", f"-d{seconds}s")
    return ["wrk", *sizes, *headers, "-s", script, candidate.url]

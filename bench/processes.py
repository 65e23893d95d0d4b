"""What Linux tells of a tree of processes: who belongs to it, its CPU seconds, its memory, whether it rests."""

import os
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")
REST_SECONDS = 0.25
REST_SHARE = 0.04
"""Of one core: what a resting server's own timers may use."""


def tree(root: int) -> list[int]:
    """The process and all that descend from it."""
    parents = _children_by_parent()
    found = [root]
    for pid in found:
        found.extend(parents.get(pid, ()))
    return found


def children(root: int) -> list[int]:
    """The processes that it started itself."""
    return _children_by_parent().get(root, [])


def cpu_seconds(root: int) -> float:
    """User and system time that the tree has used, its ended and reaped children included."""
    total = 0
    for pid in tree(root):
        fields = _stat(PROC / str(pid))
        total += sum(int(field) for field in fields[11:15])
    return total / TICKS


def memory_bytes(root: int) -> int:
    """PSS of the tree: shared pages counted once, spread over those who share them."""
    total = 0
    for pid in tree(root):
        for line in _read(PROC / str(pid) / "smaps_rollup").splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) * 1024
    return total


def wait_until_idle(root: int, *, at_most: float = 8.0) -> bool:
    """Wait until the tree rests: work left over from the last measurement must not count in the next."""
    deadline = time.monotonic() + at_most
    while time.monotonic() < deadline:
        before = cpu_seconds(root)
        time.sleep(REST_SECONDS)
        if cpu_seconds(root) - before <= REST_SECONDS * REST_SHARE:
            return True
    return False


def _children_by_parent() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for path in PROC.glob("[0-9]*"):
        fields = _stat(path)
        if fields:
            found.setdefault(int(fields[1]), []).append(int(path.name))
    return found


def _stat(path: Path) -> list[str]:
    """The fields after the name, which may itself hold spaces; the first is the state. Empty when it has ended."""
    return _read(path / "stat").rpartition(")")[2].split()


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""

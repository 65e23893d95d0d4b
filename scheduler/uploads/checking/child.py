"""Looks into one file in a process of its own, held to so much time and memory.

Arguments: the file's path and its cleaned name. Standard output: a line of JSON, {"problem": null} or {"problem": "…"}.
"""

import json
import resource
import sys
from contextlib import suppress
from pathlib import Path

from scheduler.uploads.checking.content import check_file
from scheduler.uploads.checking.limits import MEMORY, SECONDS
from scheduler.uploads.rules.names import FileRefused

UNREADABLE = "The file could not be checked: it is damaged or far too complex. Save it again, or send it as PDF."


def main() -> None:
    """Answer and end."""
    path, name = Path(sys.argv[1]), sys.argv[2]
    bind(path)
    sys.stdout.write(json.dumps({"problem": problem_of(path, name)}))


def problem_of(path: Path, name: str) -> str | None:
    """Why the file is refused, in plain words; None when it is not."""
    try:
        check_file(path, name)
    except FileRefused as refused:
        return refused.message
    except Exception:  # noqa: BLE001  # a hostile file finds errors that no list of ours holds
        return UNREADABLE
    return None


def bind(path: Path) -> None:
    """Hold this process to its limits; the file itself is mapped, so its size comes on top."""
    with suppress(OSError, ValueError):  # some systems know no such limit
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        amount = pages * resource.getpagesize() + MEMORY + path.stat().st_size
        resource.setrlimit(resource.RLIMIT_AS, (amount, amount))


if __name__ == "__main__":
    main()

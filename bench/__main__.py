"""`python -m bench` runs every group, `python -m bench feeds pages` some; progress goes to stderr, tables to stdout."""

import sys
import time
from collections.abc import Callable, Mapping

from bench import answers, feeds, pages, plan_pages, planning, start, summit

GROUPS: Mapping[str, Callable[[], str]] = {
    "feeds": feeds.run,
    "answers": answers.run,
    "summit": summit.run,
    "pages": pages.run,
    "planning": planning.run,
    "plan-pages": plan_pages.run,
    "start": start.run,
}


def main(wanted: list[str]) -> int:
    """Exit status 2 for an unknown group, 1 when a figure misses what it must reach."""
    unknown = sorted(set(wanted) - set(GROUPS))
    if unknown:
        sys.stderr.write(f"No such group: {', '.join(unknown)}. There are: {', '.join(GROUPS)}.\n")
        return 2
    missed = False
    for name in wanted or GROUPS:
        missed |= "MISSED" in _run(name)
    return int(missed)


def _run(name: str) -> str:
    started = time.monotonic()
    sys.stderr.write(f"  measuring {name} …")
    sys.stderr.flush()
    text = GROUPS[name]()
    sys.stderr.write(f" {time.monotonic() - started:.0f} s\n")
    print(text, flush=True)
    return text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

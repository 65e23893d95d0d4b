"""`python -m scheduler.proposer --seconds 60`: improves a plan in a process of its own, which may load the solver.

Standard input brings the problem as one line of JSON and stays open; closing it, or SIGTERM, ends the search. Standard
output carries a line for each better plan or bound: {"seconds": …, "final": false, "plan": …}, the last one with
"final": true. The line before last is never lost, whatever happens to the process.
"""

import argparse
import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import partial

from scheduler.proposer.improvement import Improvement, Stop
from scheduler.proposer.plan import Plan
from scheduler.proposer.wire import plan_to_facts, problem_from_json

NICENESS = 10  # web workers come first
TERMINATED = bytes([signal.SIGTERM])


class Ending:
    """When to stop: at the time limit, or when told to."""

    def __init__(self, seconds: float) -> None:
        self.started = time.monotonic()
        self._until = self.started + seconds
        self._told = threading.Event()
        self._end_solve: Callable[[], None] = _nothing

    def left(self) -> float:
        """Seconds until the limit, none once told to stop."""
        return 0.0 if self._told.is_set() else self._until - time.monotonic()

    def register(self, end_solve: Callable[[], None]) -> None:
        """Remembers how to end the solve that begins now."""
        self._end_solve = end_solve

    def stop(self) -> None:
        """From any thread."""
        self._told.set()
        self._end_solve()


def main(arguments: list[str]) -> int:
    """Exit status 0 with a final plan, 2 for input that is no problem."""
    parser = argparse.ArgumentParser(prog="python -m scheduler.proposer", description="Improve a plan.")
    parser.add_argument("--seconds", type=float, default=60)
    limit = parser.parse_args(arguments).seconds
    os.nice(NICENESS)
    try:
        problem = problem_from_json(sys.stdin.readline())
    except (ValueError, KeyError, TypeError) as error:
        sys.stderr.write(f"not a problem: {error}\n")
        return 2
    ending = Ending(limit)
    signals = _signals()
    for wait in (sys.stdin.readline, partial(signals.recv, 1)):
        threading.Thread(target=_stop_after, args=(wait, ending), daemon=True).start()

    def say(plan: Plan, *, final: bool = False) -> None:
        facts = {"seconds": round(time.monotonic() - ending.started, 3), "final": final, "plan": plan_to_facts(plan)}
        sys.stdout.write(json.dumps(facts) + "\n")
        sys.stdout.flush()

    say(Improvement(problem, Stop(ending.left, ending.register), say).run(), final=True)
    return 0


def _stop_after(wait: Callable[[], object], ending: Ending) -> None:
    while wait() not in {"", TERMINATED}:  # more input means nothing
        pass
    ending.stop()


def _signals() -> socket.socket:
    """Where a thread hears of SIGTERM at once: the main thread may be deep in the solver and would hear it too late."""
    here, there = socket.socketpair()
    there.setblocking(False)
    signal.signal(signal.SIGTERM, lambda _, __: None)
    signal.set_wakeup_fd(there.detach())
    return here


def _nothing() -> None:
    pass


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`python -m bench.plans.trial "222 / 3" 15`: one improvement, limited and timed by its CPU time, as JSON lines.

The time counts from the start of the process: loading the solver is part of it. On a quiet machine it is the clock's.
"""

import json
import sys
from time import process_time

from bench.plans.instances import named
from scheduler.proposer.improvement import Improvement, Stop
from scheduler.proposer.plan import Plan
from scheduler.proposer.wire import plan_to_facts


def main(name: str, seconds: float) -> None:
    """Prints each better plan or bound with the seconds spent so far."""
    Improvement(named(name), Stop(lambda: seconds - process_time(), _nobody_stops), _say).run()


def _say(plan: Plan) -> None:
    print(json.dumps({"seconds": process_time(), "plan": plan_to_facts(plan)}), flush=True)


def _nobody_stops(_: object) -> None:
    """Only the time limit ends it."""


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))

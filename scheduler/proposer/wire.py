"""Problems and plans as JSON and back: for the child process, and for the drafts that the office keeps."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from scheduler.proposer.plan import Cost, Plan
from scheduler.proposer.problem import Busy, Demand, Mark, Principal, Problem, Slot, Span, Weights

Facts = dict[str, Any]


def problem_to_json(problem: Problem) -> str:
    """One line."""
    facts = asdict(problem)
    facts["travel"] = [[here, there, minutes] for (here, there), minutes in sorted(problem.travel.items())]
    return json.dumps(facts, default=_plain, ensure_ascii=False)


def problem_from_json(text: str) -> Problem:
    """Raises ValueError, KeyError or TypeError on text that no problem was written to."""
    facts = json.loads(text)
    facts["days"] = tuple(map(date.fromisoformat, facts["days"]))
    facts["starts"] = tuple(facts["starts"])
    facts["principals"] = tuple(map(_principal, facts["principals"]))
    facts["demands"] = tuple(map(_demand, facts["demands"]))
    facts["marks"] = tuple(map(_mark, facts["marks"]))
    facts["travel"] = {(here, there): minutes for here, there, minutes in facts["travel"]}
    facts["weights"] = Weights(**facts["weights"])
    return Problem(**facts)


def plan_to_facts(plan: Plan) -> Facts:
    """JSON's own types."""
    return {
        "slots": {key: _slot_facts(slot) for key, slot in sorted(plan.slots.items())},
        "unplaced": list(plan.unplaced),
        "cost": asdict(plan.cost),
        "bound": plan.bound,
        "fewest_unplaced": plan.fewest_unplaced,
    }


def plan_from_facts(facts: Facts) -> Plan:
    """The plan that the facts were made of."""
    return Plan(
        slots={key: _slot(slot) for key, slot in facts["slots"].items()},
        unplaced=tuple(facts["unplaced"]),
        cost=Cost(**facts["cost"]),
        bound=facts["bound"],
        fewest_unplaced=facts["fewest_unplaced"],
    )


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} does not travel")


def _span(facts: Facts) -> Span:
    return Span(facts["starts"], facts["ends"])


def _slot(facts: Facts) -> Slot:
    return Slot(date.fromisoformat(facts["day"]), facts["start"], tuple(facts["principals"]))


def _slot_facts(slot: Slot) -> Facts:
    return {"day": slot.day.isoformat(), "start": slot.start, "principals": list(slot.principals)}


def _principal(facts: Facts) -> Principal:
    facts["hours"] = tuple(tuple(map(_span, spans)) for spans in facts["hours"])
    facts["busy"] = tuple(Busy(**busy | {"day": date.fromisoformat(busy["day"])}) for busy in facts["busy"])
    return Principal(**facts)


def _demand(facts: Facts) -> Demand:
    for name in ("ideal", "earliest", "latest", "previous_on"):
        facts[name] = date.fromisoformat(facts[name]) if facts[name] else None
    for name in ("pinned", "current"):
        facts[name] = _slot(facts[name]) if facts[name] else None
    facts["ours"] = tuple(map(tuple, facts["ours"]))
    facts["starts"] = tuple(facts["starts"])
    return Demand(**facts)


def _mark(facts: Facts) -> Mark:
    facts["day"] = date.fromisoformat(facts["day"])
    facts["scope"] = frozenset(facts["scope"])
    facts["span"] = _span(facts["span"]) if facts["span"] else None
    return Mark(**facts)

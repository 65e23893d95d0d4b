"""The office decides how long a class is kept; what it decides is logged with what held before."""

from dataclasses import asdict

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.text import clean_line
from scheduler.keeping.models import RetentionRule
from scheduler.keeping.queries.classes import rule_of, stored_rule
from scheduler.keeping.rules.retention import CLASSES, LONGEST_MONTHS, Rule
from scheduler.keeping.rules.vocabulary import RecordClass


def decide(record_class: RecordClass, rule: Rule, *, version: int) -> RetentionRule:
    """Make it the office's own rule. Raises RuleBroken, or VersionConflict when somebody was quicker."""
    _check(record_class, rule)
    stored, before = stored_rule(record_class), rule_of(record_class)
    if (stored.version if stored else 0) != version:
        raise VersionConflict
    stored = stored or RetentionRule(record_class=record_class)
    stored.months, stored.counted_from, stored.at_the_end = rule.months, rule.counted_from, rule.at_the_end
    stored.basis = clean_line(rule.basis)[:300]
    db.session.add(stored)
    db.session.flush()
    details = {"before": asdict(before), "after": asdict(rule_of(record_class))}
    words = f"{CLASSES[record_class].title}: {rule.sentence}"
    record("retention.decided", "retention rule", None, words, details=details)
    return stored


def decide_all() -> int:
    """Every class that nobody has decided on gets the rule that is shown; how many."""
    undecided = [each for each in RecordClass if stored_rule(each) is None]
    for record_class in undecided:
        decide(record_class, CLASSES[record_class].default, version=0)
    return len(undecided)


def _check(record_class: RecordClass, rule: Rule) -> None:
    allowed = CLASSES[record_class]
    if not 0 <= rule.months <= LONGEST_MONTHS:
        raise RuleBroken(f"Enter a number of months from 0 to {LONGEST_MONTHS:,}.", "months")
    if rule.counted_from not in allowed.counted_from:
        raise RuleBroken("Choose from when the time is counted.", "counted_from")
    if rule.at_the_end not in allowed.at_the_end:
        raise RuleBroken("Choose what happens at the end.", "at_the_end")

"""The rule of each class as it stands: the office's own, else the default that is shipped."""

from sqlalchemy import select

from scheduler.core.db import db
from scheduler.keeping.models import RetentionRule
from scheduler.keeping.rules.retention import CLASSES, Rule
from scheduler.keeping.rules.vocabulary import RecordClass


def stored_rule(record_class: RecordClass) -> RetentionRule | None:
    """What the office has decided."""
    return db.session.get(RetentionRule, record_class)


def rule_of(record_class: RecordClass) -> Rule:
    """What holds now."""
    return _in_force(record_class, stored_rule(record_class))


def all_rules() -> dict[RecordClass, Rule]:
    """What holds now, of every class."""
    stored = {each.record_class: each for each in db.session.scalars(select(RetentionRule))}
    return {each: _in_force(each, stored.get(each)) for each in RecordClass}


def _in_force(record_class: RecordClass, stored: RetentionRule | None) -> Rule:
    if stored is None:
        return CLASSES[record_class].default
    return Rule(stored.months, stored.counted_from, stored.at_the_end, stored.basis, is_decided=True)

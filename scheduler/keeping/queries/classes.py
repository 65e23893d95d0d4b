"""The rule of each class as it stands: the office's own, else the default that is shipped."""

from scheduler.core.db import db
from scheduler.keeping.models import RetentionRule
from scheduler.keeping.rules.retention import CLASSES, Rule
from scheduler.keeping.rules.vocabulary import RecordClass


def stored_rule(record_class: RecordClass) -> RetentionRule | None:
    """What the office has decided."""
    return db.session.get(RetentionRule, record_class)


def rule_of(record_class: RecordClass) -> Rule:
    """What holds now."""
    stored = stored_rule(record_class)
    if stored is None:
        return CLASSES[record_class].default
    return Rule(stored.months, stored.counted_from, stored.at_the_end, stored.basis, is_decided=True)

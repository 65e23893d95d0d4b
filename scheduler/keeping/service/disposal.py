"""What is past its time and what goes: the preview and the run ask the same question."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from scheduler.audit.actor import current_actor
from scheduler.audit.service import record
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words
from scheduler.keeping.models import Disposal
from scheduler.keeping.queries.classes import all_rules, rule_of
from scheduler.keeping.queries.due import log, mail, meetings, people, summits
from scheduler.keeping.queries.holding import holds_on, standing_holds
from scheduler.keeping.queries.log import last_review
from scheduler.keeping.rules.consent import fingerprint
from scheduler.keeping.rules.items import Item, PastTime
from scheduler.keeping.rules.retention import CLASSES, DONE_WORDS, Rule, is_over, latest_start
from scheduler.keeping.rules.vocabulary import AtTheEnd, RecordClass
from scheduler.keeping.service.alone import keep_holds_out
from scheduler.keeping.service.disposing import answers, rows, words


class Dispose(Protocol):
    """What makes records of a class go."""

    def __call__(self, items: Sequence[Item], *, now: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Way:
    """How one class is looked through, and how it goes."""

    candidates: Callable[[date], list[Item]]
    dispose: Dispose


WAYS: Mapping[RecordClass, Way] = {
    RecordClass.ENGAGEMENTS: Way(meetings.engagements, rows.keep),
    RecordClass.ANSWERS: Way(meetings.answers, answers.dispose),
    RecordClass.INCOMING_MAIL: Way(mail.received, rows.delete_rows),
    RecordClass.INCOMING_INVITATIONS: Way(mail.invitations_to_us, rows.delete_rows),
    RecordClass.CONTACTS: Way(people.former_holders, words.anonymise_holders),
    RecordClass.ASSESSMENTS: Way(summits.assessments, rows.delete_files),
    RecordClass.PAPERS: Way(meetings.papers, rows.delete_files),
    RecordClass.CHECK_IN: Way(summits.check_ins, rows.blur_check_ins),
    RecordClass.FEEDBACK: Way(summits.feedback, rows.delete_feedback),
    RecordClass.REGISTER: Way(meetings.gifts, rows.delete_rows),
    RecordClass.AUDIT: Way(log.entries, words.empty_entries),
    RecordClass.DELIVERIES: Way(log.deliveries, rows.delete_rows),
}


def past_time(record_class: RecordClass, today: date) -> PastTime:
    """What of a class is past its time today, apart what a hold keeps."""
    rule = rule_of(record_class)
    over = _over(record_class, rule, today)
    holds = standing_holds()
    kept = [(item, holds_on(item.facets, holds)) for item in over] if holds else []
    held = {item.key: ", ".join(each.reference for each in by) for item, by in kept if by}
    return PastTime(
        free=tuple(item for item in over if item.key not in held),
        held=tuple((item, held[item.key]) for item in over if item.key in held),
    )


def _over(record_class: RecordClass, rule: Rule, today: date) -> list[Item]:
    """Past its time; what is only reviewed is looked at once."""
    looked_at = last_review(record_class) if rule.at_the_end is AtTheEnd.REVIEW else None
    found = WAYS[record_class].candidates(latest_start(rule, today))
    return [item for item in found if is_over(item.on, rule, today) and item.on > (looked_at or date.min)]


def seen_of(past: PastTime) -> str:
    """The fingerprint of a preview."""
    return fingerprint(item.key for item in past.free)


def dispose(record_class: RecordClass, *, now: datetime, seen: str | None = None) -> Disposal | None:
    """Let go of what is past its time, with a line in the log; None: nothing is. `seen`: only what a preview showed.

    Raises RuleBroken when something else is past its time by now.
    """
    keep_holds_out()
    past = past_time(record_class, local_day(now))
    if not past.free:
        return None
    if seen is not None and seen_of(past) != seen:
        raise RuleBroken("Something else is past its time by now. Look at the list again; nothing has gone.")
    rule = rule_of(record_class)
    way = rows.keep if rule.at_the_end is AtTheEnd.REVIEW else WAYS[record_class].dispose
    way(past.free, now=now)
    return _log(record_class, rule, past, now)


def _log(record_class: RecordClass, rule: Rule, past: PastTime, now: datetime) -> Disposal:
    days = [item.on for item in past.free]
    line = Disposal(
        at=now,
        record_class=record_class,
        at_the_end=rule.at_the_end,
        count=len(days),
        held_back=len(past.held),
        oldest_on=min(days),
        newest_on=max(days),
        rule_words=rule.sentence[:300],
        by_label=current_actor().label[:200],
    )
    db.session.add(line)
    db.session.flush()
    what = f"{CLASSES[record_class].title}: {DONE_WORDS[rule.at_the_end]} {count_words(len(days), 'record')}"
    details = {"after": {"records": len(days), "held back": len(past.held), "rule": rule.sentence}}
    record("retention.disposed", "disposal", line.id, what, details=details)
    return line


def goes_by_itself() -> list[RecordClass]:
    """The classes whose time the office has decided and that need nobody's eye."""
    return [each for each, rule in all_rules().items() if rule.is_decided and rule.at_the_end is not AtTheEnd.REVIEW]

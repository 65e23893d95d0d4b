"""Erase one person everywhere: what was shown is what goes, numbers stay, and nothing of them is left to be found."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from scheduler.audit.actor import current_actor
from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words
from scheduler.keeping.models import Erasure
from scheduler.keeping.queries.holding import holds_on_person
from scheduler.keeping.queries.holdings import files_about
from scheduler.keeping.queries.tracing import Change, Subject, changes_of
from scheduler.keeping.rules.consent import fingerprint
from scheduler.keeping.rules.traces import Trace
from scheduler.keeping.service.alone import write_alone
from scheduler.keeping.service.redrawing import redraw
from scheduler.keeping.service.uploaded import remove_files
from scheduler.keeping.service.writing import write_changes

JOB = "keeping.sweep"
REASON_LENGTH = 300
ROUNDS = 3
"""What is drawn anew may take words of its neighbours once more."""


class Overtaken(RuleBroken):
    """Something was written since the preview; the press did nothing."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the office presses for; `seen` is the fingerprint of the preview, `files` the ticked ones."""

    subject: Subject
    reason: str
    seen: str
    files: tuple[int, ...] = ()


def seen_of(changes: Collection[Change]) -> str:
    """The fingerprint of a preview."""
    return fingerprint((each.table, each.key, each.column, each.value) for each in changes)


def erase(wish: Wish, *, now: datetime) -> Erasure:
    """Take the person out of every row; the worker cleans the free space afterwards. Raises RuleBroken, Overtaken."""
    reason = clean_line(wish.reason)[:REASON_LENGTH]
    if not reason:
        raise RuleBroken("Say why, for example “Request of 3 June 2026”. Do not write the name here.", "reason")
    if wish.subject.likeness.is_in(reason):
        raise RuleBroken("The reason stays in the log: write it without the person’s name.", "reason")
    if wish.subject.likeness.is_in(wish.subject.likeness.role):
        raise RuleBroken("What takes the name’s place must not hold the name.", "role")
    write_alone()
    if standing := holds_on_person(wish.subject):
        raise RuleBroken(f"A hold forbids it: {standing[0].reference}. Release it first.")
    changes = list(changes_of(wish.subject))
    if seen_of(changes) != wish.seen:
        raise Overtaken("Something was written since this page was made. Look at it again; nothing was erased.")
    return _erase(wish, changes, reason, now)


def _erase(wish: Wish, changes: Sequence[Change], reason: str, now: datetime) -> Erasure:
    counts = Counter(change.table for change in changes)
    files = remove_files(each for each in files_about(wish.subject, changes) if each.id in wish.files)
    write_changes(changes, reason, now=now)
    redraw(changes, now=now)
    _check_clean(wish.subject, now)
    erasure = Erasure(
        at=now,
        by_label=current_actor().label[:200],
        reason=reason,
        counts=dict(sorted(counts.items())) | ({"files removed": files} if files else {}),
    )
    db.session.add(erasure)
    db.session.flush()
    total = count_words(sum(counts.values()), "place")
    record("person.erased", "erasure", erasure.id, f"Erased a person in {total}: {reason}", details={"after": counts})
    return erasure


def take_out_contacts(subject: Subject, kinds: Collection[Trace], why: str, *, now: datetime) -> int:
    """A former holder's name and addresses become the role wherever they stand alone; what people wrote stays."""
    changes = list(changes_of(subject, kinds))
    write_changes(changes, why, now=now)
    return len(changes)


def _check_clean(subject: Subject, now: datetime) -> None:
    for _ in range(ROUNDS):
        left = list(changes_of(subject))
        if not left:
            return
        write_changes(left, "what was drawn anew", now=now)
        redraw(left, now=now)
    places = sorted({f"{each.table}.{each.column}" for each in left})
    raise RuleBroken(
        f"The name still stands in {', '.join(places)}. Nothing was erased. Change it there by hand first."
    )

"""Note what is known before a meeting; write it up afterwards: held, who came, what came of it, in one go."""

from collections.abc import Sequence
from datetime import datetime

from scheduler.actions.models import Action
from scheduler.actions.queries import actions_of, owner_of
from scheduler.actions.rules import ActionDraft
from scheduler.actions.service import add_action, tell_owners
from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.text import clean_line, clean_text
from scheduler.engagements.models import Engagement, Principal
from scheduler.engagements.rules import EngagementStatus
from scheduler.engagements.service import mark_held, mark_written_up
from scheduler.records.models import EngagementRecord
from scheduler.records.queries.gifts import gifts_of
from scheduler.records.queries.presence import people_in
from scheduler.records.queries.records import locked_record
from scheduler.records.queries.write_up import stored_write_up
from scheduler.records.rules.drafts import FactsDraft, NoteDraft, WriteUpDraft, checked_facts, checked_write_up
from scheduler.records.rules.gifts import GiftDraft
from scheduler.records.rules.people import Came
from scheduler.records.rules.vocabulary import INITIATOR_WORDS, NoteKind
from scheduler.records.service.gifts import add_gift
from scheduler.records.service.notes import write_notes
from scheduler.records.service.presences import write_presences
from scheduler.records.service.signals import presence_changed


def note_facts(
    engagement: Engagement,
    draft: FactsDraft,
    *,
    now: datetime,  # noqa: ARG001 - every named change is told the time, whether it needs it today or not
    seen: int | None = None,
) -> EngagementRecord:
    """What is known before. `seen`: the version that a page had shown, 0 for none; None: whatever is stored.

    Raises RuleBroken; VersionConflict, unless the same is stored already.
    """
    facts = checked_facts(draft)
    owner_id = facts.portfolio_owner_id
    if owner_id is not None and db.session.get(Principal, owner_id) is None:
        raise RuleBroken("Choose who of ours answers for it.", "portfolio_owner_id")
    written = locked_record(engagement)
    before = facts_of(written) if written else FactsDraft()
    if written is not None and before == facts:
        return written
    _require_seen(written, seen)
    written = written or _fresh(engagement)
    for name in FactsDraft.__dataclass_fields__:
        setattr(written, name, getattr(facts, name))
    db.session.flush()
    db.session.refresh(written, ["portfolio_owner"])
    details = {"before": _facts_words(before), "after": _facts_words(facts)}
    record("record.facts_noted", "engagement", engagement.id, "Noted the facts of it", details=details)
    return written


def write_up(
    engagement: Engagement, draft: WriteUpDraft, *, now: datetime, by: str, seen: int | None = None
) -> EngagementRecord:
    """Held, and written up unless it is to be finished later. A second press finds everything done and changes nothing.

    `seen` as in `note_facts`. Raises RuleBroken; VersionConflict, unless the same is stored already.
    """
    wanted = checked_write_up(draft)
    written = locked_record(engagement)
    stored = stored_write_up(engagement, written)
    agreed = actions_of(engagement)
    missing = [each for each in wanted.actions if not _is_there(each, agreed)]
    gift = wanted.gift if wanted.gift and not _is_offered(engagement, wanted.gift) else None
    if written is not None and not missing and gift is None and _says_the_same(stored, wanted):
        _tell(engagement, wanted, now)
        return written
    _require_seen(written, seen)
    before = _write_up_words(engagement, stored)
    written = written or _fresh(engagement)
    _write_people(engagement, wanted, stored)
    _write_words(written, wanted, now=now, by=by)
    if wanted.notes is not None:
        write_notes(engagement, wanted.notes, now=now)
    if engagement.status not in {EngagementStatus.HELD, EngagementStatus.WRITTEN_UP}:
        mark_held(engagement, now=now)
    _add(engagement, missing, gift, wanted, now=now, by=by)
    details = {"before": before, "after": _write_up_words(engagement, stored_write_up(engagement, written))}
    record("record.written", "engagement", engagement.id, "Wrote what came of it", details=details)
    if wanted.is_finished and engagement.status is EngagementStatus.HELD:
        mark_written_up(engagement, now=now)
    return written


def facts_of(written: EngagementRecord) -> FactsDraft:
    """What is stored, as it would be typed."""
    return FactsDraft(**{name: getattr(written, name) for name in FactsDraft.__dataclass_fields__})


def _require_seen(written: EngagementRecord | None, seen: int | None) -> None:
    if seen is not None and seen != (written.version if written else 0):
        raise VersionConflict


def _fresh(engagement: Engagement) -> EngagementRecord:
    written = EngagementRecord(engagement_id=engagement.id)
    db.session.add(written)
    return written


def _write_people(engagement: Engagement, wanted: WriteUpDraft, stored: WriteUpDraft) -> None:
    if wanted.people is None or _same_people(stored, wanted):
        return
    write_presences(engagement, wanted.people)
    presence_changed.send(engagement)


def _write_words(written: EngagementRecord, wanted: WriteUpDraft, *, now: datetime, by: str) -> None:
    """`written_at` differs each time, so that the version says of any change, of notes and people too."""
    written.outcome, written.agreed = wanted.outcome, wanted.agreed
    if wanted.was_offered is not None or wanted.gift is not None:
        written.was_offered = wanted.gift is not None or wanted.was_offered
    written.written_at, written.written_by = now, clean_line(by)[:200]
    db.session.flush()


def _add(
    engagement: Engagement,
    actions: Sequence[ActionDraft],
    gift: GiftDraft | None,
    wanted: WriteUpDraft,
    *,
    now: datetime,
    by: str,
) -> None:
    for action in actions:
        add_action(engagement, action, now=now)
    if gift is not None:
        add_gift(_at(engagement, gift), now=now, by=by)
    _tell(engagement, wanted, now)


def _tell(engagement: Engagement, wanted: WriteUpDraft, now: datetime) -> None:
    if wanted.tells_owners:
        tell_owners(engagement, actions_of(engagement), now=now)


def _at(engagement: Engagement, gift: GiftDraft) -> GiftDraft:
    facts = {name: getattr(gift, name) for name in GiftDraft.__dataclass_fields__}
    return GiftDraft(**facts | {"engagement_id": engagement.id})


def _says_the_same(stored: WriteUpDraft, wanted: WriteUpDraft) -> bool:
    return (
        (stored.outcome, stored.agreed) == (wanted.outcome, wanted.agreed)
        and wanted.was_offered in {None, stored.was_offered}
        and (wanted.people is None or _same_people(stored, wanted))
        and (wanted.notes is None or _lines(stored.notes) == _lines(wanted.notes))
        and (stored.is_finished or not wanted.is_finished)
    )


def _same_people(stored: WriteUpDraft, wanted: WriteUpDraft) -> bool:
    return set(stored.people or ()) == set(wanted.people or ())


def _lines(notes: Sequence[NoteDraft] | None) -> dict[NoteKind, list[str]]:
    return {kind: [each.words for each in notes or () if each.kind is kind and each.words] for kind in NoteKind}


def _is_there(draft: ActionDraft, actions: Sequence[Action]) -> bool:
    words = clean_text(draft.words)
    return any(each.words == words and owner_of(each) == draft.owner for each in actions)


def _is_offered(engagement: Engagement, gift: GiftDraft) -> bool:
    what = clean_line(gift.what)
    return any((each.what, each.decision) == (what, gift.decision) for each in gifts_of(engagement))


def _facts_words(facts: FactsDraft) -> dict[str, object]:
    """For the history."""
    owner = db.session.get(Principal, facts.portfolio_owner_id) if facts.portfolio_owner_id is not None else None
    return {
        "How it came about": INITIATOR_WORDS[facts.initiated_by] if facts.initiated_by else "",
        "In words": facts.initiated_words,
        "Portfolio owner": owner.title if owner else "",
        "Risk": "yes" if facts.has_risk else "no",
        "What is at stake": facts.risk_words,
        "Media interest": "yes" if facts.has_media_interest else "no",
        "What may be said": facts.media_words,
        "Lines to take": facts.lines_to_take,
    }


def _write_up_words(engagement: Engagement, written: WriteUpDraft) -> dict[str, object]:
    """For the history; people by role only."""
    people = people_in(engagement) if written.people is not None else ()
    notes = {kind.capitalize(): lines for kind, lines in _lines(written.notes).items()}
    offered = {None: "", True: "yes", False: "no"}[written.was_offered]
    return {
        "Outcome": written.outcome,
        "Agreed": written.agreed,
        "Who came": [_person_words(each) for each in people],
        **notes,
        "Anything offered": offered,
    }


def _person_words(each: Came) -> str:
    return each.words if each.came else f"not there: {each.words}"

"""Note what was agreed, tell its owner, take what the owner tells."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from scheduler.accounts.queries import find_office
from scheduler.actions.models import Action, ActionUpdate
from scheduler.actions.queries import all_actions, find_owner, owner_words
from scheduler.actions.rules import (
    OVER,
    STATE_WORDS,
    ActionDraft,
    ActionState,
    Owner,
    OwnerKind,
    Reminder,
    checked_draft,
    reminder_due,
)
from scheduler.almanac.queries import bank_holidays, opening_hours
from scheduler.almanac.rules import is_open
from scheduler.audit.service import record
from scheduler.core.addresses import address_key
from scheduler.core.clock import local_day
from scheduler.core.current import absolute_url, current_settings
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.text import clean_line, clean_text
from scheduler.core.tokens import Purpose, derive_token, digest, random_token
from scheduler.engagements.models import Engagement
from scheduler.outbox.queries import not_posted
from scheduler.outbox.rules import NoticeDraft
from scheduler.outbox.service import post_notice

ASK, REMINDER = "action", "action_reminder"
UPDATE_LENGTH = 4_000

ContactOf = Callable[[Engagement, Owner], tuple[str, str] | None]
"""Name and address of whoever answers for an owner where the action was agreed; None when nobody is known."""

_contacts: list[ContactOf] = []


def register_contacts(contact_of: ContactOf) -> None:
    """Let a feature say whom the actions of its engagements are written to; the last one registered counts."""
    if contact_of not in _contacts:
        _contacts.append(contact_of)


def add_action(engagement: Engagement, draft: ActionDraft, *, now: datetime) -> Action:
    """A new one; nobody is told yet. Without a contact it gets the one who is known. Raises RuleBroken."""
    action = Action(engagement=engagement, created_at=now, state=ActionState.OPEN, generation=1)
    action.token_hash = digest(Purpose.ACTION, random_token())  # the real one needs the id
    _write(action, _with_contact(engagement, checked_draft(draft)))
    db.session.add(action)
    db.session.flush()
    action.token_hash = digest(Purpose.ACTION, action_token(action))
    db.session.flush()
    _note(action, "action.added", f"Agreed: {action.words[:120]} ({owner_words(action)})")
    return action


def change_action(action: Action, draft: ActionDraft, *, seen: int | None) -> None:
    """Another owner gets another link; what was told stays. Raises RuleBroken, VersionConflict."""
    if seen != action.version:
        raise VersionConflict
    before = (action.organisation_id, action.body_id, action.principal_id, address_key(action.contact_address))
    _write(action, checked_draft(draft))
    after = (action.organisation_id, action.body_id, action.principal_id, address_key(action.contact_address))
    if before != after:
        action.generation += 1
        action.token_hash, action.told_at = digest(Purpose.ACTION, action_token(action)), None
    db.session.flush()
    _note(action, "action.changed", f"Changed the action: {action.words[:120]}")


def remove_action(action: Action) -> None:
    """It was noted by mistake; one that is not wanted any more is dropped instead."""
    _note(action, "action.removed", f"Removed the action: {action.words[:120]}")
    db.session.delete(action)
    db.session.flush()


def action_token(action: Action) -> str:
    """The secret of its owner's link, derived when it is rendered."""
    return derive_token(current_settings().secret_key, Purpose.ACTION, action.id, action.generation)


def action_url(action: Action) -> str:
    """Where its owner tells how it stands."""
    return absolute_url(f"/t/{action_token(action)}")


def tell_owner(action: Action, *, now: datetime) -> None:
    """Write to its owner's contact, once a contact. Raises RuleBroken without an address."""
    if not action.contact_address:
        raise RuleBroken("There is nobody to write to. Enter an e-mail address first.", "contact_address")
    _post(action, ASK, "", now)
    action.told_at = action.told_at or now
    db.session.flush()


def tell_owners(engagement: Engagement, actions: list[Action], *, now: datetime) -> int:
    """Write to everybody who has not been told and can be; says how many."""
    untold = [each for each in actions if each.told_at is None and each.contact_address and each.state not in OVER]
    for action in untold:
        tell_owner(action, now=now)
    if untold:
        record("action.told", "engagement", engagement.id, f"Wrote to the owners of {len(untold)} actions")
    return len(untold)


def record_update(action: Action, state: ActionState, words: str, *, by: str, now: datetime) -> ActionUpdate | None:
    """How it stands now, in its owner's words; the same again is nothing. Raises RuleBroken."""
    told = clean_text(words)
    if len(told) > UPDATE_LENGTH:
        too_long = f"That is too long. Use {UPDATE_LENGTH:,} characters or fewer."
        raise RuleBroken(too_long, "words")
    last = action.updates[-1] if action.updates else None
    if action.state is state and (not told or (last is not None and last.words == told)):
        return None
    update = ActionUpdate(action=action, at=now, by_label=clean_line(by)[:300], state=state, words=told)
    db.session.add(update)
    action.state = state
    db.session.flush()
    _note(action, "action.told_of", f"{STATE_WORDS[state]}: {action.words[:120]} ({owner_words(action)})")
    return update


def due_reminders(now: datetime) -> list[tuple[Action, Reminder]]:
    """Owners to be reminded, while the office is open; each rung once."""
    holidays, today = bank_holidays(), local_day(now)
    if find_office() is None or not is_open(now, opening_hours(), holidays):
        return []
    found: dict[str, tuple[Action, Reminder]] = {}
    for action in all_actions():
        if action.told_at is None or not action.contact_address:
            continue
        reminder = reminder_due(action.due_on, local_day(action.told_at), today, holidays)
        if reminder is not None:
            found[_key(action, REMINDER, reminder.key)] = (action, reminder)
    return not_posted(found)


def remind_due(now: datetime) -> int:
    """Post them; says how many."""
    due = due_reminders(now)
    for action, reminder in due:
        _post(action, REMINDER, reminder.key, now)
    return len(due)


def _key(action: Action, kind: str, rung: str = "") -> str:
    return f"{kind}:{action.id}:{action.generation}:{rung}"


def _post(action: Action, kind: str, rung: str, now: datetime) -> None:
    draft = NoticeDraft(
        kind=kind,
        recipient_name=action.contact_name,
        recipient_address=action.contact_address,
        subject_type="engagement",
        subject_id=action.engagement_id,
        dedupe_key=_key(action, kind, rung),
        payload={"action_id": action.id, "generation": action.generation},
    )
    post_notice(draft, now=now)


def _with_contact(engagement: Engagement, draft: ActionDraft) -> ActionDraft:
    if draft.contact_name or draft.contact_address or not _contacts:
        return draft
    name, address = _contacts[-1](engagement, draft.owner) or ("", "")
    return replace(draft, contact_name=name, contact_address=address)


def _write(action: Action, draft: ActionDraft) -> None:
    if find_owner(draft.owner) is None:
        raise RuleBroken("Choose who does it.", "owner")
    for kind in OwnerKind:
        setattr(action, f"{kind}_id", draft.owner.id if kind is draft.owner.kind else None)
    action.words, action.role, action.heading = draft.words, draft.role, draft.heading
    action.contact_name, action.contact_address, action.due_on = (
        draft.contact_name,
        draft.contact_address,
        draft.due_on,
    )


def _note(action: Action, what: str, words: str) -> None:
    record(what, "engagement", action.engagement_id, words, details={"action": action.id})

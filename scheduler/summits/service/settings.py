"""What the office sets for a summit, its rooms, and the steps that it ticks by hand."""

from dataclasses import replace
from datetime import date, datetime, time

from scheduler.audit.actor import current_actor
from scheduler.audit.service import record
from scheduler.core.clock import from_local, local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line, clean_text
from scheduler.core.values import dataclass
from scheduler.core.wording import day_words
from scheduler.engagements.calendar import draft_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.service import edit_engagement
from scheduler.summits.models import StepTick, Summit, SummitRoom
from scheduler.summits.queries.checklist import day_of
from scheduler.summits.rules.needs import USUAL_DAYS_KEPT
from scheduler.summits.rules.timeline import OF_STEP, Step
from scheduler.summits.rules.vocabulary import Timeline

END_OF_REPLY_DAY = time(17)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsDraft:
    """Everything on the settings page."""

    outcomes: str = ""
    access_facts: str = ""
    timeline: Timeline = Timeline.STANDARD
    answers_until_on: date | None = None
    assessments_due_on: date | None = None
    wanted_band: int = 2
    wants_authority: bool = True
    takes_companions: bool = True
    offer_hours: int = 16
    needs_days: int = USUAL_DAYS_KEPT


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomDraft:
    """A room of the venue as the office describes it."""

    name: str
    capacity: int | None = None
    is_step_free: bool = False
    has_hearing_loop: bool = False
    notes: str = ""


def change_settings(summit: Summit, draft: SettingsDraft, *, now: datetime) -> None:
    """Take over the page; the day until which answers are awaited becomes the engagement's too. Raises RuleBroken."""
    _check_deadlines(draft, day_of(summit))
    before = settings_of(summit)
    summit.outcomes, summit.access_facts = clean_text(draft.outcomes), clean_text(draft.access_facts)
    summit.timeline = draft.timeline
    summit.answers_until_on, summit.assessments_due_on = draft.answers_until_on, draft.assessments_due_on
    summit.wanted_band, summit.wants_authority = draft.wanted_band, draft.wants_authority
    summit.takes_companions = draft.takes_companions
    summit.offer_hours, summit.needs_days = draft.offer_hours, draft.needs_days
    db.session.flush()
    if before.answers_until_on != draft.answers_until_on:
        ask_until(summit.engagement, draft.answers_until_on, now=now)
    _note_settings(summit, before)


def choose_timeline(summit: Summit, timeline: Timeline) -> None:
    """Count the steps on it from now on."""
    before = settings_of(summit)
    summit.timeline = timeline
    db.session.flush()
    _note_settings(summit, before)


def settings_of(summit: Summit) -> SettingsDraft:
    """The page as it stands."""
    return SettingsDraft(**{name: getattr(summit, name) for name in SettingsDraft.__dataclass_fields__})


def ask_until(engagement: Engagement, day: date | None, *, now: datetime) -> None:
    """Answers are awaited until 5pm of that day; chasers count back from it."""
    at = None if day is None else from_local(day, END_OF_REPLY_DAY)
    if engagement.reply_by_at != at:
        edit_engagement(engagement, replace(draft_of(engagement), reply_by_at=at), now=now)


def add_room(summit: Summit, draft: RoomDraft) -> SummitRoom:
    """A room more, last in the list. Raises RuleBroken without a name."""
    last = max((room.position for room in summit.rooms), default=-1)
    room = SummitRoom(position=last + 1)
    _fill_room(room, draft)
    summit.rooms.append(room)
    db.session.add(room)
    db.session.flush()
    _note_room(summit, f"Added the room {room.name}")
    return room


def change_room(room: SummitRoom, draft: RoomDraft) -> None:
    """Describe it anew. Raises RuleBroken without a name."""
    _fill_room(room, draft)
    db.session.flush()
    _note_room(room.summit, f"Changed the room {room.name}")


def remove_room(room: SummitRoom) -> None:
    """Take it off the list; what was planned for it has no room then."""
    summit, name = room.summit, room.name
    summit.rooms.remove(room)
    db.session.flush()
    _note_room(summit, f"Removed the room {name}")


def tick_step(summit: Summit, step: Step, *, is_needed: bool, note: str, now: datetime) -> None:
    """Say by hand that a step is done, or not needed; again puts the newer word in the older one's place."""
    tick = db.session.get(StepTick, (summit.id, step.value)) or StepTick(summit_id=summit.id, step=step.value)
    tick.done_on, tick.is_needed = local_day(now), is_needed
    tick.by_label, tick.note = current_actor().label, clean_line(note)[:500]
    db.session.add(tick)
    db.session.flush()
    what = "Ticked by hand" if is_needed else "Not needed"
    record("summit.step", "engagement", summit.engagement_id, f"{what}: {OF_STEP[step].words}")


def untick_step(summit: Summit, step: Step) -> None:
    """Take the word back; harmless when there was none."""
    tick = db.session.get(StepTick, (summit.id, step.value))
    if tick is None:
        return
    db.session.delete(tick)
    db.session.flush()
    record("summit.step", "engagement", summit.engagement_id, f"Tick taken back: {OF_STEP[step].words}")


def _check_deadlines(draft: SettingsDraft, day: date | None) -> None:
    if day is None:
        return
    for name in ("answers_until_on", "assessments_due_on"):
        deadline = getattr(draft, name)
        if deadline is not None and deadline >= day:
            raise RuleBroken(f"The summit is on {day_words(day)}. Choose a day before it.", name)


def _note_settings(summit: Summit, before: SettingsDraft) -> None:
    after = settings_of(summit)
    changed = [name for name in SettingsDraft.__dataclass_fields__ if getattr(before, name) != getattr(after, name)]
    if not changed:
        return
    details = {
        "before": {name: str(getattr(before, name)) for name in changed},
        "after": {name: str(getattr(after, name)) for name in changed},
    }
    title = summit.engagement.title
    record("summit.settings", "engagement", summit.engagement_id, f"Changed the settings of {title}", details=details)


def _fill_room(room: SummitRoom, draft: RoomDraft) -> None:
    if not clean_line(draft.name):
        raise RuleBroken("Enter the room’s name.", "name")
    room.name, room.capacity = clean_line(draft.name)[:120], draft.capacity
    room.is_step_free, room.has_hearing_loop = draft.is_step_free, draft.has_hearing_loop
    room.notes = clean_line(draft.notes)[:500]


def _note_room(summit: Summit, words: str) -> None:
    record("summit.room", "engagement", summit.engagement_id, words)

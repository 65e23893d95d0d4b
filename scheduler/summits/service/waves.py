"""Plan waves of a summit and send them. What was sent is no longer changed; what was undone can be sent again."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import select

from scheduler.audit.service import record
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words
from scheduler.invitations.models import Wave
from scheduler.invitations.service import InviteOutcome, review_groups
from scheduler.invitations.service.inviting import lock_engagement
from scheduler.invitations.service.waves import send_wave
from scheduler.stakeholders.models import Person, Post, PostGroup
from scheduler.summits.models import PlannedMember, PlannedWave, Summit
from scheduler.summits.queries.waves import choices_of, latest_wave, planned_of_wave, planned_waves
from scheduler.summits.rules.timeline import Step
from scheduler.summits.rules.vocabulary import WaveKind

USUAL = (
    (WaveKind.SAVE_THE_DATE, "Save the date", Step.SAVE_THE_DATE),
    (WaveKind.INVITATION, "Wave 1", Step.WAVE_1),
    (WaveKind.INVITATION, "Wave 2", Step.WAVE_2),
    (WaveKind.RESERVE, "Reserve", None),
)
"""What a summit begins with; the days come from its timeline."""
OUT_OF_THE_WAY = -1
"""A position that no wave has, while two change places."""

Model = TypeVar("Model", Post, PostGroup, Person)


@dataclass(frozen=True, slots=True)
class WaveDraft:
    """A wave as the office means it."""

    kind: WaveKind
    name: str
    planned_on: date | None = None


@dataclass(frozen=True, slots=True)
class Members:
    """Whom a wave is for, by ids."""

    posts: Collection[int] = ()
    groups: Collection[int] = ()
    people: Collection[int] = ()


def plan_usual_waves(summit: Summit, due: Mapping[Step, date]) -> list[PlannedWave]:
    """Save the date, two waves and a reserve; nothing when there are waves already."""
    lock_engagement(summit.engagement)
    if found := planned_waves(summit):
        return found
    drafts = [WaveDraft(kind, name, due.get(step) if step else None) for kind, name, step in USUAL]
    return [add_wave(summit, draft) for draft in drafts]


def add_wave(summit: Summit, draft: WaveDraft) -> PlannedWave:
    """One more, after the others. Raises RuleBroken when its name is taken."""
    lock_engagement(summit.engagement)
    waves = planned_waves(summit)
    name = _free_name(draft.name, waves)
    position = max((wave.position for wave in waves), default=0) + 1
    planned = PlannedWave(
        summit_id=summit.id, kind=draft.kind, name=name, position=position, planned_on=draft.planned_on, members=[]
    )
    db.session.add(planned)
    db.session.flush()
    _note(planned, f"Planned {name}")
    return planned


def change_wave(planned: PlannedWave, draft: WaveDraft) -> None:
    """Name, kind and day. Raises RuleBroken for a name that is taken, and for any kind but the old one once sent."""
    if planned.sent_at is not None and draft.kind is not planned.kind:
        raise RuleBroken("This wave was sent, so its kind stays.", "kind")
    others = [wave for wave in planned_waves(planned.summit) if wave is not planned]
    before = {"name": planned.name, "kind": str(planned.kind), "day": str(planned.planned_on)}
    planned.kind, planned.name, planned.planned_on = draft.kind, _free_name(draft.name, others), draft.planned_on
    db.session.flush()
    after = {"name": planned.name, "kind": str(planned.kind), "day": str(planned.planned_on)}
    if after != before:
        _note(planned, f"Changed {planned.name}", before=before, after=after)


def move_wave(planned: PlannedWave, *, is_earlier: bool) -> None:
    """Change places with its neighbour; nothing at either end. Raises RuleBroken for a sent wave."""
    check_unsent(planned)
    waves = planned_waves(planned.summit)
    index = waves.index(planned) + (-1 if is_earlier else 1)
    if not 0 <= index < len(waves):
        return
    neighbour = waves[index]
    mine, theirs = planned.position, neighbour.position
    planned.position = OUT_OF_THE_WAY
    db.session.flush()
    neighbour.position = mine
    db.session.flush()
    planned.position = theirs
    db.session.flush()
    _note(planned, f"Moved {planned.name} {'before' if is_earlier else 'after'} {neighbour.name}")


def remove_wave(planned: PlannedWave) -> None:
    """Take an unsent wave off the plan. Raises RuleBroken for a sent one."""
    check_unsent(planned)
    _note(planned, f"Removed {planned.name}")
    db.session.delete(planned)
    db.session.flush()


def set_members(planned: PlannedWave, members: Members) -> None:
    """Exactly these; ids of rows that exist no more are left out. Raises RuleBroken for a sent wave."""
    check_unsent(planned)
    wanted = {
        **{("post", each.id): PlannedMember(post=each) for each in _rows(Post, members.posts)},
        **{("group", each.id): PlannedMember(group=each) for each in _rows(PostGroup, members.groups)},
        **{("person", each.id): PlannedMember(person=each) for each in _rows(Person, members.people)},
    }
    held = {_key(member): member for member in planned.members}
    for key, member in held.items():
        if key not in wanted:
            planned.members.remove(member)
    planned.members += [member for key, member in wanted.items() if key not in held]
    db.session.flush()
    if held.keys() != wanted.keys():
        _note(planned, f"{planned.name} is for {count_words(len(wanted), 'seat or group', 'seats and groups')}")


def add_members(planned: PlannedWave, members: Members) -> int:
    """These besides its own; how many are new. Raises RuleBroken for a sent wave."""
    before = len(planned.members)
    own = planned.members
    set_members(
        planned,
        Members(
            {*(each.post_id for each in own if each.post_id), *members.posts},
            {*(each.group_id for each in own if each.group_id), *members.groups},
            {*(each.person_id for each in own if each.person_id), *members.people},
        ),
    )
    return len(planned.members) - before


def send_planned(planned: PlannedWave, *, sent_by: str, now: datetime) -> InviteOutcome:
    """Invite whoever it means now and is not invited yet. Raises RuleBroken when it was sent, and as `invite`."""
    check_unsent(planned)
    choice = choices_of([planned], local_day(now))[planned.id]
    outcome = send_wave(planned.summit.engagement, choice.all, sent_by=sent_by, now=now)
    if outcome.invited:
        planned.sent_at, planned.wave = now, latest_wave(planned.summit)
        review_groups([offer.group for offer in choice.groups], now=now)
    db.session.flush()
    return outcome


def check_unsent(planned: PlannedWave) -> None:
    """Waits for whoever sends it just now. Raises RuleBroken when it was sent."""
    lock_engagement(planned.summit.engagement)
    db.session.refresh(planned, ["sent_at", "wave_id"])
    if planned.sent_at is not None:
        raise RuleBroken("This wave was sent. Plan another wave for whoever is still to be asked.")


def call_up(reserve: PlannedWave, members: Members) -> PlannedWave:
    """A wave of some of the reserve, to be looked through and sent like any other."""
    names = {wave.name for wave in planned_waves(reserve.summit)}
    name = next(each for number in range(1, len(names) + 2) if (each := f"From the reserve, {number}") not in names)
    planned = add_wave(reserve.summit, WaveDraft(WaveKind.RESERVE, name))
    set_members(planned, members)
    return planned


def take_back_sending(wave: Wave) -> None:
    """An undone wave is unsent again, so that it can be sent anew; whoever was told stays invited and is left out."""
    planned = planned_of_wave(wave)
    if planned is not None:
        planned.sent_at, planned.wave = None, None
        db.session.flush()


def _free_name(typed: str, others: Sequence[PlannedWave]) -> str:
    name = clean_line(typed)[:120]
    if not name:
        raise RuleBroken("Enter a name, such as “Wave 3”.", "name")
    if name.casefold() in {wave.name.casefold() for wave in others}:
        raise RuleBroken(f"There is a wave called “{name}” already. Choose another name.", "name")
    return name


def _key(member: PlannedMember) -> tuple[str, int | None]:
    if member.post_id is not None:
        return "post", member.post_id
    return ("group", member.group_id) if member.group_id is not None else ("person", member.person_id)


def _rows(model: type[Model], ids: Collection[int]) -> list[Model]:
    return list(db.session.scalars(select(model).where(model.id.in_(ids)).order_by(model.id))) if ids else []


def _note(planned: PlannedWave, summary: str, **details: object) -> None:
    record("summit.wave planned", "engagement", planned.summit.engagement_id, summary, details=details or None)

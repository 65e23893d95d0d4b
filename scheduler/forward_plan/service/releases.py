"""Releases the forward plan as version N and tells the principals whose engagements differ, nobody else."""

from collections.abc import Mapping
from dataclasses import asdict, field, replace
from datetime import date, datetime

from sqlalchemy import select

from scheduler.accounts.models import Office
from scheduler.audit.actor import current_actor
from scheduler.audit.service import record
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.core.text import clean_line, clean_text
from scheduler.core.values import dataclass
from scheduler.engagements.calendar import place_words, when_of, when_words
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import OFF_THE_DIARY, OVER, STATUS_WORDS
from scheduler.forward_plan.models import PlanRelease
from scheduler.forward_plan.queries.releases import (
    engagements_of,
    engagements_to_release,
    latest_release,
    principals_of,
)
from scheduler.forward_plan.rules.releases import Difference, Line, differences, told_by_principal
from scheduler.ical.event import Timed
from scheduler.outbox.rules import NoticeDraft
from scheduler.outbox.service import post_notice

KIND = "plan release"
REASON_LENGTH = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseDraft:
    """A release as the office means it: both days included; reasons by engagement; `after` is the last one's number."""

    from_on: date
    until_on: date
    after: int
    note: str = ""
    reasons: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReleasePreview:
    """What a release would hold, how it differs from the last one, and how much concerns each principal."""

    lines: tuple[Line, ...]
    differences: tuple[Difference, ...]


def preview_release(from_on: date, until_on: date) -> ReleasePreview:
    """The lines as they stand now, against the last release. Raises RuleBroken for days in the wrong order."""
    if until_on < from_on:
        raise RuleBroken("The last day is before the first.", "until_on")
    lines = tuple(_line(each) for each in engagements_to_release(from_on, until_on) if each.status not in OFF_THE_DIARY)
    last = latest_release()
    if last is None:
        return ReleasePreview(lines, ())
    before = [Line.thawed(kept) for kept in last.lines]
    found = differences(before, lines, from_on=from_on)
    return ReleasePreview(lines, tuple(_with_known_reasons(found)))


def release_plan(draft: ReleaseDraft, *, now: datetime) -> PlanRelease:
    """Freeze the plan and write to those it concerns. Raises VersionConflict when somebody released meanwhile."""
    db.session.execute(select(Office.id).with_for_update())  # two releases at once: one after the other
    last = latest_release()
    if draft.after != (last.number if last else 0):
        raise VersionConflict
    preview = preview_release(draft.from_on, draft.until_on)
    found = [
        replace(each, reason=clean_line(draft.reasons.get(each.engagement_id, each.reason))[:REASON_LENGTH])
        for each in preview.differences
    ]
    release = PlanRelease(
        number=draft.after + 1,
        released_at=now,
        released_by=current_actor().label,
        from_on=draft.from_on,
        until_on=draft.until_on,
        note=clean_text(draft.note),
        lines=[line.frozen() for line in preview.lines],
        differences=[asdict(each) for each in found],
    )
    db.session.add(release)
    db.session.flush()
    told = _tell(release, found, now)
    summary = f"Released the forward plan, version {release.number}"
    record("plan released", "plan release", release.id, summary, details={"lines": len(release.lines), "told": told})
    return release


def _tell(release: PlanRelease, found: list[Difference], now: datetime) -> int:
    """One mail to each principal with an address and a difference of their own; how many."""
    concerned = told_by_principal(found)
    told = [each for each in principals_of(concerned.keys()) if each.email]
    for principal in told:
        draft = NoticeDraft(
            kind=KIND,
            recipient_name=principal.name or principal.title,
            recipient_address=principal.email,
            subject_type="plan release",
            subject_id=release.id,
            dedupe_key=f"plan release:{release.number}:{principal.id}",
            payload={"number": release.number, "principal_id": principal.id},
        )
        post_notice(draft, now=now)
    return len(told)


def _with_known_reasons(found: list[Difference]) -> list[Difference]:
    """What left the diary says why by itself; the office may say it better."""
    gone = {each.engagement_id for each in found if not each.reason}
    known = {each.id: each.outcome_reason for each in engagements_of(gone) if each.status in OFF_THE_DIARY}
    return [replace(each, reason=known.get(each.engagement_id, "")) for each in found]


def _line(engagement: Engagement) -> Line:
    when = when_of(engagement)
    starts_at = when.starts_at.isoformat() if isinstance(when, Timed) else ""
    first = None if when is None else local_day(when.starts_at) if isinstance(when, Timed) else when.first_on
    return Line(
        engagement_id=engagement.id,
        title=engagement.title,
        on=first.isoformat() if first else "",
        starts_at=starts_at,
        when=when_words(engagement),
        place=place_words(engagement),
        partners=tuple(post.full_title for post in engagement.posts),
        ours=tuple(principal.title for principal in engagement.principals),
        principal_ids=tuple(principal.id for principal in engagement.principals),
        state=STATUS_WORDS[engagement.status],
        is_held=engagement.status in OVER,
    )

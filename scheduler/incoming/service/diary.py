"""What an invitation means for our diary: entered, joined, kept free, moved with them, taken out again."""

from dataclasses import replace
from datetime import datetime

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.values import dataclass
from scheduler.engagements.calendar import draft_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import (
    OFF_THE_DIARY,
    OVER,
    EngagementDraft,
    EngagementKind,
    EngagementStatus,
    HoldEnd,
    PlaceKind,
)
from scheduler.engagements.service.engagements import cancel_engagement, edit_engagement, plan_engagement
from scheduler.engagements.service.holds import place_holds, release_holds
from scheduler.ical.event import Timed
from scheduler.incoming.models import IncomingInvitation
from scheduler.incoming.queries.invitations import when_of as asked_when
from scheduler.incoming.service.hosts import post_of
from scheduler.records.models import EngagementRecord
from scheduler.records.rules.vocabulary import Initiator


@dataclass(frozen=True, slots=True, kw_only=True)
class Goer:
    """Who of ours goes: a principal, or a role whose diary we do not keep."""

    principal_id: int | None = None
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """Who goes, into which engagement of ours, and why in spite of what stands in the way."""

    goer: Goer
    joins: Engagement | None = None
    clash_reason: str = ""
    clashes_seen: frozenset[str] | None = None


def enter(invitation: IncomingInvitation, going: Going, *, now: datetime) -> Engagement:
    """In the diary from now on. Raises RuleBroken, and ClashFound while a clash has no reason."""
    if asked_when(invitation) is None:
        raise RuleBroken("It has no day yet. Enter its day first.", "day")
    existing = going.joins or _still_open(invitation)
    draft = replace(
        draft_of(existing) if existing is not None else _new_draft(invitation),
        when=asked_when(invitation),
        status=EngagementStatus.AGREED,
        clash_reason=going.clash_reason,
        clashes_seen=going.clashes_seen,
    )
    ours = _principals(existing, going, invitation)
    draft = replace(_with_host(draft, existing, invitation, now), principal_ids=ours, is_without_principals=not ours)
    engagement = edit_engagement(existing, draft, now=now) if existing else plan_engagement(draft, now=now)
    invitation.engagement = engagement
    _say_who_began(engagement, invitation)
    return engagement


def keep_free(invitation: IncomingInvitation, going: Going, *, until: datetime, now: datetime) -> None:
    """Hold its time in the goer's diary, where there is one to hold: it has times, and the diary is ours."""
    when = asked_when(invitation)
    if not isinstance(when, Timed) or going.goer.principal_id is None:
        return
    engagement = _still_open(invitation)
    if engagement is not None and engagement.status is EngagementStatus.AGREED:
        raise RuleBroken("It is in the diary already. Decline it to take it out.")
    if engagement is None:
        draft = replace(_new_draft(invitation), principal_ids=(going.goer.principal_id,))
        engagement = plan_engagement(_with_host(draft, None, invitation, now), now=now)
        _say_who_began(engagement, invitation)
    else:
        edit_engagement(engagement, replace(draft_of(engagement), principal_ids=(going.goer.principal_id,)), now=now)
        release_holds(engagement, HoldEnd.GIVEN_UP, now=now)
    place_holds(engagement, [when], expires_at=until, now=now, clash_reason=going.clash_reason)
    invitation.engagement = engagement
    db.session.flush()


def follow_them(
    invitation: IncomingInvitation, *, clash_reason: str, clashes_seen: frozenset[str] | None, now: datetime
) -> None:
    """Bring our entry to their time and place. Raises as `enter`."""
    engagement = _still_open(invitation)
    if engagement is None:
        return
    draft = draft_of(engagement)
    draft = replace(
        draft,
        when=asked_when(invitation),
        is_without_principals=not draft.principal_ids,
        clash_reason=clash_reason,
        clashes_seen=clashes_seen,
    )
    if invitation.place_text or invitation.online_url:
        kind, text, online = _place_of(invitation)
        draft = replace(draft, place_kind=kind, place_id=None, place_text=text, online_url=online)
    edit_engagement(engagement, draft, now=now)


def take_out(invitation: IncomingInvitation, reason: str, *, now: datetime, is_over: bool) -> None:
    """Off the diary; where others of ours go too and it takes place, only the goer leaves."""
    engagement = _still_open(invitation)
    if engagement is None:
        return
    others = tuple(each.id for each in engagement.principals if each.id != invitation.goes_principal_id)
    if others and not is_over and engagement.status is EngagementStatus.AGREED:
        edit_engagement(engagement, replace(draft_of(engagement), principal_ids=others), now=now)
    else:
        cancel_engagement(engagement, reason, now=now)


def _still_open(invitation: IncomingInvitation) -> Engagement | None:
    engagement = invitation.engagement
    return engagement if engagement is not None and engagement.status not in OFF_THE_DIARY | OVER else None


def _new_draft(invitation: IncomingInvitation) -> EngagementDraft:
    kind, text, online = _place_of(invitation)
    return EngagementDraft(
        kind=EngagementKind.BOARD if invitation.body_id is not None else EngagementKind.MEETING,
        title=invitation.title,
        purpose=invitation.words,
        place_kind=kind,
        place_text=text,
        online_url=online,
    )


def _place_of(invitation: IncomingInvitation) -> tuple[PlaceKind, str, str]:
    has_home = invitation.body_id is not None or invitation.organisation_id is not None
    if invitation.online_url and not invitation.place_text:
        return PlaceKind.ONLINE, "", invitation.online_url
    kind = PlaceKind.PARTNER if has_home else PlaceKind.ELSEWHERE
    return kind, invitation.place_text, invitation.online_url


def _with_host(
    draft: EngagementDraft, existing: Engagement | None, invitation: IncomingInvitation, now: datetime
) -> EngagementDraft:
    """With the host's seat, unless one of the host's is in it already."""
    host = (invitation.organisation_id, invitation.body_id)
    if existing is not None and any((each.organisation_id, each.body_id) == host for each in existing.posts):
        return draft
    post = post_of(invitation, now=now)
    return replace(draft, post_ids=(*draft.post_ids, post.id)) if post is not None else draft


def _principals(existing: Engagement | None, going: Going, invitation: IncomingInvitation) -> tuple[int, ...]:
    """Whoever goes; in a joined engagement beside those of ours who are in it, but not beside whom they replace."""
    goer = () if going.goer.principal_id is None else (going.goer.principal_id,)
    if existing is None or going.joins is None:
        return goer
    kept = tuple(each.id for each in existing.principals if each.id != invitation.goes_principal_id)
    return tuple(dict.fromkeys((*kept, *goer)))


def _say_who_began(engagement: Engagement, invitation: IncomingInvitation) -> None:
    """Unless somebody has said already how it came about."""
    record = db.session.get(EngagementRecord, engagement.id)
    if record is None:
        record = EngagementRecord(engagement_id=engagement.id)
        db.session.add(record)
    if record.initiated_by is None:
        record.initiated_by = Initiator.PARTNER
        record.initiated_words = f"Their invitation to “{invitation.title}”"[:200]
    db.session.flush()

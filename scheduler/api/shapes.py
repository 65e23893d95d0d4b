"""What other systems read of our rows: plain values, as the description says. People only where it is asked for."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from scheduler.core.clock import local_day
from scheduler.engagements.calendar import place_words, when_of
from scheduler.engagements.models import Engagement
from scheduler.forward_plan.queries.coverage import BoardRow
from scheduler.ical.event import AllDay, Timed
from scheduler.invitations.models import Invitation
from scheduler.invitations.queries import current_reply
from scheduler.stakeholders.models import Body, Organisation, Post, Tenure

Shape = dict[str, Any]
SOMEBODY = "A person invited by name"


def engagement_shape(engagement: Engagement) -> Shape:
    """One engagement, by roles."""
    return {
        "id": engagement.id,
        "uid": engagement.uid,
        "sequence": engagement.sequence,
        "version": engagement.version,
        "kind": engagement.kind.value,
        "status": engagement.status.value,
        "title": engagement.title,
        "purpose": engagement.purpose,
        "handling": engagement.handling.value,
        "when": _when(when_of(engagement)),
        "place": {"kind": engagement.place_kind.value, "words": place_words(engagement)},
        "online_url": engagement.online_url,
        "principals": [{"id": each.id, "title": each.title} for each in engagement.principals],
        "posts": [{"id": each.id, "title": each.full_title} for each in engagement.posts],
        "reason": engagement.outcome_reason,
        "created_at": _instant(engagement.created_at),
        "revised_at": _instant(engagement.revised_at),
    }


def organisation_shape(organisation: Organisation) -> Shape:
    """One organisation."""
    codes = [{"scheme": each.scheme, "value": each.value} for each in organisation.identifiers]
    return _home(organisation) | {"identifiers": codes}


def body_shape(body: Body) -> Shape:
    """One body."""
    return _home(body) | {"parent_id": body.parent_id, "covers": [each.id for each in body.covers]}


def post_shape(post: Post, holder: Tenure | None, *, with_people: bool) -> Shape:
    """One post; who holds it and how it is reached only for a key that may."""
    shape: Shape = {
        "id": post.id,
        "title": post.title,
        "role_kind": post.role_kind.value,
        "band": post.band,
        "organisation_id": post.organisation_id,
        "body_id": post.body_id,
        "is_vacant": holder is None,
        "started_on": _day(post.started_on),
        "ended_on": _day(post.ended_on),
    }
    if with_people:
        person = holder.person if holder else None
        shape["holder"] = person.full_name if person else None
        shape["email"] = post.email or (person.email if person else "")
        shape["pa_name"], shape["pa_email"] = post.pa_name, post.pa_email
    return shape


def answer_shape(invitation: Invitation, *, with_people: bool) -> Shape:
    """Where one invitation stands."""
    reply = current_reply(invitation)
    stand_in = reply.substitution if reply else None
    shape: Shape = {
        "invitation_id": invitation.id,
        "post_id": invitation.post_id,
        "invitee": invitation.invitee_label if invitation.post_id or with_people else SOMEBODY,
        "answer": invitation.partstat.value,
        "answered_at": _instant(invitation.answered_at),
        "is_withdrawn": invitation.withdrawn_at is not None,
        "is_about_present_time": invitation.answered_sequence in {None, invitation.engagement.sequence},
        "substitute": None,
    }
    if stand_in is not None:
        facts: Shape = {"role": stand_in.role, "band": stand_in.band, "authority": stand_in.authority.value}
        shape["substitute"] = facts | ({"name": stand_in.name} if with_people else {})
    return shape


def coverage_shape(row: BoardRow) -> Shape:
    """One row of the board."""
    met = row.last
    return {
        "partner": row.name,
        "organisation_id": row.commitment.organisation_id,
        "body_id": row.commitment.body_id,
        "pledge": row.commitment.rule.pledge.title,
        "state": row.state.value,
        "last_on": _day(met.on) if met else None,
        "last_ours": met.ours if met else "",
        "last_theirs": met.theirs if met else "",
        "limit_on": _day(row.due.limit_on),
        "days_to_limit": row.days_to_limit,
    }


def event_shape(engagement: Engagement, more: Mapping[str, Any] | None = None) -> Shape:
    """What a webhook is told of an engagement: enough to know what to read, little enough to lie in a log."""
    return {
        "engagement_id": engagement.id,
        "uid": engagement.uid,
        "sequence": engagement.sequence,
        "version": engagement.version,
        "status": str(engagement.status),
        "when": _when(when_of(engagement)),
        **(more or {}),
    }


def _home(home: Organisation | Body) -> Shape:
    return {
        "id": home.id,
        "name": home.name,
        "short_name": home.short_name,
        "kind": home.kind.value,
        "area": home.area.name if home.area else None,
        "started_on": _day(home.started_on),
        "ended_on": _day(home.ended_on),
        "successor_id": home.successor_id,
    }


def _when(when: Timed | AllDay | None) -> Shape | None:
    if isinstance(when, Timed):
        days = local_day(when.starts_at)
        return {"starts_at": _instant(when.starts_at), "ends_at": _instant(when.ends_at), "local_day": _day(days)}
    if isinstance(when, AllDay):
        return {"first_on": _day(when.first_on), "last_on": _day(when.last_on)}
    return None


def _instant(at: datetime | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None

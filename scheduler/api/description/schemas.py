"""What travels: rows of ours as others read them, and what others send."""

from scheduler.api.description.nodes import (
    BAND,
    COUNT,
    DAY,
    FLAG,
    INSTANT,
    KEY,
    WORDS,
    Node,
    many,
    one_of,
    or_null,
    thing,
    typed,
)
from scheduler.api.rules.reading import MOST_KEYS
from scheduler.api.rules.vocabulary import WebhookEvent
from scheduler.engagements.rules import PLANNABLE, EngagementKind, EngagementStatus, Handling, PlaceKind
from scheduler.forward_plan.rules.vocabulary import CoverageState
from scheduler.invitations.rules import Authority, PartStat

DAYS = thing({"first_on": DAY, "last_on": DAY})
TIMES: Node = {"starts_at": INSTANT, "ends_at": INSTANT}
WHEN = {"anyOf": [thing(TIMES | {"local_day": DAY}), DAYS, {"type": "null"}]}
WHEN_SENT = {"anyOf": [thing(TIMES), DAYS, {"type": "null"}]}
KEYS = many(KEY) | {"maxItems": MOST_KEYS}
NAMED = thing({"id": KEY, "title": WORDS})
HOME: Node = {
    "id": KEY,
    "name": WORDS,
    "short_name": WORDS,
    "kind": WORDS,
    "area": or_null(WORDS),
    "started_on": or_null(DAY),
    "ended_on": or_null(DAY),
    "successor_id": or_null(KEY),
}
WRITABLE: Node = {
    "kind": one_of(EngagementKind),
    "title": typed("title"),
    "purpose": typed("purpose"),
    "principals": KEYS,
    "posts": KEYS,
    "when": WHEN_SENT,
    "status": one_of(EngagementStatus, PLANNABLE),
    "handling": one_of(Handling),
    "place": thing({"kind": one_of(PlaceKind), "id": KEY, "text": typed("text")}, optional=("id", "text")),
    "online_url": typed("online_url"),
    "reply_by_at": or_null(INSTANT),
    "clash_reason": typed("clash_reason"),
}
STAND_IN: Node = {
    "name": typed("name"),
    "role": typed("role"),
    "band": BAND,
    "authority": one_of(Authority),
    "email": typed("email"),
}

SCHEMAS: Node = {
    "Engagement": thing(
        {
            "id": KEY,
            "uid": WORDS,
            "sequence": COUNT,
            "version": KEY,
            "kind": one_of(EngagementKind),
            "status": one_of(EngagementStatus),
            "title": WORDS,
            "purpose": WORDS,
            "handling": one_of(Handling),
            "when": WHEN,
            "place": thing({"kind": one_of(PlaceKind), "words": WORDS}),
            "online_url": WORDS,
            "principals": many(NAMED),
            "posts": many(NAMED),
            "reason": WORDS,
            "created_at": INSTANT,
            "revised_at": INSTANT,
        }
    ),
    "NewEngagement": thing(WRITABLE, optional=tuple(set(WRITABLE) - {"title", "principals"})),
    "EngagementChange": thing(WRITABLE | {"version": KEY}, optional=tuple(WRITABLE)),
    "Leaving": thing({"reason": typed("reason"), "version": KEY}),
    "Organisation": thing(HOME | {"identifiers": many(thing({"scheme": WORDS, "value": WORDS}))}),
    "Body": thing(HOME | {"parent_id": or_null(KEY), "covers": many(KEY)}),
    "Post": thing(
        {
            "id": KEY,
            "title": WORDS,
            "role_kind": WORDS,
            "band": BAND,
            "organisation_id": or_null(KEY),
            "body_id": or_null(KEY),
            "is_vacant": FLAG,
            "started_on": or_null(DAY),
            "ended_on": or_null(DAY),
            "holder": or_null(WORDS),
            "email": WORDS,
            "pa_name": WORDS,
            "pa_email": WORDS,
        },
        optional=("holder", "email", "pa_name", "pa_email"),
    ),
    "Answer": thing(
        {
            "invitation_id": KEY,
            "post_id": or_null(KEY),
            "invitee": WORDS,
            "answer": one_of(PartStat),
            "answered_at": or_null(INSTANT),
            "is_withdrawn": FLAG,
            "is_about_present_time": FLAG,
            "substitute": or_null(
                thing({"role": WORDS, "band": BAND, "authority": one_of(Authority), "name": WORDS}, optional=("name",))
            ),
        }
    ),
    "NewAnswer": thing(
        {
            "invitation_id": KEY,
            "answer": one_of(PartStat, set(PartStat) - {PartStat.NEEDS_ACTION}),
            "message": typed("message"),
            "about_sequence": COUNT,
            "substitute": or_null(thing(STAND_IN, optional=("authority", "email"))),
        },
        optional=("message", "about_sequence", "substitute"),
    ),
    "CoverageRow": thing(
        {
            "partner": WORDS,
            "organisation_id": or_null(KEY),
            "body_id": or_null(KEY),
            "pledge": WORDS,
            "state": one_of(CoverageState),
            "last_on": or_null(DAY),
            "last_ours": WORDS,
            "last_theirs": WORDS,
            "limit_on": DAY,
            "days_to_limit": {"type": "integer"},
        }
    ),
    "Event": thing(
        {
            "id": WORDS,
            "type": one_of(WebhookEvent),
            "at": INSTANT,
            "data": thing(
                {
                    "engagement_id": KEY,
                    "uid": WORDS,
                    "sequence": COUNT,
                    "version": KEY,
                    "status": one_of(EngagementStatus),
                    "when": WHEN,
                    "invitation_id": KEY,
                    "answer": one_of(PartStat),
                },
                optional=("sequence", "status", "when", "invitation_id", "answer"),
            ),
        }
    ),
    "Problem": thing(
        {
            "type": WORDS,
            "title": WORDS,
            "status": {"type": "integer"},
            "detail": WORDS,
            "field": WORDS,
            "clashes": many(WORDS),
        },
        optional=("field", "clashes"),
    ),
}

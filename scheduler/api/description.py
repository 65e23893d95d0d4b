"""The OpenAPI 3.1 description: what every door takes and gives; a test holds it against routes and answers."""

from enum import StrEnum
from typing import Any

from scheduler import __version__
from scheduler.api.rules.vocabulary import Scope
from scheduler.engagements.rules import EngagementKind, EngagementStatus, Handling, PlaceKind
from scheduler.forward_plan.rules.vocabulary import CoverageState
from scheduler.invitations.rules import Authority, PartStat

Node = dict[str, Any]
WORDS: Node = {"type": "string"}
KEY: Node = {"type": "integer", "minimum": 1}
FLAG: Node = {"type": "boolean"}
DAY: Node = {"type": "string", "format": "date"}
INSTANT: Node = {"type": "string", "format": "date-time"}
BAND: Node = {"type": "integer", "minimum": 1, "maximum": 5}


def one_of(kind: type[StrEnum]) -> Node:
    """A string with fixed values."""
    return {"type": "string", "enum": [each.value for each in kind]}


def or_null(node: Node) -> Node:
    """The node, or null."""
    return {"anyOf": [node, {"type": "null"}]}


def many(node: Node) -> Node:
    """A list."""
    return {"type": "array", "items": node}


def thing(fields: Node, optional: tuple[str, ...] = ()) -> Node:
    """An object with just these fields; all are there but the optional ones."""
    required = [name for name in fields if name not in optional]
    return {"type": "object", "properties": fields, "required": required, "additionalProperties": False}


def ref(name: str) -> Node:
    """A schema below."""
    return {"$ref": f"#/components/schemas/{name}"}


TIMES = thing({"starts_at": INSTANT, "ends_at": INSTANT, "local_day": DAY}, optional=("local_day",))
DAYS = thing({"first_on": DAY, "last_on": DAY})
WHEN = {"anyOf": [TIMES, DAYS, {"type": "null"}]}
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
    "title": WORDS,
    "purpose": WORDS,
    "principals": many(KEY),
    "posts": many(KEY),
    "when": WHEN,
    "status": one_of(EngagementStatus),
    "handling": one_of(Handling),
    "place": thing({"kind": one_of(PlaceKind), "id": KEY, "text": WORDS}, optional=("id", "text")),
    "online_url": WORDS,
    "reply_by_at": or_null(INSTANT),
    "clash_reason": WORDS,
}

SCHEMAS: Node = {
    "Engagement": thing(
        {
            "id": KEY,
            "uid": WORDS,
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
    "NewEngagement": thing(WRITABLE, optional=tuple(name for name in WRITABLE if name != "title")),
    "EngagementChange": thing(WRITABLE | {"version": KEY}, optional=tuple(WRITABLE)),
    "Leaving": thing({"reason": WORDS, "version": KEY}),
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
            "answer": one_of(PartStat),
            "message": WORDS,
            "about_sequence": {"type": "integer", "minimum": 0},
            "substitute": or_null(
                thing(
                    {"name": WORDS, "role": WORDS, "band": BAND, "authority": one_of(Authority), "email": WORDS},
                    optional=("authority", "email"),
                )
            ),
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


def page_of(name: str) -> Node:
    """One page of a list."""
    return thing({"items": many(ref(name)), "total": {"type": "integer"}, "page": KEY, "next": or_null(WORDS)})


def whole(name: str, more: Node | None = None) -> Node:
    """A list without pages."""
    return thing({"items": many(ref(name)), "total": {"type": "integer"}, **(more or {})})


def asked(name: str, node: Node, words: str) -> Node:
    """Something behind the question mark."""
    return {"name": name, "in": "query", "required": False, "schema": node, "description": words}


PAGE = asked("page", KEY, "Pages count from 1 and hold 100.")
ENGAGEMENT_ID = {"name": "engagement_id", "in": "path", "required": True, "schema": KEY}
STEP = {"name": "step", "in": "path", "required": True, "schema": {"type": "string", "enum": ["cancel", "postpone"]}}
PROBLEM = {
    "description": "What is wrong, in plain words.",
    "content": {"application/problem+json": {"schema": ref("Problem")}},
}


def door(summary: str, scope: Scope, answer: Node, *, status: int = 200, **more: Any) -> Node:
    """One operation; every one may answer with a problem."""
    content = {"application/json": {"schema": answer}}
    return {
        "summary": summary,
        "description": f"The key needs `{scope.value}`.",
        "security": [{"key": []}],
        "responses": {str(status): {"description": "Done.", "content": content}, "default": PROBLEM},
        **more,
    }


def sent(name: str) -> Node:
    """What the body must be."""
    return {"required": True, "content": {"application/json": {"schema": ref(name)}}}


def paths() -> Node:
    """Every door of the interface."""
    engagement, answers = ref("Engagement"), whole("Answer")
    at_one: Node = {"parameters": [ENGAGEMENT_ID]}
    filters = [
        asked("from", DAY, "Ends on this day or later."),
        asked("until", DAY, "Begins on this day or earlier."),
        asked("status", one_of(EngagementStatus), "Only these."),
        asked("kind", one_of(EngagementKind), "Only these."),
        asked("principal", KEY, "Only those in which this one of ours takes part."),
        asked("changed_since", INSTANT, "Changed then or later."),
        PAGE,
    ]
    read, write = Scope.READ_ENGAGEMENTS, Scope.WRITE_ENGAGEMENTS
    return {
        "/api/v1/engagements": {
            "get": door("Engagements", read, page_of("Engagement"), parameters=filters),
            "post": door("Plan one", write, engagement, status=201, requestBody=sent("NewEngagement")),
        },
        "/api/v1/engagements/{engagement_id}": {
            "get": door("One engagement", read, engagement, **at_one),
            "patch": door("Change one", write, engagement, requestBody=sent("EngagementChange"), **at_one),
        },
        "/api/v1/engagements/{engagement_id}/{step}": {
            "post": door(
                "Call it off", write, engagement, requestBody=sent("Leaving"), parameters=[ENGAGEMENT_ID, STEP]
            ),
        },
        "/api/v1/engagements/{engagement_id}/answers": {
            "get": door("Who answered what", Scope.READ_ANSWERS, answers, **at_one),
            "post": door(
                "Record an answer", Scope.WRITE_ANSWERS, ref("Answer"), requestBody=sent("NewAnswer"), **at_one
            ),
        },
        "/api/v1/organisations": {
            "get": door("Organisations", Scope.READ_PARTNERS, page_of("Organisation"), parameters=[PAGE])
        },
        "/api/v1/bodies": {"get": door("Bodies", Scope.READ_PARTNERS, page_of("Body"), parameters=[PAGE])},
        "/api/v1/posts": {"get": door("Posts", Scope.READ_PARTNERS, page_of("Post"), parameters=[PAGE])},
        "/api/v1/coverage": {
            "get": door(
                "The coverage board",
                Scope.READ_COVERAGE,
                whole("CoverageRow", {"on": DAY}),
                parameters=[asked("on", DAY, "As of this day; today unless asked.")],
            )
        },
    }


def description(base_url: str) -> Node:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Engagement scheduler",
            "version": __version__,
            "summary": "Engagements, partners, coverage and answers for the office's other systems.",
            "description": "Everything follows the rules of the pages and is noted in the same log. "
            "Instants are UTC; days are days in London.",
        },
        "servers": [{"url": base_url}],
        "paths": paths(),
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "A key of the office."}},
        },
    }

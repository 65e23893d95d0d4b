"""Every door of the interface: what it asks for, what it takes, what it gives."""

from typing import Any

from scheduler.api.description.nodes import COUNT, DAY, INSTANT, KEY, WORDS, Node, many, one_of, or_null, ref, thing
from scheduler.api.rules.vocabulary import Scope
from scheduler.api.service.repeats import FIELD, LONGEST
from scheduler.engagements.rules import EngagementKind, EngagementStatus


def page_of(name: str) -> Node:
    """One page of a list."""
    return thing({"items": many(ref(name)), "total": COUNT, "page": KEY, "next": or_null(WORDS)})


def whole(name: str, more: Node | None = None) -> Node:
    """A list without pages."""
    return thing({"items": many(ref(name)), "total": COUNT, **(more or {})})


def asked(name: str, node: Node, words: str) -> Node:
    """Something behind the question mark."""
    return {"name": name, "in": "query", "required": False, "schema": node, "description": words}


PAGE = asked("page", KEY, "Pages count from 1 and hold 100.")
ENGAGEMENT_ID = {"name": "engagement_id", "in": "path", "required": True, "schema": KEY}
STEP = {"name": "step", "in": "path", "required": True, "schema": {"type": "string", "enum": ["cancel", "postpone"]}}
REPEATED = {
    "name": FIELD,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST},
    "description": "Chosen by you for this one request. Sent again with the same body it gives what was made the first "
    "time; with another body it is refused.",
}
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
            "post": door(
                "Plan one", write, engagement, status=201, requestBody=sent("NewEngagement"), parameters=[REPEATED]
            ),
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


def told() -> Node:
    """What a webhook gets, whatever happened; it says that it has it by any status from 200 to 299."""
    body = sent("Event")
    taken = {"description": "Taken; anything else is tried again."}
    return {"event": {"post": {"summary": "Something happened", "requestBody": body, "responses": {"2XX": taken}}}}

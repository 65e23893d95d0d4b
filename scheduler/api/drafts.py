"""Makes of what another system sent what the services take: the shape here, as the pages' forms have it there."""

from dataclasses import replace

from scheduler.api.rules.reading import Body
from scheduler.core.errors import RuleBroken
from scheduler.engagements.calendar import draft_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries import posts_of
from scheduler.engagements.rules import (
    PLANNABLE,
    EngagementDraft,
    EngagementKind,
    EngagementStatus,
    PlaceKind,
)
from scheduler.engagements.rules.particulars import check_online_address, check_reply_by
from scheduler.invitations.rules import Answer, Answerer, Authority, PartStat
from scheduler.invitations.rules.answers import StandIn
from scheduler.stakeholders.models import Place
from scheduler.stakeholders.queries.records import find

FIELDS = (
    "kind",
    "title",
    "purpose",
    "principals",
    "posts",
    "when",
    "status",
    "handling",
    "place",
    "online_url",
    "reply_by_at",
    "clash_reason",
)
PLACE = ("kind", "id", "text")
ANSWER = ("invitation_id", "answer", "message", "substitute", "about_sequence")
SUBSTITUTE = ("name", "role", "band", "authority", "email")


def new_draft(sent: object) -> EngagementDraft:
    """Of a new engagement. Raises RuleBroken."""
    body = Body.of(sent, FIELDS)
    return _filled(EngagementDraft(kind=EngagementKind.MEETING, title=""), body)


def changed_draft(engagement: Engagement, sent: object) -> tuple[EngagementDraft, int]:
    """The engagement with what was sent, and the version that the sender had read. Raises RuleBroken."""
    body = Body.of(sent, (*FIELDS, "version"))
    return _filled(draft_of(engagement), body), body.number("version")


def answer_of(sent: object) -> tuple[int, Answer]:
    """Whose answer, and what it is. Raises RuleBroken."""
    body = Body.of(sent, ANSWER)
    answer = Answer(
        partstat=body.choice("answer", PartStat.NEEDS_ACTION),
        answered_by=Answerer.OFFICE,
        message=body.text("message"),
        substitute=_stand_in(body.values.get("substitute")),
        about_sequence=body.number("about_sequence", least=0) if body.has("about_sequence") else None,
    )
    return body.number("invitation_id"), answer


def _stand_in(sent: object) -> StandIn | None:
    if sent is None:
        return None
    body = Body.of(sent, SUBSTITUTE)
    authority = body.choice("authority", Authority.NONE)
    return StandIn(body.text("name"), body.text("role"), body.number("band"), authority, body.text("email"))


def _filled(draft: EngagementDraft, body: Body) -> EngagementDraft:
    filled = replace(
        _placed(draft, body),
        kind=body.choice("kind", draft.kind),
        title=body.text("title", draft.title),
        purpose=body.text("purpose", draft.purpose),
        principal_ids=body.numbers("principals") if body.has("principals") else draft.principal_ids,
        post_ids=_posts(body) if body.has("posts") else draft.post_ids,
        when=body.when("when") if body.has("when") else draft.when,
        status=body.choice("status", EngagementStatus.TO_ARRANGE, PLANNABLE) if body.has("status") else draft.status,
        handling=body.choice("handling", draft.handling),
        online_url=body.text("online_url", draft.online_url),
        reply_by_at=body.moment("reply_by_at") if body.has("reply_by_at") else draft.reply_by_at,
        clash_reason=body.text("clash_reason"),
    )
    if body.has("online_url"):
        check_online_address(filled.online_url)
    if body.has("reply_by_at"):
        check_reply_by(filled.reply_by_at, filled.when, "reply_by_at")
    return filled


def _posts(body: Body) -> tuple[int, ...]:
    keys = body.numbers("posts")
    if {post.id for post in posts_of(keys)} != set(keys):
        raise RuleBroken("One of these posts is not known.", "posts")
    return keys


def _placed(draft: EngagementDraft, body: Body) -> EngagementDraft:
    if not body.has("place"):
        return draft
    place = Body.of(body.values["place"], PLACE)
    key = place.number("id") if place.has("id") else None
    if key is not None and find(Place, key) is None:
        raise RuleBroken("This place is not known.", "place")
    return replace(
        draft, place_kind=place.choice("kind", PlaceKind.PARTNER), place_id=key, place_text=place.text("text")
    )

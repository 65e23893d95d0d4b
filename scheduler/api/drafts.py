"""Makes of what another system sent what the services take."""

from dataclasses import replace

from scheduler.api.rules.reading import Body
from scheduler.engagements.calendar import draft_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementDraft, EngagementKind, EngagementStatus, Handling, PlaceKind
from scheduler.invitations.rules import Answer, Answerer, Authority, PartStat
from scheduler.invitations.rules.answers import StandIn

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
        partstat=body.choice("answer", PartStat, PartStat.NEEDS_ACTION),
        answered_by=Answerer.OFFICE,
        message=body.text("message"),
        substitute=_stand_in(body.values.get("substitute")),
        about_sequence=body.number("about_sequence") if body.has("about_sequence") else None,
    )
    return body.number("invitation_id"), answer


def _stand_in(sent: object) -> StandIn | None:
    if sent is None:
        return None
    body = Body.of(sent, SUBSTITUTE)
    authority = body.choice("authority", Authority, Authority.NONE)
    return StandIn(body.text("name"), body.text("role"), body.number("band"), authority, body.text("email"))


def _filled(draft: EngagementDraft, body: Body) -> EngagementDraft:
    status = body.choice("status", EngagementStatus, draft.status or EngagementStatus.TO_ARRANGE)
    return replace(
        _placed(draft, body),
        kind=body.choice("kind", EngagementKind, draft.kind),
        title=body.text("title", draft.title),
        purpose=body.text("purpose", draft.purpose),
        principal_ids=body.numbers("principals") if body.has("principals") else draft.principal_ids,
        post_ids=body.numbers("posts") if body.has("posts") else draft.post_ids,
        when=body.when("when") if body.has("when") else draft.when,
        status=status if body.has("status") else draft.status,
        handling=body.choice("handling", Handling, draft.handling),
        online_url=body.text("online_url", draft.online_url),
        reply_by_at=body.moment("reply_by_at") if body.has("reply_by_at") else draft.reply_by_at,
        clash_reason=body.text("clash_reason"),
    )


def _placed(draft: EngagementDraft, body: Body) -> EngagementDraft:
    if not body.has("place"):
        return draft
    place = Body.of(body.values["place"], PLACE)
    return replace(
        draft,
        place_kind=place.choice("kind", PlaceKind, PlaceKind.PARTNER),
        place_id=place.number("id") if place.has("id") else None,
        place_text=place.text("text"),
    )

"""The list of invitations, one of them, and what an engagement's page says of where it came from."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from scheduler.core.access import Access, allow
from scheduler.core.clock import local_day, utc_now
from scheduler.core.numbers import small_number
from scheduler.core.wording import age_words
from scheduler.engagements.models import Engagement
from scheduler.incoming.models import IncomingInvitation
from scheduler.incoming.queries.covering import proposal_for
from scheduler.incoming.queries.invitations import OPEN, decided, invitations_of, is_past, undecided
from scheduler.incoming.queries.joining import is_on_its_day, joinable
from scheduler.incoming.routes.blueprint import WORDS, incoming, invitation_or_404
from scheduler.incoming.rules.vocabulary import Decision
from scheduler.incoming.service.answering import answer_address, answers_program
from scheduler.incoming.service.changing import is_in_diary


@incoming.get("/invited")
@allow(Access.VIEWER)
def listing() -> ResponseReturnValue:
    """What waits, the longest first; or what was decided."""
    now = utc_now()
    is_open = request.args.get("show") != "decided"
    page = request.args.get("page", 1, type=small_number) or 1
    found, pages = (undecided(), 1) if is_open else decided(page)
    return render_template(
        "incoming/listing.html",
        listed=[(each, age_words(now - each.received_at)) for each in found],
        is_open=is_open,
        page=min(page, pages),
        pages=pages,
        today=local_day(now),
    )


@incoming.get("/invited/<int:incoming_id>")
@allow(Access.VIEWER)
def one(incoming_id: int) -> ResponseReturnValue:
    """One invitation: what they ask, who should go, what was decided."""
    invitation, now = invitation_or_404(incoming_id), utc_now()
    is_open = invitation.decision in OPEN
    same_day = [each for each in joinable(invitation) if is_on_its_day(invitation, each)]
    return render_template(
        "incoming/one.html",
        invitation=invitation,
        age=age_words(now - invitation.received_at),
        proposal=proposal_for(invitation, now=now) if is_open else None,
        may_join=[each for each in same_day if each.id != invitation.engagement_id],
        is_in_diary=is_in_diary(invitation),
        is_past=is_past(invitation, now),
        answers_program=answers_program(invitation),
        answer_address=answer_address(invitation),
        ways=_ways(invitation),
    )


@incoming.app_template_global()
def incoming_facts(engagement: Engagement) -> Markup:
    """Who invited us, for the facts of an engagement; nothing where nobody did."""
    html = render_template("incoming/_facts.html", found=invitations_of(engagement), **WORDS)
    return Markup(html)  # noqa: S704  # a template's output, escaped there


def _ways(invitation: IncomingInvitation) -> tuple[str, ...]:
    """What may still be decided, the likeliest first."""
    return {
        Decision.WAITING: ("accept", "hold", "decline"),
        Decision.HELD: ("accept", "hold", "decline"),
        Decision.ACCEPTED: ("accept", "decline"),
        Decision.DECLINED: ("accept",),
        Decision.CALLED_OFF: (),
    }[invitation.decision]

"""What waits for a person elsewhere: mail to look at, times that partners propose, calls, mail on hold."""

from datetime import datetime

from sqlalchemy import func, select

from scheduler.core.db import db
from scheduler.core.wording import count_words, list_words, moment_words
from scheduler.inbox.queries.triage import count_waiting
from scheduler.invitations.models import CounterProposal
from scheduler.invitations.queries.another_time import open_proposals
from scheduler.invitations.queries.chasers import call_list_count
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from scheduler.today.rules.day import Need, NeedKind


def waiting_needs(now: datetime) -> list[Need]:
    """One line each, and one for each proposal; a fixed number of statements."""
    return [*_held(), *_to_look_at(), *(_proposed(each) for each in open_proposals(now)), *_to_call(now)]


def _held() -> list[Need]:
    """After a restore, or since somebody stopped them."""
    count = db.session.scalar(select(func.count()).where(Notice.state == NoticeState.HELD)) or 0
    if not count:
        return []
    title = f"{count_words(count, 'mail')} {_verb(count, 'is', 'are')} on hold"
    return [Need(NeedKind.HELD, title, "Nothing of it leaves until you decide.", 0)]


def _to_look_at() -> list[Need]:
    count = count_waiting()
    if not count:
        return []
    title = f"{count_words(count, 'mail')} that came in {_verb(count, 'needs', 'need')} a look"
    return [Need(NeedKind.LOOK, title, "Until then nobody’s answer changes.", 0)]


def _proposed(proposal: CounterProposal) -> Need:
    invitation = proposal.invitation
    times = list_words([moment_words(each.starts_at) for each in proposal.times], conjunction="or")
    title = f"{invitation.invitee_label} proposes another time: {invitation.engagement.title}"
    return Need(NeedKind.PROPOSED, title, f"{times}.", proposal.id)


def _to_call(now: datetime) -> list[Need]:
    count = call_list_count(now)
    if not count:
        return []
    title = f"{count_words(count, 'person', 'people')} to telephone"
    return [Need(NeedKind.CALL, title, "They were asked by mail, and still have not answered.", 0)]


def _verb(count: int, one: str, many: str) -> str:
    return one if count == 1 else many

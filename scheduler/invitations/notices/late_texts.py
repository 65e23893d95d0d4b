"""The words of a text about a late change: what, what is new, where the calendar entry is; no more than the mail."""

from scheduler.accounts.queries import the_office
from scheduler.core.clock import local_day, utc_now
from scheduler.engagements.calendar import place_words, when_words
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import OFF_THE_DIARY
from scheduler.invitations.models import InvitationLink
from scheduler.invitations.notices.standing_in import goes_instead, who_comes
from scheduler.invitations.queries import link_by_id
from scheduler.invitations.queries.doors import over_at
from scheduler.invitations.queries.seats import is_of_one_who_left
from scheduler.invitations.service import answer_url
from scheduler.invitations.service.late_texts import COMING, KIND, number_of
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import Mail, register_renderer

LONGEST = 300
"""Characters: two joined text messages."""


def register_late_text_renderer() -> None:
    """Let the outbox write them."""
    register_renderer(KIND, render_late_text)


def render_late_text(notice: Notice) -> Mail | None:
    """None once it is over, changed again, or no concern of this number any more."""
    link = link_by_id(int(notice.payload["link_id"]))
    if link is None or not _is_current(link, notice):
        return None
    engagement = link.invitation.engagement
    subject, news = _said(engagement, notice)
    short = fitted(f"{the_office().short_name}: {subject}{news}", f"Details and calendar entry: {answer_url(link)}")
    return Mail(subject=subject, text=short, html="", short=short)


def fitted(words: str, ending: str) -> str:
    """Both within one text; the words are cut, never the address at the end."""
    room = LONGEST - len(ending) - 1
    return f"{words if len(words) <= room else words[: room - 1].rstrip() + '…'} {ending}"


def _said(engagement: Engagement, notice: Notice) -> tuple[str, str]:
    """The subject, and the sentences after it."""
    title, when, change = engagement.title, when_words(engagement), notice.payload["change"]
    if change == "cancellation":
        return f"Cancelled: {title}", f", {when}, will not take place. We are sorry."
    if change == "postponement":
        return f"Postponed: {title}", ". It will not take place on the day planned; a new date will follow."
    if change == "stand_in":
        return f"Updated: {title}", f", {when}. {who_comes(notice.payload)}"
    return f"Updated: {title}", f". It is now {when}, {place_words(engagement)}."


def _is_current(link: InvitationLink, notice: Notice) -> bool:
    invitation, now = link.invitation, utc_now()
    engagement = invitation.engagement
    ended_at = over_at(engagement)
    if link.revoked_at is not None or invitation.withdrawn_at is not None or is_of_one_who_left(link, local_day(now)):
        return False
    if notice.payload["sequence"] != engagement.sequence or (ended_at is not None and ended_at <= now):
        return False
    return _still_says(engagement, notice) and _still_theirs(link, notice)


def _still_says(engagement: Engagement, notice: Notice) -> bool:
    change = notice.payload["change"]
    if change == "stand_in":
        return goes_instead(engagement, notice.payload)
    return (engagement.status in OFF_THE_DIARY) == (change in {"cancellation", "postponement"})


def _still_theirs(link: InvitationLink, notice: Notice) -> bool:
    """Whoever has sent apologies since, or has another number, gets no text at this one."""
    return link.invitation.partstat in COMING and number_of(link.invitation) == notice.recipient_address

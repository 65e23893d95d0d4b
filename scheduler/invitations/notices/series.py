"""One mail for a whole series: a calendar gets it as one repeating entry."""

from dataclasses import replace
from datetime import datetime

from scheduler.accounts.queries import the_office
from scheduler.core.clock import local_day, utc_now
from scheduler.core.current import current_settings
from scheduler.engagements.calendar import when_words
from scheduler.engagements.models import EngagementSeries, SeriesOccurrence
from scheduler.engagements.queries.series import is_ahead, series_of
from scheduler.engagements.rules import OFF_THE_DIARY
from scheduler.engagements.rules.series import rule_words
from scheduler.engagements.series_calendar import repeating
from scheduler.ical.itip import Attendee, Method, Organizer
from scheduler.ical.series import series_file, series_request
from scheduler.invitations.models import InvitationLink
from scheduler.invitations.notices import letters
from scheduler.invitations.notices.facts import entry_of, polite_name
from scheduler.invitations.notices.letter import Addressee, CalendarPart, Letter, render_letter
from scheduler.invitations.queries.series import KIND, covered_links
from scheduler.invitations.service import answer_url
from scheduler.invitations.service.reply_addresses import organizer_of
from scheduler.outbox.message import wire_address
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import Mail, register_renderer


def register_series_renderer() -> None:
    """Give the outbox the kind of mail that brings a series."""
    register_renderer(KIND, _render)


def _render(notice: Notice) -> Mail | None:
    links = [each for each in covered_links(notice) if each.invitation.engagement.status not in OFF_THE_DIARY]
    series = series_of(links[0].invitation.engagement) if links else None
    if series is None:
        return None
    places = {each.engagement_id: each for each in series.occurrences}
    kept = [places[link.invitation.engagement_id] for link in links]
    now = utc_now()
    ahead = [link for link in links if is_ahead(link.invitation.engagement, now)]
    if not ahead:
        return None
    return render_letter(_letter(ahead, series), the_office(), _part(links[0], series, kept, now))


def _letter(links: list[InvitationLink], series: EngagementSeries) -> Letter:
    """Of those to come; the entry also keeps those that its UID brought to the calendar before."""
    lead = links[0]
    invitation = lead.invitation
    reader = Addressee(invitation.invitee_label, polite_name(invitation.person), lead.audience, lead.name)
    occasion = letters.Occasion(
        invitation.engagement, reader, answer_url(lead), utc_now(), by_calendar=current_settings().reads_replies
    )
    single = letters.invitation(occasion)
    rule = rule_words(local_day(series.occurrences[0].recurs_at), series.unit, series.every)
    days = tuple((when_words(link.invitation.engagement), answer_url(link)) for link in links)
    facts = tuple((name, value) for name, value in occasion.facts if name not in {"When", "Answer by"})
    return replace(
        single,
        opening=(*single.opening, f"It takes place {rule}, {len(links)} times. Each day has its own link to answer."),
        facts=(*facts, *days),
        button=None,
    )


def _part(lead: InvitationLink, series: EngagementSeries, kept: list[SeriesOccurrence], now: datetime) -> CalendarPart:
    """The rule alone: programs read one entry of a message, and what differs follows by itself."""
    entry = repeating(series, kept, entry_of)
    if not current_settings().reads_replies:
        return CalendarPart(series_file(entry))
    entry = replace(entry, master=replace(entry.master, stamped_at=now))
    organizer: Organizer = organizer_of(lead)
    attendee = Attendee(address=wire_address(lead.address), name=lead.name)
    return CalendarPart(series_request(entry, organizer, attendee), Method.REQUEST, organizer.address)

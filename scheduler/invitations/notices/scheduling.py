"""The calendar part of a mail: a scheduling message where somebody reads what programs answer, else a plain entry.

An end is told in the language in which the address was invited, though the mode has changed since: only CANCEL takes
out of a calendar what REQUEST put in, and nobody who was told plainly learns of an organizer by a cancellation.
"""

from dataclasses import replace
from datetime import datetime
from enum import Enum, auto

from scheduler.core.current import current_settings
from scheduler.engagements.calendar import when_of
from scheduler.engagements.queries.series import entry_place
from scheduler.engagements.rules import OFF_THE_DIARY
from scheduler.engagements.series_calendar import at_place, entry_file
from scheduler.ical.event import CalendarEvent, Status
from scheduler.ical.itip import Attendee, Method, cancel, request
from scheduler.ical.series import exception_cancel, exception_request
from scheduler.invitations.models import InvitationLink
from scheduler.invitations.notices.facts import entry_of
from scheduler.invitations.notices.letter import CalendarPart
from scheduler.invitations.queries import standing_reply
from scheduler.invitations.queries.substitutes import own_answer, principal_address
from scheduler.invitations.rules import Audience, PartStat, is_about_earlier_time
from scheduler.invitations.service.reply_addresses import known_organizer, organizer_of
from scheduler.outbox.message import wire_address


class Entry(Enum):
    """What a kind of mail does to the reader's calendar."""

    NONE = auto()
    ASKS = auto()
    """Puts the engagement in, or brings it up to date."""
    ECHOES = auto()
    """Tells a calendar that was asked what was answered by another way."""
    ENDS = auto()


def calendar_part(link: InvitationLink, entry: Entry, now: datetime) -> CalendarPart | None:
    """What this mail brings to the calendar of the link's address; None while there is no date."""
    if entry is Entry.NONE or when_of(link.invitation.engagement) is None:
        return None
    if entry is Entry.ENDS:
        return _end(link, now)
    if entry is Entry.ECHOES:
        return _request(link, now) if may_echo(link) else None
    return _request(link, now) if current_settings().reads_replies else CalendarPart(_plain(link, _event(link)))


def may_echo(link: InvitationLink) -> bool:
    """Whether the answer goes to this calendar: it was asked, we read it, and its copy is of the present plan."""
    invitation = link.invitation
    return (
        current_settings().reads_replies
        and link.organizer is not None
        and invitation.answered_sequence == invitation.engagement.sequence
        and invitation.engagement.status not in OFF_THE_DIARY
    )


def attendee_of(link: InvitationLink) -> Attendee:
    """The reader as their calendar knows them, with the answer about the present plan."""
    if link.audience is Audience.SUBSTITUTE:
        return Attendee(
            address=wire_address(link.address),
            name=link.name,
            partstat=str(own_answer(link)),
            delegated_from=wire_address(principal_address(link.invitation)),
        )
    partstat = present_answer(link)
    return Attendee(
        address=wire_address(link.address),
        name=link.name,
        partstat=str(partstat),
        delegated_to=_delegate(link) if partstat is PartStat.DELEGATED else "",
    )


def present_answer(link: InvitationLink) -> PartStat:
    """The answer that counts for the plan as it is now; one about an earlier plan is asked for again."""
    invitation = link.invitation
    if link.audience is Audience.SUBSTITUTE:
        return own_answer(link)
    sequence = invitation.engagement.sequence
    is_stale = is_about_earlier_time(invitation.partstat, invitation.answered_sequence, sequence)
    return PartStat.NEEDS_ACTION if is_stale else invitation.partstat


def _delegate(link: InvitationLink) -> str:
    reply = standing_reply(link.invitation)
    address = reply.substitution.address if reply is not None and reply.substitution is not None else None
    return wire_address(address) if address else ""


def _request(link: InvitationLink, now: datetime) -> CalendarPart:
    organizer, event, attendee = organizer_of(link), _stamped(link, now), attendee_of(link)
    place = entry_place(link.invitation.engagement)
    content = (
        request(event, organizer, attendee)
        if place is None
        else exception_request(at_place(event, place), organizer, attendee)
    )
    return CalendarPart(content, Method.REQUEST, organizer.address)


def _end(link: InvitationLink, now: datetime) -> CalendarPart:
    # An address that we cannot be sure to have reached was asked in the language of today, if at all.
    was_asked = link.organizer is not None or (link.told_sequence is None and current_settings().reads_replies)
    if not was_asked:
        return CalendarPart(_plain(link, replace(_event(link), status=Status.CANCELLED)))
    organizer, event, attendee = known_organizer(link), _stamped(link, now), attendee_of(link)
    place = entry_place(link.invitation.engagement)
    content = (
        cancel(event, organizer, attendee)
        if place is None
        else exception_cancel(at_place(event, place), organizer, attendee)
    )
    return CalendarPart(content, Method.CANCEL, organizer.address)


def _plain(link: InvitationLink, event: CalendarEvent) -> bytes:
    return entry_file(event, entry_place(link.invitation.engagement))


def _stamped(link: InvitationLink, now: datetime) -> CalendarEvent:
    """With a METHOD, DTSTAMP says when the message was made (RFC 5545 3.8.7.2): of two the later one counts."""
    return replace(_event(link), stamped_at=now)


def _event(link: InvitationLink) -> CalendarEvent:
    return entry_of(link.invitation.engagement)

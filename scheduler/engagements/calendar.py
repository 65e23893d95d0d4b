"""An engagement as a calendar shows it, and its time and place in plain words. Never an address, a number or a need."""

from datetime import datetime, timedelta

from scheduler.core.clock import start_of_day
from scheduler.core.errors import RuleBroken
from scheduler.core.wording import day_span_words, list_words, span_words
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import CalendarFace, Detail, EngagementDraft, PlaceKind, calendar_status
from scheduler.ical.event import AllDay, CalendarEvent, Timed
from scheduler.stakeholders.models import Place

NO_DATE = "No date yet"
NO_PLACE = "Place to be agreed"
BUSY_TITLE = "Busy"


def when_of(engagement: Engagement) -> Timed | AllDay | None:
    """Its time as a value; None while it has no date."""
    if engagement.starts_at is not None and engagement.ends_at is not None:
        return Timed(engagement.starts_at, engagement.ends_at)
    if engagement.starts_on is not None and engagement.ends_on is not None:
        return AllDay(engagement.starts_on, engagement.ends_on)
    return None


def words_of_when(when: Timed | AllDay | None) -> str:
    """“Tuesday 6 October 2026, 2pm to 3pm”, or that there is no date yet."""
    if when is None:
        return NO_DATE
    if isinstance(when, Timed):
        return span_words(when.starts_at, when.ends_at)
    return day_span_words(when.first_on, when.last_on)


def when_words(engagement: Engagement) -> str:
    """“Tuesday 6 October 2026, 2pm to 3pm”, or that there is no date yet."""
    return words_of_when(when_of(engagement))


def place_words(engagement: Engagement) -> str:
    """“Committee room 2, Parkside, Station Approach, Melton Mowbray, LE13 1GH”, “Online”, or that it is open."""
    if engagement.place_kind is PlaceKind.ONLINE:
        return "Online"
    parts = [engagement.place_text]
    if engagement.place is not None:
        parts += _address_parts(engagement.place)
    return ", ".join(part for part in parts if part) or NO_PLACE


def face_of(engagement: Engagement) -> CalendarFace:
    """What makes people look again when it changes."""
    return CalendarFace(
        when_of(engagement), place_words(engagement), engagement.online_url, calendar_status(engagement.status)
    )


def has_begun(engagement: Engagement, now: datetime) -> bool:
    """Whether its first moment is past; never for one without a date."""
    when = when_of(engagement)
    return when is not None and _bounds(when)[0] <= now


def is_near(when: Timed | AllDay | None, now: datetime, span: timedelta) -> bool:
    """Whether it begins within the span, or goes on just now."""
    if when is None:
        return False
    starts_at, ends_at = _bounds(when)
    return starts_at - span <= now < ends_at


def _bounds(when: Timed | AllDay) -> tuple[datetime, datetime]:
    if isinstance(when, Timed):
        return when.starts_at, when.ends_at
    return start_of_day(when.first_on), start_of_day(when.last_on + timedelta(days=1))


def draft_of(engagement: Engagement) -> EngagementDraft:
    """The engagement as a draft that changes nothing; `status` stays by the rules."""
    return EngagementDraft(
        kind=engagement.kind,
        title=engagement.title,
        principal_ids=tuple(each.id for each in engagement.principals),
        post_ids=tuple(each.id for each in engagement.posts),
        when=when_of(engagement),
        purpose=engagement.purpose,
        handling=engagement.handling,
        place_kind=engagement.place_kind,
        place_id=engagement.place_id,
        place_text=engagement.place_text,
        online_url=engagement.online_url,
        reply_by_at=engagement.reply_by_at,
    )


def calendar_event(engagement: Engagement, detail: Detail) -> CalendarEvent:
    """The entry at one level of detail. Raises RuleBroken while the engagement has no date."""
    when = when_of(engagement)
    if when is None:
        raise RuleBroken("An engagement without a date is in no calendar.")
    full, titled = detail is Detail.FULL, detail is not Detail.BUSY
    return CalendarEvent(
        uid=engagement.uid,
        sequence=engagement.sequence,
        stamped_at=engagement.revised_at,
        created_at=engagement.created_at,
        modified_at=engagement.revised_at,
        when=when,
        summary=engagement.title if titled else BUSY_TITLE,
        description=_description(engagement) if full else "",
        location=place_words(engagement) if titled else "",
        url=engagement.online_url if full else "",
        status=calendar_status(engagement.status),
    )


def _description(engagement: Engagement) -> str:
    partners = [post.full_title for post in engagement.posts]
    ours = [principal.title for principal in engagement.principals]
    parts = [
        engagement.purpose,
        f"With: {'; '.join(partners)}" if partners else "",
        f"From us: {list_words(ours)}" if ours else "",
    ]
    return "\n\n".join(part for part in parts if part)


def _address_parts(place: Place) -> list[str]:
    """Name, address, town and postcode, without saying a town or postcode twice."""
    parts = [place.name]
    for part in (place.address, place.town, place.postcode):
        if part and not any(part.casefold() in said.casefold() for said in parts):
            parts.append(part)
    return parts

"""An engagement as one invitee may know it: never another invitee's name, post or address."""

from dataclasses import replace
from datetime import datetime

from scheduler.core.wording import list_words, moment_words
from scheduler.engagements.calendar import calendar_event, place_words, when_of, when_words
from scheduler.engagements.models import Engagement
from scheduler.engagements.queries.series import entry_place
from scheduler.engagements.rules import Detail, Handling
from scheduler.engagements.series_calendar import entry_file
from scheduler.ical.event import CalendarEvent
from scheduler.invitations.rules import ANSWER_WORDS, AUTHORITY_WORDS, BAND_WORDS, Answer, PartStat
from scheduler.stakeholders.models import Person

Facts = tuple[tuple[str, str], ...]


def polite_name(person: Person | None) -> str:
    """“Councillor Rowan Ashdown”: how a mail addresses somebody; honours stay on envelopes."""
    return full_name(person.honorific, person.name) if person else ""


def full_name(honorific: str | None, name: str | None) -> str:
    """The same from its parts; None where nobody is known."""
    return f"{honorific or ''} {name or ''}".strip()


def host_words(engagement: Engagement) -> str:
    """“the Commissioner and the Chief Constable”: ours, whom the invitee will meet."""
    return list_words([f"the {principal.title}" for principal in engagement.principals])


def capitalised(words: str) -> str:
    """The first letter large; the others stay as they are."""
    return words[:1].upper() + words[1:]


def shared_purpose(engagement: Engagement) -> str:
    """What it is about, unless its handling keeps that in the office."""
    return "" if engagement.handling is Handling.OFFICIAL_SENSITIVE else engagement.purpose


def answer_by_words(engagement: Engagement, now: datetime) -> str:
    """The deadline in words; empty when there is none or it has passed."""
    reply_by = engagement.reply_by_at
    return moment_words(reply_by) if reply_by is not None and reply_by > now else ""


def engagement_facts(engagement: Engagement, now: datetime) -> Facts:
    """What, with whom, when, where, and until when to answer."""
    return (
        ("What", engagement.title),
        ("With", capitalised(host_words(engagement))),
        ("When", when_words(engagement)),
        ("Where", place_words(engagement)),
        ("Online address", engagement.online_url),
        ("About", shared_purpose(engagement)),
        ("Answer by", answer_by_words(engagement, now)),
    )


def answer_facts(answer: Answer) -> Facts:
    """An answer line by line, the substitute's part included."""
    stand_in = answer.substitute
    if stand_in is None:
        return (("Answer", ANSWER_WORDS[answer.partstat]), ("Message", answer.message))
    return (
        ("Answer", ANSWER_WORDS[PartStat.DELEGATED]),
        ("Who will come", f"{stand_in.name}, {stand_in.role}"),
        ("Their e-mail address", stand_in.address),
        ("How senior", BAND_WORDS[stand_in.band]),
        ("Can commit the organisation", AUTHORITY_WORDS[stand_in.authority]),
        ("Message", answer.message),
    )


def in_place_facts(answer: Answer) -> Facts:
    """A substitute's own answer, to themselves: whether they come, and nothing of how they were described."""
    said = PartStat.DECLINED if answer.partstat is PartStat.DECLINED else PartStat.ACCEPTED
    return (("Answer", ANSWER_WORDS[said]), ("Message", answer.message))


def calendar_entry(engagement: Engagement) -> bytes | None:
    """The entry to keep: no METHOD, nobody's name but ours; None while there is no date."""
    return entry_file(entry_of(engagement), entry_place(engagement)) if when_of(engagement) is not None else None


def entry_of(engagement: Engagement) -> CalendarEvent:
    """The same as a value, for one that has a date."""
    event = calendar_event(engagement, Detail.TITLE)
    hosts = host_words(engagement)
    parts = (shared_purpose(engagement), f"With {hosts}" if hosts else "")
    description = "\n\n".join(part for part in parts if part)
    return replace(event, description=description, url=engagement.online_url)

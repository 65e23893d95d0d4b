"""The last meetings with the partner, and what was promised both ways."""

from collections.abc import Iterable

from scheduler.briefs.rules.facts import Facts, PastMeeting, Promise, Told
from scheduler.briefs.rules.lines import Line, Section, capped, shortened
from scheduler.core.wording import day_words

OUTCOME, AGREED, ACTION = 220, 140, 120
MOST_OPEN, MOST_DONE = 5, 2
MANY = "Many partners take part: see the page of each."


def meetings_section(facts: Facts) -> Section:
    """The last ones, newest first; an outcome that nobody wrote is a gap."""
    if not facts.has_partners:
        return Section("Last meetings", ())
    if facts.has_many_partners:
        return Section("Last meetings", (Line(words=MANY),))
    if not facts.meetings:
        return Section("Last meetings", (Line(words="No earlier meeting with them is on record."),))
    lines = [_meeting(each) for each in facts.meetings]
    gaps = [_missing(each) for each in facts.meetings if each.told is not Told.WRITTEN]
    return Section("Last meetings", tuple(lines), tuple(gaps))


def promise_sections(facts: Facts) -> list[Section]:
    """What we owe, what they owe; what was done since comes last."""
    if facts.has_many_partners or not facts.has_partners:
        return []
    ours = [each for each in facts.promises if each.is_ours]
    theirs = [each for each in facts.promises if not each.is_ours]
    return [Section("We promised", _promised(ours)), Section("They promised", _promised(theirs))]


def _meeting(meeting: PastMeeting) -> Line:
    words = f"{day_words(meeting.on)}: {shortened(meeting.title, 90)}"
    href = f"/engagements/{meeting.engagement_id}"
    agreed = f"Agreed: {shortened(meeting.agreed, AGREED)}" if meeting.agreed else ""
    is_gap = meeting.told is not Told.WRITTEN
    told = _missing(meeting) if is_gap else shortened(meeting.outcome, OUTCOME)
    return Line(words=words, detail=f"{told} {agreed}".strip(), is_gap=is_gap, href=href)


def _missing(meeting: PastMeeting) -> str:
    if meeting.told is Told.UNMARKED:
        return f"Nobody has said whether it was held on {day_words(meeting.on)}."
    return f"No outcome was written on {day_words(meeting.on)}."


def _promised(promises: Iterable[Promise]) -> tuple[Line, ...]:
    listed = list(promises)
    still_open = [_action(each) for each in listed if not each.is_done]
    done = [_action(each) for each in listed if each.is_done][:MOST_DONE]
    if not listed:
        return (Line(words="Nothing is on record."),)
    if not still_open:
        return (Line(words="Nothing is open."), *done)
    return (*capped(still_open, MOST_OPEN, "more action"), *done)


def _action(promise: Promise) -> Line:
    details = [
        promise.owner,
        promise.due or ("" if promise.is_done else "no day set"),
        f"agreed on {day_words(promise.agreed_on)}" if promise.agreed_on else "",
    ]
    words = shortened(promise.words, ACTION)
    return Line(
        words=f"Done: {words}" if promise.is_done else words,
        detail="; ".join(each for each in details if each),
        is_late=promise.is_late,
        href=f"/actions/{promise.action_id}",
    )

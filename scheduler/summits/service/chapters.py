"""What the summit was called and when it was to be: kept by itself on a rename or a move, and by hand."""

from dataclasses import replace
from datetime import date, datetime

from scheduler.audit.service import record
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.values import dataclass
from scheduler.core.wording import day_words
from scheduler.engagements.calendar import draft_of, when_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import OFF_THE_DIARY
from scheduler.engagements.rules.spans import days_of_time
from scheduler.engagements.service import edit_engagement
from scheduler.summits.models import Summit, SummitChapter


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterDraft:
    """What the office knows of an earlier name or date."""

    known_on: date
    title: str
    date_words: str = ""
    reason: str = ""


def date_words_of(engagement: Engagement) -> str:
    """“21 October 2026”, “21 October 2026 to 22 October 2026”; empty while no day stands."""
    when = when_of(engagement)
    if when is None or engagement.status in OFF_THE_DIARY:
        return ""
    first, last = (day_words(day) for day in days_of_time(when))
    return first if first == last else f"{first} to {last}"


def follow_change(summit: Summit, *, reason: str, now: datetime) -> None:
    """After a change of the engagement: a new chapter when its name or its day is another.

    Words for an open date stay until a day takes their place, or a day is given up.
    """
    words = date_words_of(summit.engagement)
    last = summit.chapters[-1] if summit.chapters else None
    if last is not None and not words and when_of(summit.engagement) is None:
        words = last.date_words
    if last is None or (last.title, last.date_words) != (summit.engagement.title, words):
        _added(summit, _present(summit, words, reason, now))


def explain_change(summit: Summit, known: int, reason: str, date_words: str | None, *, now: datetime) -> SummitChapter:
    """The change just made gets its reason, and words for a date that is not one day.

    `known`: how many chapters there were before; when the engagement itself stayed as it is, the words make a new one.
    Two changes of one day for one reason are one chapter.
    """
    words = date_words_of(summit.engagement) if date_words is None else date_words
    if len(summit.chapters) == known:
        chapter = _added(summit, _present(summit, words, reason, now))
    else:
        chapter = summit.chapters[-1]
        _fill(chapter, _present(summit, words, reason, now))
    before = summit.chapters[-2] if len(summit.chapters) > 1 else None
    if before is not None and (before.known_on, before.reason) == (chapter.known_on, chapter.reason):
        summit.chapters.remove(before)
    db.session.flush()
    return chapter


def rename(summit: Summit, title: str, reason: str, *, now: datetime) -> None:
    """Another name, in every calendar; the old one stays in the history. Raises RuleBroken without name or reason."""
    if not clean_line(reason):
        raise RuleBroken("Enter the reason: it stands in the summit’s history.", "reason")
    if clean_line(title) == summit.engagement.title:
        raise RuleBroken("That is its name already.", "title")
    words, known = (summit.chapters[-1].date_words if summit.chapters else ""), len(summit.chapters)
    edit_engagement(summit.engagement, replace(draft_of(summit.engagement), title=title), now=now)
    explain_change(summit, known, reason, words, now=now)


def add_chapter(summit: Summit, draft: ChapterDraft, *, now: datetime) -> SummitChapter:
    """What was known on a past day. Raises RuleBroken without a name, and for a day to come."""
    _check(draft, now)
    chapter = _added(summit, draft)
    record("summit.history", "engagement", summit.engagement_id, f"Noted that it was {chapter_words(chapter)}")
    return chapter


def change_chapter(summit: Summit, chapter: SummitChapter, draft: ChapterDraft, *, now: datetime) -> None:
    """Put a chapter right. Raises RuleBroken as `add_chapter`."""
    _check(draft, now)
    before = chapter_words(chapter)
    _fill(chapter, draft)
    db.session.flush()
    db.session.expire(summit, ["chapters"])
    words = f"Put its history right: {chapter_words(chapter)}"
    details = {"before": {"Known": before}, "after": {"Known": chapter_words(chapter)}}
    record("summit.history", "engagement", summit.engagement_id, words, details=details)


def remove_chapter(summit: Summit, chapter: SummitChapter) -> None:
    """Take a chapter out. Raises RuleBroken for the last one: it says what the summit is now."""
    if chapter is summit.chapters[-1]:
        raise RuleBroken("This is what it is called and when it is now: it stays. Change its reason instead.")
    words = chapter_words(chapter)
    summit.chapters.remove(chapter)
    db.session.flush()
    record("summit.history", "engagement", summit.engagement_id, f"Took out of its history: {words}")


def chapter_words(chapter: SummitChapter) -> str:
    """“Partnership Summit”, early October 2014, known on 14 July 2014."""
    when = f", {chapter.date_words}" if chapter.date_words else ", date not known"
    return f"“{chapter.title}”{when}, known on {day_words(chapter.known_on)}"


def _present(summit: Summit, words: str, reason: str, now: datetime) -> ChapterDraft:
    """What it is called and when it is meant to be from today on."""
    return ChapterDraft(known_on=local_day(now), title=summit.engagement.title, date_words=words, reason=reason)


def _check(draft: ChapterDraft, now: datetime) -> None:
    if not clean_line(draft.title):
        raise RuleBroken("Enter what it was called then.", "title")
    if draft.known_on > local_day(now):
        raise RuleBroken("That day is still to come. Enter the day from which it was known.", "known_on")


def _added(summit: Summit, draft: ChapterDraft) -> SummitChapter:
    chapter = SummitChapter(summit_id=summit.id)
    _fill(chapter, draft)
    db.session.add(chapter)
    db.session.flush()
    db.session.refresh(summit, ["chapters"])
    return chapter


def _fill(chapter: SummitChapter, draft: ChapterDraft) -> None:
    chapter.known_on, chapter.title = draft.known_on, clean_line(draft.title)[:200]
    chapter.date_words, chapter.reason = clean_line(draft.date_words)[:120], clean_line(draft.reason)[:500]

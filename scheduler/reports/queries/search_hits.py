"""How a find of each kind is shown: its title, where it leads, and what it says."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote

from scheduler.actions.models import Action
from scheduler.actions.queries import owner_words
from scheduler.engagements.diary import first_day_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import STATUS_WORDS, Handling
from scheduler.incoming.models import IncomingInvitation
from scheduler.incoming.queries.invitations import day_of as invited_for
from scheduler.records.models import EngagementRecord, GiftOffer, Paper, RecordNote
from scheduler.records.queries.gifts import giver_words
from scheduler.reports.models import PanelReport
from scheduler.reports.rules.search import Hit, excerpt
from scheduler.representation.models import ReportBack
from scheduler.stakeholders.models import Body, Organisation, Person, Post
from scheduler.strands.models import Strand
from scheduler.undertakings.models import Undertaking
from scheduler.undertakings.rules.vocabulary import STATE_WORDS


def engagement_hit(found: Engagement, words: Sequence[str]) -> Hit:
    """By its title."""
    said = [found.purpose, found.place_text, found.outcome_reason]
    partners = "; ".join(post.full_title for post in found.posts[:3])
    about = ", ".join(part for part in (STATUS_WORDS[found.status], partners) if part)
    return replace(_of(found, found.title, f"/engagements/{found.id}", said, words), about=about)


def record_hit(found: EngagementRecord, words: Sequence[str]) -> Hit:
    """By the engagement that it is about."""
    said = [
        found.outcome,
        found.agreed,
        found.risk_words,
        found.media_words,
        found.lines_to_take,
        found.initiated_words,
    ]
    return _of(found.engagement, found.engagement.title, f"/engagements/{found.engagement_id}", said, words)


def note_hit(found: RecordNote, words: Sequence[str]) -> Hit:
    """By its kind."""
    title, said = f"{found.kind.capitalize()}: {found.engagement.title}", [found.words, found.closed_words]
    about = "Closed" if found.closed_on else "Open"
    return replace(_of(found.engagement, title, f"/engagements/{found.engagement_id}", said, words), about=about)


def action_hit(found: Action, words: Sequence[str]) -> Hit:
    """By who does it."""
    said = [found.words, found.heading]
    title = f"{owner_words(found)}: {found.engagement.title}"
    return _of(found.engagement, title, f"/actions/{found.id}", said, words)


def paper_hit(found: Paper, words: Sequence[str]) -> Hit:
    """By its title; opening it saves the file."""
    hit = _of(found.engagement, found.title, f"/engagements/{found.engagement_id}", [found.upload.file_name], words)
    is_sensitive = hit.is_sensitive or found.handling is Handling.OFFICIAL_SENSITIVE
    return replace(hit, about=found.engagement.title, is_sensitive=is_sensitive)


def report_back_hit(found: ReportBack, words: Sequence[str]) -> Hit:
    """By the meeting at which somebody sat for us."""
    href = f"/engagements/{found.engagement_id}"
    return replace(_of(found.engagement, found.engagement.title, href, [found.words], words), about=found.owed_by)


def offer_hit(found: GiftOffer, words: Sequence[str]) -> Hit:
    """By what was offered; it leads to the list that every reader may see, narrowed to it."""
    is_sensitive = found.engagement is not None and found.engagement.handling is Handling.OFFICIAL_SENSITIVE
    return Hit(
        title=found.what,
        href=f"/gifts?text={quote(found.what)}",
        excerpt=excerpt([found.reason], words),
        about=giver_words(found),
        on=found.offered_on,
        is_sensitive=is_sensitive,
    )


def undertaking_hit(found: Undertaking, words: Sequence[str]) -> Hit:
    """By what was promised."""
    said = [found.closing_words, found.source_reference, *(each.words for each in found.evidence)]
    href, about = f"/evidence/undertakings/{found.id}", f"{found.source}, {STATE_WORDS[found.state].lower()}"
    title = " ".join(found.words.split())
    return Hit(title=title, href=href, excerpt=excerpt(said, words), about=about, on=found.source_on)


def home_hit(found: Organisation | Body, words: Sequence[str]) -> Hit:
    """By its name."""
    href = f"/partners/{'organisations' if isinstance(found, Organisation) else 'bodies'}/{found.id}"
    about = f"{found.kind.capitalize()}{', ended' if found.ended_on else ''}"
    return Hit(title=found.name, href=href, excerpt=excerpt([found.notes], words), about=about)


def post_hit(found: Post, _words: Sequence[str]) -> Hit:
    """By its title and home."""
    return Hit(title=found.full_title, href=f"/partners/posts/{found.id}", about="Ended" if found.ended_on else "")


def person_hit(found: Person, words: Sequence[str]) -> Hit:
    """By their name, with what they hold or held last."""
    held = found.tenures[0].post.full_title if found.tenures else ""
    href = f"/partners/people/{found.id}"
    return Hit(title=found.full_name, href=href, excerpt=excerpt([found.notes], words), about=held)


def report_hit(found: PanelReport, words: Sequence[str]) -> Hit:
    """By its title, with what was written into it."""
    said = [text for each in found.narratives for text in (each.words, each.heading)]
    href = f"/evidence/reports/{found.id}"
    about = found.state.capitalize()
    return Hit(title=found.title, href=href, excerpt=excerpt(said, words), about=about, on=found.meeting_on)


def strand_hit(found: Strand, words: Sequence[str]) -> Hit:
    """By its title."""
    href = f"/evidence/strands/{found.id}"
    return Hit(title=found.title, href=href, excerpt=excerpt([found.words], words), on=found.started_on)


def incoming_hit(found: IncomingInvitation, words: Sequence[str]) -> Hit:
    """By its title."""
    said = [found.words, found.host_words, found.place_text]
    is_sensitive = found.engagement is not None and found.engagement.handling is Handling.OFFICIAL_SENSITIVE
    return Hit(
        title=found.title,
        href=f"/invited/{found.id}",
        excerpt=excerpt(said, words),
        on=invited_for(found),
        is_sensitive=is_sensitive,
    )


def _of(engagement: Engagement, title: str, href: str, said: Sequence[str], words: Sequence[str]) -> Hit:
    """Of something that hangs on an engagement: on its day, under its marking."""
    is_sensitive = engagement.handling is Handling.OFFICIAL_SENSITIVE
    return Hit(
        title=title, href=href, excerpt=excerpt(said, words), on=first_day_of(engagement), is_sensitive=is_sensitive
    )

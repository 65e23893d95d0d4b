"""What other pages show of the record: an engagement's page, a partner's file."""

from flask import render_template
from markupsafe import Markup

from scheduler.core.clock import utc_now
from scheduler.engagements.calendar import has_begun
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import OVER, EngagementStatus
from scheduler.records.queries.gifts import gifts_of, giver_words, recipient_words
from scheduler.records.queries.notes import closed_notes, notes_of, open_notes
from scheduler.records.queries.papers import papers_of
from scheduler.records.queries.presence import people_in
from scheduler.records.queries.records import record_of
from scheduler.records.routes.blueprint import records, rights
from scheduler.records.rules.gifts import DECISION_WORDS, pounds_words
from scheduler.records.rules.vocabulary import INITIATOR_WORDS
from scheduler.stakeholders.models import Body, Organisation

CLOSED_SHOWN = 10


@records.app_template_global()
def record_panel(engagement: Engagement) -> Markup:
    """What is written about it, and what is still to be."""
    is_over = engagement.status in OVER
    people = people_in(engagement)
    html = render_template(
        "records/_panel.html",
        engagement=engagement,
        written=record_of(engagement),
        notes=notes_of(engagement),
        gifts=gifts_of(engagement),
        papers=papers_of(engagement),
        people=people if any(each.is_written for each in people) else (),
        is_over=is_over,
        may_be_written=is_over or (engagement.status is EngagementStatus.AGREED and has_begun(engagement, utc_now())),
        initiator_words=INITIATOR_WORDS,
        decision_words=DECISION_WORDS,
        pounds_words=pounds_words,
        giver_words=giver_words,
        recipient_words=recipient_words,
        **rights(),
    )
    return Markup(html)  # noqa: S704  # a template's output, escaped there


@records.app_template_global()
def record_file(home: Organisation | Body) -> Markup:
    """What was raised with a partner and is open; what was closed, the last first."""
    opened, closed = open_notes(home), closed_notes(home)
    if not opened and not closed:
        return Markup()
    html = render_template("records/_file.html", opened=opened, closed=closed[:CLOSED_SHOWN], **rights())
    return Markup(html)  # noqa: S704  # a template's output, escaped there

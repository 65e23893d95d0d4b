"""Attach a file to an engagement, correct what it is called, take it away."""

from datetime import datetime

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import Handling
from scheduler.records.models import Paper
from scheduler.records.queries.papers import papers_of
from scheduler.uploads.service import KeptFile, add_upload, remove_upload

TITLE = 200
MOST_PAPERS = 100


def attach_paper(
    engagement: Engagement, kept: KeptFile, title: str, handling: Handling, *, by: str, now: datetime
) -> Paper:
    """A paper of the engagement; the very bytes of one that is there already are that one. Raises RuleBroken."""
    there = papers_of(engagement)
    for paper in there:
        if paper.upload.sha256 == kept.sha256:
            return paper  # sent twice; the second copy is swept away
    if len(there) >= MOST_PAPERS:
        raise RuleBroken(f"There are {MOST_PAPERS} papers already. Remove one first.", "file")
    called = clean_line(title) or kept.file_name
    if len(called) > TITLE:
        raise RuleBroken(f"Use {TITLE} characters or fewer.", "title")
    upload = add_upload(kept, by=by, now=now)
    paper = Paper(engagement=engagement, upload=upload, title=called, handling=handling)
    db.session.add(paper)
    db.session.flush()
    facts = {"size": upload.size, "sha256": upload.sha256, "handling": str(handling)}
    record("paper.attached", "engagement", engagement.id, f"Attached a paper: {called[:160]}", details=facts)
    return paper


def remove_paper(paper: Paper) -> None:
    """The file goes as soon as that is committed."""
    record("paper.removed", "engagement", paper.engagement_id, f"Removed a paper: {paper.title[:160]}")
    upload = paper.upload
    db.session.delete(paper)
    db.session.flush()
    remove_upload(upload)


def note_infected_paper(engagement: Engagement, signature: str, file_name: str) -> None:
    """A refused file that was infected; nothing of it is kept but this line."""
    details = {"signature": clean_line(signature)[:200], "file_name": file_name}
    words = "The virus scanner found something in a paper: it was not kept"
    record("paper.infected", "engagement", engagement.id, words, details=details)

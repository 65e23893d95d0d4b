"""Attach a file to an engagement, correct its title or mark it higher by sending it again, take it away."""

from datetime import datetime

from scheduler.audit.service import record
from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.holding import refuse_when_held
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
    """A paper of the engagement; the bytes of one that is there already are that one, called anew or marked higher.

    Raises RuleBroken.
    """
    called = clean_line(title)
    if len(called) > TITLE:
        raise RuleBroken(f"Use {TITLE} characters or fewer.", "title")
    there = papers_of(engagement)
    for paper in there:
        if paper.upload.sha256 == kept.sha256:
            _correct(paper, called or paper.title, paper.handling if handling is Handling.OFFICIAL else handling)
            return paper  # sent twice; the second copy is swept away
    if len(there) >= MOST_PAPERS:
        raise RuleBroken(f"There are {MOST_PAPERS} papers already. Remove one first.", "file")
    upload = add_upload(kept, by=by, now=now)
    paper = Paper(engagement=engagement, upload=upload, title=called or kept.file_name, handling=handling)
    db.session.add(paper)
    db.session.flush()
    facts = {"size": upload.size, "sha256": upload.sha256, "handling": str(handling)}
    record("paper.attached", "engagement", engagement.id, f"Attached a paper: {paper.title[:160]}", details=facts)
    return paper


def _correct(paper: Paper, title: str, handling: Handling) -> None:
    if (paper.title, paper.handling) == (title, handling):
        return
    facts = {"before": {"Title": paper.title, "Marking": str(paper.handling)}}
    facts["after"] = {"Title": title, "Marking": str(handling)}
    paper.title, paper.handling = title, handling
    db.session.flush()
    record("paper.corrected", "engagement", paper.engagement_id, f"Corrected a paper: {title[:160]}", details=facts)


def remove_paper(paper: Paper, *, now: datetime) -> None:
    """The file goes as soon as that is committed. Raises RuleBroken while a hold keeps it."""
    refuse_when_held(Engagement.__tablename__, paper.engagement_id, local_day(now))
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

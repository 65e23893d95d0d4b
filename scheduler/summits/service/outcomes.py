"""After the day: thanks, questions, what each workshop put first."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from scheduler.audit.service import record
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.wording import count_words
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.invitations.queries import live_links
from scheduler.invitations.queries.locks import lock_row
from scheduler.invitations.rules import Audience
from scheduler.invitations.service.links import LinkMail, mail_link
from scheduler.summits.models import FeedbackAnswer, FeedbackAsk, Priority, Summit, Workshop
from scheduler.summits.queries.outcomes import ask_of, attended_invitations, priorities_of
from scheduler.summits.rules.outcomes import QUESTIONS, text

THANKS = "summit_thanks"


def thank(summit: Summit, *, now: datetime) -> int:
    """Thank whoever came and ask five questions, each invitation once; how many mails. Raises RuleBroken."""
    if summit.closed_at is None:
        raise RuleBroken("Close the day first: then it is known who came.")
    mails = 0
    for invitation in attended_invitations(summit):
        if ask_of(invitation) is None:
            db.session.add(FeedbackAsk(invitation_id=invitation.id, summit_id=summit.id))
            mails += sum(_mail(link, now) for link in _who_came(invitation))
    db.session.flush()
    if mails:
        words = f"Thanked those who came, and asked them five questions: {count_words(mails, 'mail')}"
        record("summit.thanked", "engagement", summit.engagement_id, words)
    return mails


def _who_came(invitation: Invitation) -> Sequence[InvitationLink]:
    """The substitute when one has an address; else the invitee and their office."""
    links = live_links(invitation)
    return [each for each in links if each.audience is Audience.SUBSTITUTE] or links


def _mail(link: InvitationLink, now: datetime) -> bool:
    mail_link(link, LinkMail(THANKS, f"{THANKS}:{link.id}"), now=now)
    return True


def give_feedback(invitation: Invitation, levels: Mapping[str, int | None], words: str) -> bool:
    """Keep one answer an invitation, without anything that tells whose it is; False when there was one.

    Raises RuleBroken when nothing is answered.
    """
    said = text(words, "words")
    given = {key: levels.get(key) for key in QUESTIONS}
    if not said and not any(given.values()):
        raise RuleBroken("Answer at least one question.", "useful")
    lock_row(invitation)
    asked = ask_of(invitation)
    if asked is None or asked.has_answered:
        return False
    asked.has_answered = True
    db.session.add(FeedbackAnswer(id=secrets.token_hex(16), summit_id=asked.summit_id, words=said, **given))
    db.session.flush()
    return True


def keep_notes(workshop: Workshop, notes: str) -> None:
    """What was said in a workshop. Raises RuleBroken."""
    cleaned = text(notes, "notes", 20_000)
    if cleaned != workshop.notes:
        workshop.notes = cleaned
        _note(workshop.session.summit, f"Wrote down what was said in workshop {workshop.letter}")
        db.session.flush()


def add_priority(summit: Summit, words: str, workshop: Workshop | None) -> Priority:
    """Last in the list of the summit, or of a workshop. Raises RuleBroken."""
    said = text(words, "words", 500)
    if not said:
        raise RuleBroken("Enter what comes first.", "words")
    position = max((each.position for each in priorities_of(summit)), default=0) + 1
    priority = Priority(
        summit_id=summit.id, workshop_id=workshop.id if workshop else None, words=said, position=position
    )
    db.session.add(priority)
    db.session.flush()
    _note(summit, f"Agreed to put first: {said[:120]}")
    return priority


def remove_priority(summit: Summit, priority: Priority) -> None:
    """It was noted by mistake."""
    _note(summit, f"Removed from what comes first: {priority.words[:120]}")
    db.session.delete(priority)
    db.session.flush()


def _note(summit: Summit, words: str) -> None:
    record("summit.outcome", "engagement", summit.engagement_id, words)

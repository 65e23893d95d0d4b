"""What pages that send invitations share: the mail as a page may show it, and what became of a sending in words."""

import re
from datetime import datetime

from scheduler.core.wording import count_words
from scheduler.invitations.service import InviteOutcome
from scheduler.outbox.batches import current_batch
from scheduler.outbox.rendering import Mail
from scheduler.outbox.service import leaves_at
from scheduler.outbox.strips import leaving_words


def plain_html(mail: Mail) -> str:
    """The body of the HTML part, without its inline styles, which our pages do not allow."""
    body = re.search(r"<body[^>]*>(.*)</body>", mail.html, re.DOTALL)
    return re.sub(r' style="[^"]*"', "", body.group(1) if body else "")


def outcome_words(outcome: InviteOutcome, now: datetime) -> str:
    """“Invited 12 people; their mail leaves at 10:42:30. 2 seats are vacant.”."""
    sentences = [f"Invited {count_words(len(outcome.invited), 'person', 'people')}; {mail_words(now)}."]
    if not outcome.invited:
        sentences = ["Nobody new was invited."]
    if outcome.skipped:
        sentences.append(f"{count_words(len(outcome.skipped), 'person was', 'people were')} invited already.")
    if outcome.vacant:
        sentences.append(f"{count_words(len(outcome.vacant), 'seat is', 'seats are')} vacant.")
    if outcome.without_address:
        sentences.append(f"{count_words(len(outcome.without_address), 'person has', 'people have')} no address.")
    return " ".join(sentence[0].upper() + sentence[1:] for sentence in sentences)


def mail_words(now: datetime) -> str:
    """When the mail of this action leaves."""
    batch = current_batch()
    at = leaves_at(now + batch.wait if batch else now)
    return f"their mail leaves {leaving_words(at, now)}" if at > now else "their mail is on the way"

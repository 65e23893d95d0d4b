"""The second confirmation of an action that sends many mails: counted before it, and asked for beside its button."""

from collections.abc import Mapping

from scheduler.accounts.queries import mail_habits
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words, number_words
from scheduler.outbox.batches import mails_posted
from scheduler.outbox.rules import needs_confirmation

FIELD = "confirmed_mails"
"""Name of the box in the form; its value is the number agreed to: a later, larger one is asked for anew."""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """How many mails an action will send, and what `templates/components/ceiling.html` asks about them."""

    count: int
    most: int
    error: str = ""

    @property
    def is_passed(self) -> bool:
        """Whether it has to be confirmed."""
        return needs_confirmation(self.count, self.most)

    @property
    def words(self) -> str:
        """What the box says, the number in words."""
        return f"Yes, send {number_words(self.count)} {'mail' if self.count == 1 else 'mails'} ({self.count})"


def ceiling_of(count: int) -> Ceiling:
    """The ceiling for an action that would send `count` mails."""
    return Ceiling(count, mail_habits().ceiling)


def asked_again(ceiling: Ceiling, typed: Mapping[str, str]) -> Ceiling | None:
    """The ceiling with its error while the form has not confirmed this very number; None when it may go on."""
    if not ceiling.is_passed or typed.get(FIELD) == str(ceiling.count):
        return None
    error = f"This sends {count_words(ceiling.count, 'mail')}. Tick the box if you mean it; nothing was sent."
    return Ceiling(ceiling.count, ceiling.most, error)


def unasked(typed: Mapping[str, str]) -> Ceiling | None:
    """What to ask when the change just made posted more than the ceiling unconfirmed: it is rolled back, all of it."""
    asked = asked_again(ceiling_of(mails_posted()), typed)
    if asked is not None:
        db.session.rollback()
    return asked

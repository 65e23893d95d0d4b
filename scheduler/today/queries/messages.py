"""Mails as their recipients will read them, before they leave; the link that answers is left out."""

import re
from collections.abc import Iterable

from scheduler.core.current import absolute_url
from scheduler.core.values import dataclass
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import render

SAMPLE_PATH = "/a/sample"
"""The page that says so: whoever answers by the real link answers for the partner."""


@dataclass(frozen=True, slots=True)
class Message:
    """One mail to one address, as text."""

    engagement_id: int
    name: str
    address: str
    subject: str
    text: str


def messages_of(notices: Iterable[Notice]) -> list[Message]:
    """Those that would leave; what has been overtaken would not."""
    return [message for notice in notices if (message := _message(notice)) is not None]


def _message(notice: Notice) -> Message | None:
    mail = render(notice)
    if mail is None:
        return None
    links = re.escape(absolute_url("/a/")) + r"[\w-]+"
    text = re.sub(links, absolute_url(SAMPLE_PATH), mail.text)
    return Message(notice.subject_id, notice.recipient_name, notice.recipient_address, mail.subject, text.strip())

"""Notices for tests, and a renderer that writes them."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from scheduler.outbox import rendering, service
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import Mail, register_renderer
from scheduler.outbox.rules import NoticeDraft
from scheduler.outbox.service import post_notice
from tests.factories import NOW

_numbers = itertools.count(1)


def draft(**changes: Any) -> NoticeDraft:
    number = next(_numbers)
    defaults = {
        "kind": "letter",
        "recipient_name": "Rowan Ashdown",
        "recipient_address": f"reader{number}@example.org",
        "subject_type": "engagement",
        "subject_id": number,
        "payload": {"title": f"Letter {number}"},
        "dedupe_key": f"letter/{number}",
    }
    return NoticeDraft(**defaults | changes)


def posted(**changes: Any) -> Notice:
    """A notice that is due at NOW."""
    now = changes.pop("now", NOW)
    return post_notice(draft(**changes), now=now)


def letter(notice: Notice) -> Mail:
    title = str(notice.payload["title"])
    return Mail(subject=title, text=f"{title}\n", html=f"<p>{title}</p>")


@pytest.fixture
def renderers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A registry and sending windows of the test's own; `letter` is known."""
    monkeypatch.setattr(rendering, "_renderers", {})
    monkeypatch.setattr(service, "_sending_windows", [])
    register_renderer("letter", letter)
    return

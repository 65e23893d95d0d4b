"""An office that reads its replies, a visit to which two councils are invited, and mails as they come in."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from scheduler.config import Settings
from scheduler.core.current import EXTENSION
from tests.inbox.post_office import PostOffice, authserv_id
from tests.invitations.conftest import Visit, frozen, mark_sent, visit  # noqa: F401  # fixtures


@pytest.fixture
def reads_replies(app, settings) -> Iterator[Settings]:
    """Replies come to an address for each invitee; our own mail server says what it found."""
    changed = replace(
        settings,
        inbox_url="pipe:",
        inbox_address="office@example.org",
        inbox_tagged_address="office+{tag}@example.org",
        inbox_authserv_id=authserv_id,
    )
    app.extensions[EXTENSION] = changed
    yield changed
    app.extensions[EXTENSION] = settings


@pytest.fixture
def post(app, reads_replies, visit: Visit) -> PostOffice:  # noqa: F811  # as above
    """Everybody is invited and told."""
    visit.invite()
    mark_sent()
    return PostOffice(visit)

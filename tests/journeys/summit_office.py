"""The sample's summit in the test's own database, and the hands of a journey: mails, links, shots, widths."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from playwright.sync_api import Page
from sqlalchemy import select

from scheduler.core.db import db
from scheduler.invitations.queries import live_links, standing_reply
from scheduler.invitations.service import token_of
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import Mail, render
from scheduler.outbox.rules import NoticeState
from scheduler.outbox.service import notice_sent
from scheduler.summits.models import Party, Summit
from scheduler.summits.rules.vocabulary import PlaceState
from tests.browser import DESK, PHONE

SHOTS = os.environ.get("SHOTS")
LINK = re.compile(r"https?://\S+")
Found = TypeVar("Found")


@dataclass
class House:
    """The summit's number, and ways to look into the database without keeping it from the server."""

    summit_id: int
    engagement_id: int
    server_url: str

    def at(self, page: str = "") -> str:
        """The path of one of its pages."""
        return f"/summits/{self.summit_id}{page}"

    def read(self, look: Callable[[Summit], Found]) -> Found:
        """What `look` finds; the session ends at once, or this thread would hold the writers' lock."""
        try:
            return look(db.session.get_one(Summit, self.summit_id))
        finally:
            db.session.remove()

    def act(self, change: Callable[[Summit], None]) -> None:
        """Something that happens elsewhere meanwhile, such as a round of the worker."""
        change(db.session.get_one(Summit, self.summit_id))
        db.session.commit()
        db.session.remove()

    def post_leaves(self) -> None:
        """As if the worker had sent all that waits: from now on partners know what was said."""

        def leave(_summit: Summit) -> None:
            for notice in db.session.scalars(select(Notice).where(Notice.state == NoticeState.WAITING)).all():
                notice.state = NoticeState.SENT
                notice_sent.send(notice)

        self.act(leave)

    def mails(self, kind: str, address: str = "") -> list[Mail]:
        """What the worker would send now, oldest first, to one address or to all."""

        def rendered(_summit: Summit) -> list[Mail]:
            query = select(Notice).where(Notice.kind == kind).order_by(Notice.id)
            found = [each for each in db.session.scalars(query) if not address or each.recipient_address == address]
            return [mail for each in found if (mail := render(each)) is not None]

        return self.read(rendered)

    def parties(self, state: PlaceState) -> list[tuple[int, str]]:
        """Of the invitations in this state: number and the link that answers, in the order of the waiting list."""

        def found(summit: Summit) -> list[tuple[int, str]]:
            query = select(Party).where(Party.summit_id == summit.id, Party.state == state, Party.invitation_id > 0)
            ordered = db.session.scalars(query.order_by(Party.waiting_number, Party.id)).all()
            return [(each.invitation_id or 0, link_of(each)) for each in ordered]

        return self.read(found)

    def unanswered(self) -> list[str]:
        """Links of whoever has said nothing yet."""

        def found(summit: Summit) -> list[str]:
            own = (Party.summit_id == summit.id, Party.state == PlaceState.NOT_WANTED, Party.invitation_id > 0)
            parties = db.session.scalars(select(Party).where(*own).order_by(Party.id)).all()
            return [link_of(each) for each in parties if each.invitation and not standing_reply(each.invitation)]

        return self.read(found)


def link_of(party: Party) -> str:
    """The path of the invitee's own page."""
    assert party.invitation is not None
    return f"/a/{token_of(live_links(party.invitation)[0])}"


def path_in(mail: Mail, start: str) -> str:
    """The path of the mail's first link that begins so."""
    return next(path for each in LINK.findall(mail.text) if (path := urlsplit(each).path).startswith(start))


TWICE = """(root) => {
  const ids = [...root.querySelectorAll("[id]")].map((each) => each.id);
  return ids.filter((each, index) => ids.indexOf(each) !== index);
}"""


def look(page: Page, name: str) -> None:
    """The page fits a desk and a phone, and no label leads to another's box; SHOTS names a folder for pictures."""
    for width in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
        wide = page.locator("html").evaluate("(root) => root.scrollWidth")
        assert wide <= width, f"{name} is {wide} pixels wide on {width}"
    assert page.locator("html").evaluate(TWICE) == [], f"{name} says an id twice"

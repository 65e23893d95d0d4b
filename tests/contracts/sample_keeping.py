"""A hold, a class of records and an erasure, for the addresses of keeping."""

from scheduler.core.clock import utc_now
from scheduler.core.db import db
from scheduler.keeping.models import Erasure
from scheduler.keeping.rules.holding import Cover
from scheduler.keeping.service.holds import HoldDraft, lay_hold


def load_keeping() -> dict[str, object]:
    """What each placeholder stands for. The hold covers a day on which nothing was."""
    now = utc_now()
    day = now.date().replace(year=2001)
    hold = lay_hold(HoldDraft("FOI 2026/014", "A request", Cover(from_on=day, until_on=day)), now=now)
    erasure = Erasure(at=now, by_label="Robin Ferncastle", reason="Request of 3 June", counts={"person": 1})
    db.session.add(erasure)
    db.session.flush()
    return {"kept_id": hold.id, "slug": "incoming-mail", "erasure_id": erasure.id}

"""What goes by itself elsewhere, each night and by its own time: how much of it is past that time now."""

from datetime import datetime

from sqlalchemy import func, select

from scheduler.core.clock import local_day
from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.core.wording import count_words
from scheduler.inbox.models import InboundMail
from scheduler.inbox.rules.keeping import RAW_KEPT
from scheduler.summits.models import AttendeeNeeds
from scheduler.summits.rules.needs import USUAL_DAYS_KEPT
from scheduler.uploads.service import SPARED


@dataclass(frozen=True, slots=True)
class OwnTime:
    """One line: what, how long, why there, and how much waits for the night or for the end of a hold."""

    title: str
    holds: str
    kept: str
    said_where: str
    past: int | None


def own_times(now: datetime) -> list[OwnTime]:
    """Needs, received mail itself, and files that belong to nothing."""
    needs = select(func.count()).where(AttendeeNeeds.delete_on <= local_day(now))
    mails = select(func.count()).where(InboundMail.raw.is_not(None), InboundMail.received_at < now - RAW_KEPT)
    return [
        OwnTime(
            "Access and dietary needs",
            "Of a summit’s guests.",
            f"{USUAL_DAYS_KEPT} days from the event, then deleted",
            "Each summit’s own settings may say another number; its guests are told.",
            db.session.scalar(needs.select_from(AttendeeNeeds)),
        ),
        OwnTime(
            "Received mail itself",
            "The mail as it came, with everything in it.",
            f"{RAW_KEPT.days} days from the day it came, then deleted",
            "What it said is a class of its own, above. The privacy notice tells of it.",
            db.session.scalar(mails.select_from(InboundMail)),
        ),
        OwnTime(
            "Files that belong to nothing",
            "Uploads that were never finished, and what was left by a crash.",
            f"{count_words(SPARED.days, 'day')}, then deleted",
            "No record speaks of them.",
            None,
        ),
    ]

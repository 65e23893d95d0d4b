"""Where the days of the sample's principals begin, the hours they keep, and a week of leave."""

from datetime import date, time, timedelta

from sqlalchemy import select

from scheduler.core.db import db
from scheduler.demo.sample_engagements import sample_day
from scheduler.engagements.models import Principal
from scheduler.engagements.rules import PrincipalKind
from scheduler.engagements.service import DiaryDraft, add_absence, change_diary
from scheduler.stakeholders.rules.drafts import PlaceDraft
from scheduler.stakeholders.service.places import add_place

HEADQUARTERS = PlaceDraft(name="Police headquarters", town="Enderby", is_ours=True)
LATE_THURSDAY = {day: (time(9), time(20) if day == 3 else time(18)) for day in range(5)}  # councils meet on Thursdays
LEAVE_FROM, LEAVE_DAYS = 40, 4
"""Working days from today: far enough for nobody to have an engagement there."""


def load_hours(today: date) -> None:
    """For everybody the same base; the Commissioner takes one long Thursday."""
    headquarters = add_place(HEADQUARTERS)
    for principal in db.session.scalars(select(Principal).order_by(Principal.position)):
        is_first = principal.kind is PrincipalKind.COMMISSIONER
        change_diary(principal, DiaryDraft(hours=LATE_THURSDAY if is_first else {}, base_place_id=headquarters.id))
        if principal.kind is PrincipalKind.DEPUTY:
            first = sample_day(LEAVE_FROM, today)
            add_absence(principal, first, first + timedelta(days=LEAVE_DAYS), "annual leave")

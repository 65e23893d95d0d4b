"""Which papers are due when."""

from datetime import date, timedelta

from sqlalchemy import select

from scheduler.almanac.models import Layer, LayerEntry
from scheduler.almanac.queries.holidays import bank_holidays
from scheduler.almanac.rules.deadlines import Deadline, papers_due_on
from scheduler.almanac.rules.drafts import MOST_WORKING_DAYS
from scheduler.core.db import db

FURTHEST = timedelta(days=2 * MOST_WORKING_DAYS)
"""So many days hold the most working days that a layer may ask for, holidays included."""


def deadlines_between(first_on: date, last_on: date) -> list[Deadline]:
    """Papers that are due from the first to the last day, both included, by day; of layers that are on."""
    wanted = (
        select(LayerEntry.first_on, LayerEntry.words, Layer.id, Layer.name, Layer.deadline_working_days)
        .join(Layer.entries)
        .where(Layer.is_on, Layer.deadline_working_days.is_not(None))
        .where(LayerEntry.first_on >= first_on, LayerEntry.first_on <= last_on + FURTHEST)
        .order_by(LayerEntry.first_on, Layer.name)
    )
    found = [
        Deadline(
            due_on=papers_due_on(meeting_on, number, bank_holidays()),
            meeting_on=meeting_on,
            working_days=number,
            layer_id=layer_id,
            layer_name=name,
            words=words,
        )
        for meeting_on, words, layer_id, name, number in db.session.execute(wanted)
        if number is not None
    ]
    return sorted((each for each in found if first_on <= each.due_on <= last_on), key=lambda each: each.due_on)

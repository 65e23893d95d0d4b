"""Whole rows, files, and times at the door."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from scheduler.core.clock import local_day, start_of_day
from scheduler.core.db import Base, db
from scheduler.keeping.rules.items import Item, keys_of
from scheduler.keeping.service.uploaded import remove_files
from scheduler.records.models import Paper
from scheduler.summits.models import AssessmentFile, Attendee, CheckIn, FeedbackAnswer, FeedbackAsk, Party, Summit
from scheduler.uploads.models import Upload


def keep(items: Sequence[Item], *, now: datetime) -> None:
    """A review changes nothing: the log says that the office has looked."""


def delete_rows(items: Sequence[Item], *, now: datetime) -> None:  # noqa: ARG001 - every disposal is called alike
    """The rows themselves, with what hangs on them."""
    for name in dict.fromkeys(item.key[0] for item in items):
        table = Base.metadata.tables[name]
        for ids in keys_of(items, name):
            db.session.execute(delete(table).where(table.c.id.in_(ids)))
    db.session.expire_all()


def delete_files(items: Sequence[Item], *, now: datetime) -> None:  # noqa: ARG001 - as above
    """Files of papers and assessments with the rows that lead to them."""
    for model in (Paper, AssessmentFile):
        for ids in keys_of(items, model.__tablename__):
            uploads = select(Upload).where(Upload.id.in_(select(model.upload_id).where(model.id.in_(ids))))
            remove_files(db.session.scalars(uploads.order_by(Upload.id)).all())


def blur_check_ins(items: Sequence[Item], *, now: datetime) -> None:  # noqa: ARG001 - as above
    """Each press is put at the beginning of its day, in the order in which they were made: who came stays true.

    Vehicles that were to be let in go as well.
    """
    summits = _summits(items)
    guests = select(Party.id).where(Party.summit_id.in_(summits))
    db.session.execute(update(Attendee).where(Attendee.party_id.in_(guests)).values(vehicle=""))
    for summit_id in summits:
        presses = db.session.execute(
            select(CheckIn.id, CheckIn.at)
            .where(CheckIn.summit_id == summit_id)
            .order_by(CheckIn.at, CheckIn.recorded_at, CheckIn.id)
        )
        for number, (key, at) in enumerate(presses.all()):
            then = start_of_day(local_day(at)) + timedelta(seconds=number)
            blurred = {"at": then, "recorded_at": then, "device": "", "by_label": ""}
            db.session.execute(update(CheckIn).where(CheckIn.id == key).values(blurred))
    db.session.expire_all()


def delete_feedback(items: Sequence[Item], *, now: datetime) -> None:  # noqa: ARG001 - as above
    """What was said, and who was asked."""
    summits = _summits(items)
    for model in (FeedbackAnswer, FeedbackAsk):
        db.session.execute(delete(model).where(model.summit_id.in_(summits)))
    db.session.expire_all()


def _summits(items: Sequence[Item]) -> list[int]:
    engagement_ids = [item.key[1] for item in items]
    return list(
        db.session.scalars(select(Summit.id).where(Summit.engagement_id.in_(engagement_ids)).order_by(Summit.id))
    )

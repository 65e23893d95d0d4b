"""Lets go of whole files: whoever needs one goes with it, whoever only mentions it stays."""

from collections.abc import Iterable

from sqlalchemy import delete, update

from scheduler.core.db import Base, db
from scheduler.uploads.models import Upload
from scheduler.uploads.service import remove_upload


def remove_files(uploads: Iterable[Upload]) -> int:
    """The rows now, the bytes once this is committed; how many."""
    removed = 0
    for upload in uploads:
        _let_go(upload.id)
        remove_upload(upload)
        removed += 1
    return removed


def _let_go(upload_id: int) -> None:
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name != Upload.__tablename__:
                continue
            refers = key.parent == upload_id
            if key.parent.nullable:
                db.session.execute(update(table).where(refers).values({key.parent.name: None}))
            else:
                db.session.execute(delete(table).where(refers))
    db.session.expire_all()

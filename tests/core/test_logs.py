import io
import json
import logging

import pytest
import structlog

from scheduler.core.logs import configure_logging, logging_config, mask_secrets

TOKEN = "mfrggzdfmztwq2lkmfrggzdfmztwq2lk"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"GET /a/{TOKEN} HTTP/1.1", "GET /a/… HTTP/1.1"),
        (f"GET /a/{TOKEN.upper()}/receipt?x=1", "GET /a/…/receipt?x=1"),
        (f"/d/{TOKEN}", "/d/…"),
        (f"/s/{TOKEN}/assessment/1", "/s/…/assessment/1"),
        ("/reset/WyJkZjA5YjM0MCIsIm5vdCJd.aRb0Cw.xT0-secret_of_27", "/reset/…"),
        (f"https://x.example.org/feeds/{TOKEN}.ics", "https://x.example.org/feeds/….ics"),
        (f"next=%2Fa%2F{TOKEN}&x", "next=%2Fa%2F…&x"),
        (f"token {TOKEN} alone", "token … alone"),
        ("smtps://user:pa55@mail.example.org", "smtps://…@mail.example.org"),
        ("GET /feeds/12 and /a/b", "GET /feeds/12 and /a/b"),
        ("mail to office@example.org", "mail to office@example.org"),
    ],
)
def test_what_opens_a_door_is_masked_and_nothing_else(text, masked):
    assert mask_secrets(text) == masked


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What our processes would print; the logging of the tests comes back afterwards."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    configure_logging()
    out = io.StringIO()
    root.handlers[0].setStream(out)
    yield out
    root.handlers[:], root.level = before
    structlog.reset_defaults()


def test_records_of_both_kinds_are_masked_json_lines(lines):
    logging.getLogger("scheduler.test").warning("opened %s", f"/a/{TOKEN}")
    structlog.get_logger("scheduler.test").info("feed fetched", path=f"/feeds/{TOKEN}.ics")
    first, second = (json.loads(line) for line in lines.getvalue().splitlines())
    assert (first["event"], first["level"], first["logger"]) == ("opened /a/…", "warning", "scheduler.test")
    assert second["path"] == "/feeds/….ics"


def test_a_traceback_is_masked_as_well(lines):
    try:
        int(f"bad link /a/{TOKEN}")
    except ValueError:
        logging.getLogger("scheduler.test").exception("failed")
    assert TOKEN not in lines.getvalue()
    assert "bad link /a/…" in json.loads(lines.getvalue())["exception"]


def test_the_web_servers_own_lines_go_the_same_way():
    assert logging_config()["loggers"]["granian.access"]["handlers"] == ["lines"]

from datetime import timedelta

import pytest

from scheduler.audit.models import AuditEntry
from scheduler.core.db import commit, db
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from tests.browsing import page, submit
from tests.factories import NOW
from tests.outbox.notices import posted

pytestmark = pytest.mark.usefixtures("renderers")


def stored(state: NoticeState, **facts: object) -> Notice:
    notice = posted(recipient_address=f"{state}@example.org")
    notice.state = state
    for name, value in facts.items():
        setattr(notice, name, value)
    db.session.flush()
    return notice


def rows(response) -> list[str]:
    return [" ".join(row.get_text(" ").split()) for row in page(response).select("tbody tr")]


def test_every_state_is_a_shape_and_a_word(viewer):
    for state in NoticeState:
        stored(state)
    commit()
    shown = page(viewer.get("/mail-log"))
    assert [each.text for each in shown.select(".state > span:last-child")] == [
        "Withdrawn",
        "On hold",
        "Failed",
        "Sent",
        "Sending",
        "Waiting",
    ]
    shapes = [each.text for each in shown.select(".state__shape")]
    assert len(set(zip(shapes, [each["class"][1] for each in shown.select("tbody .state")], strict=True))) == 6


def test_a_failure_is_told_plainly_beside_the_servers_words(viewer):
    stored(NoticeState.FAILED, last_error="550 5.1.1 User unknown", attempts=1, subject_line="Your visit")
    commit()
    [row] = rows(viewer.get("/mail-log"))
    assert "Your visit There is no such mailbox. The server said: 550 5.1.1 User unknown" in row


def test_a_retry_says_when_it_goes_next(viewer):
    later = NOW.replace(year=2090) + timedelta(minutes=30)
    stored(NoticeState.WAITING, attempts=3, next_attempt_at=later, last_error="451 greylisted")
    commit()
    [row] = rows(viewer.get("/mail-log"))
    assert "Trying again" in row
    assert "The mail server asks to try again later." in row
    assert "Not before Thursday 7 September 2090, 10:30am" in row


def test_a_withdrawn_mail_is_not_said_to_have_left(viewer):
    stored(NoticeState.SENT)
    assert "Every mail was sent or is on its way." in viewer.get("/mail-log").text
    stored(NoticeState.WITHDRAWN)
    assert "Every mail was sent, is on its way or was withdrawn." in viewer.get("/mail-log").text


def test_states_filter_the_log(viewer):
    stored(NoticeState.SENT)
    stored(NoticeState.FAILED)
    commit()
    [row] = rows(viewer.get("/mail-log?state=failed"))
    assert "failed@example.org" in row
    assert "No mails in this state" in viewer.get("/mail-log?state=held").text
    assert len(rows(viewer.get("/mail-log?state=nonsense"))) == 2


def test_long_logs_come_in_pages_newest_first(viewer):
    for number in range(51):
        posted(recipient_address=f"reader{number:02}@example.com")
    commit()
    assert "reader50@" in rows(viewer.get("/mail-log"))[0]
    [last] = rows(viewer.get("/mail-log?page=2"))
    assert "reader00@" in last
    assert rows(viewer.get("/mail-log?page=99")) == [last]


def test_a_manager_tries_a_failed_mail_again(manager):
    notice = stored(NoticeState.FAILED, attempts=80)
    commit()
    assert submit(manager, "/mail-log", form="tbody form").status_code == 303
    assert (notice.state, notice.attempts) == (NoticeState.WAITING, 0)
    entry = db.session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
    assert entry.action == "notice decided"
    assert entry.details == {"before": {"state": "failed"}, "after": {"state": "waiting"}}


def test_a_mail_that_is_not_waiting_for_a_decision_stays_as_it_is(manager):
    failed, sent = stored(NoticeState.FAILED), stored(NoticeState.SENT)
    commit()
    form = page(manager.get("/mail-log")).select_one("tbody form")
    values = {"csrf_token": form.select_one("[name=csrf_token]")["value"]}
    for verb in ("send", "withdraw"):
        assert manager.post(f"/mail-log/{sent.id}/{verb}", data=values).status_code == 303
        assert sent.state is NoticeState.SENT
    assert manager.post(f"/mail-log/{failed.id}/withdraw", data=values).status_code == 303
    assert failed.state is NoticeState.WITHDRAWN
    assert manager.post("/mail-log/999/send", data=values).status_code == 404


@pytest.mark.parametrize(("decision", "state"), [("release", NoticeState.WAITING), ("withdraw", NoticeState.WITHDRAWN)])
def test_held_mail_is_released_or_withdrawn_as_one(manager, decision, state):
    held = [stored(NoticeState.HELD), posted()]
    held[1].state = NoticeState.HELD
    failed = stored(NoticeState.FAILED)
    commit()
    submit(manager, "/mail-log", {"decision": decision}, form=".task form")
    assert {notice.state for notice in held} == {state}
    assert failed.state is NoticeState.FAILED


def test_viewers_are_offered_no_decision(viewer):
    stored(NoticeState.FAILED)
    stored(NoticeState.HELD)
    commit()
    assert not page(viewer.get("/mail-log")).select("main form[method=post]")

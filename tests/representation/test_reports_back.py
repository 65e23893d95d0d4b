"""Two lines after a meeting: who owes them, by which mail they are asked, and how they come in."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from time import sleep

import pytest
from sqlalchemy import select

from scheduler.audit.models import AuditEntry
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.calendar import draft_of
from scheduler.engagements.rules import Handling, PrincipalKind
from scheduler.engagements.service import edit_engagement, mark_held, mark_written_up
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import render
from scheduler.representation.models import ReportBack
from scheduler.representation.queries.reports_back import report_by_token
from scheduler.representation.rules.vocabulary import Sat
from scheduler.representation.service import owing
from scheduler.representation.service.owing import ask_at, due_reminders, give_report, remind_due, report_token, waive
from scheduler.representation.service.sittings import follow_meeting, note_sitting
from tests import factories
from tests.browsing import form_values, page, submit
from tests.factories import NOW
from tests.invitations.test_concurrent_invites import no_serialised_writers
from tests.outbox.draining import send_all
from tests.representation.seats import alternate, meeting, seat

HELD_ON = date(2026, 9, 4)
"""The Friday before NOW: two lines are due on Friday 11 September."""
WORDS = "The violence reduction plan was agreed.\nWe are to pay a third."


@pytest.fixture
def chief(session):
    factories.office()
    return factories.principal(
        title="Chief Executive", name="Kit Barrowby", kind=PrincipalKind.CHIEF_EXECUTIVE, email="chief@example.org"
    )


@pytest.fixture
def place(chief):
    return seat(principal=chief, body=factories.body(name="Melton Community Safety Partnership"))


def held(place, *principals: object, **changes: object):
    """Its meeting of last Friday; the mails that follow are due at NOW."""
    made = meeting(place.body, changes.pop("on", HELD_ON), principals=list(principals), **changes)
    mark_held(made, now=NOW)
    follow_meeting(made, now=NOW)
    return made


def reports():
    return list(db.session.scalars(select(ReportBack).order_by(ReportBack.id)))


def notices(kind="report_back"):
    return list(db.session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.id)))


def test_whoever_sat_there_is_asked_once_by_a_mail_with_a_link(place, chief, smtp_sink):
    board = held(place, chief)
    mark_written_up(board, now=NOW)
    follow_meeting(board, now=NOW)
    (report,) = reports()
    assert (report.owed_by, report.address, report.due_on) == (
        "Chief Executive",
        "chief@example.org",
        date(2026, 9, 11),
    )
    assert send_all(NOW) == 1
    (mail,) = smtp_sink.to("chief@example.org")
    text = mail.get_body(("plain",)).get_content()
    assert mail["Subject"] == "Two lines on Melton Community Safety Partnership, 4 September 2026, please"
    assert f"/r/{report_token(report)}" in text
    assert "Friday 11 September 2026" in text


@pytest.mark.parametrize(
    ("changes", "owed"),
    [
        pytest.param({"owes_report": False}, False, id="not asked for"),
        pytest.param({"report_days": 10}, True, id="asked for"),
    ],
)
def test_only_seats_that_report_back_owe_two_lines(place, chief, changes, owed):
    for name, value in changes.items():
        setattr(place, name, value)
    held(place, chief)
    assert bool(reports()) is owed


def test_an_empty_seat_owes_nothing_and_an_old_meeting_is_asked_of_nobody(place, chief):
    held(place)
    held(place, chief, on=date(2026, 7, 1))
    assert reports() == []


def test_the_alternate_who_went_owes_it(place, chief):
    deputy = factories.principal(title="Deputy", email="deputy@example.org")
    alternate(place, principal=deputy)
    held(place, deputy)
    (report,) = reports()
    assert (report.owed_by, report.address) == ("Deputy", "deputy@example.org")


def test_somebody_else_than_first_noted_gets_a_link_of_their_own(place, chief):
    alternate(place, role="Director of Finance")
    board = held(place, chief)
    (report,) = reports()
    old = report_token(report)
    note_sitting(place, board, Sat.ALTERNATE, "Director of Finance", now=NOW)
    assert (report.owed_by, report.address) == ("Director of Finance", "")
    assert report_by_token(old) is None
    assert render(notices()[0]) is None
    ask_at(report, "finance@example.org", now=NOW)
    assert report_by_token(report_token(report).upper() + ".") is report
    note_sitting(place, board, Sat.APOLOGIES, "", now=NOW)
    assert reports() == []


def test_an_address_that_the_office_entered_stays_when_the_meeting_is_written_up(place, chief):
    board = held(place, chief)
    (report,) = reports()
    ask_at(report, "pa@example.org", now=NOW)
    mark_written_up(board, now=NOW)
    follow_meeting(board, now=NOW)
    assert (report.address, len(notices())) == ("pa@example.org", 2)


def test_nobody_is_written_to_about_what_is_sensitive(place, chief, client):
    held(place, chief, handling=Handling.OFFICIAL_SENSITIVE)
    (report,) = reports()
    assert notices() == []
    with pytest.raises(RuleBroken):
        ask_at(report, "chief@example.org", now=NOW)
    assert client.get(f"/r/{report_token(report)}").status_code == 404


def test_a_meeting_that_becomes_sensitive_takes_its_mail_back(place, chief):
    board = held(place, chief)
    draft = draft_of(board)
    facts = {name: getattr(draft, name) for name in draft.__dataclass_fields__}
    edit_engagement(board, type(draft)(**facts | {"handling": Handling.OFFICIAL_SENSITIVE}), now=NOW)
    assert render(notices()[0]) is None


@pytest.mark.parametrize(
    ("day", "hour", "count"),
    [(11, 10, 0), (12, 10, 0), (14, 6, 0), (14, 10, 1), (18, 10, 1), (21, 10, 2), (30, 10, 2)],
)
def test_reminders_leave_the_working_day_after_and_five_later_in_office_hours(place, chief, day, hour, count):
    """12 and 13 September are a weekend."""
    held(place, chief)
    moment = datetime(2026, 9, 12, 10, tzinfo=UTC)
    while moment.day <= day and moment.month == 9:
        remind_due(moment.replace(hour=hour))
        moment += timedelta(days=1)
    assert len(notices("report_back_reminder")) == count


def test_who_has_told_or_need_not_tell_is_reminded_no_more(place, chief):
    held(place, chief)
    late = datetime(2026, 9, 14, 10, tzinfo=UTC)
    assert len(due_reminders(late)) == 1
    (report,) = reports()
    remind_due(late)
    (reminder,) = notices("report_back_reminder")
    assert render(reminder).subject.startswith("Still wanted: two lines on Melton")
    waive(report, now=late)
    assert render(reminder) is None
    assert due_reminders(late + timedelta(days=10)) == []
    give_report(report, WORDS, by="Chief Executive", now=late)
    assert (report.waived_at, report.words) == (None, WORDS)


def test_whoever_sat_there_tells_by_the_link_and_a_second_press_changes_nothing(place, chief, client):
    held(place, chief)
    commit()
    (report,) = reports()
    path, number = f"/r/{report_token(report)}", report.id
    for _ in range(2):
        assert submit(client, path, {"words": WORDS}).status_code == 303
    db.session.expire_all()
    stored = db.session.get(ReportBack, number)
    assert (stored.words, stored.told_by) == (WORDS, "Chief Executive")
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "representation.reported")).all()
    assert [(each.actor_kind, each.summary) for each in entries] == [
        ("link", "Chief Executive reported back on Melton Community Safety Partnership")
    ]
    shown = client.get(path)
    assert WORDS.splitlines()[1] in shown.text
    assert shown.headers["X-Robots-Tag"].startswith("noindex")


def press_at_once(app, path) -> list[int]:
    together = threading.Barrier(2)

    def press(_number: int) -> int:
        with app.app_context():
            phone = app.test_client()
            form = form_values(page(phone.get(path)).select_one("main form"))
            together.wait()
            return phone.post(path, data=form | {"words": WORDS}).status_code

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(press, range(2)))


def test_two_presses_at_the_same_moment_are_one_report(place, chief, app):
    held(place, chief)
    path = f"/r/{report_token(reports()[0])}"
    commit()
    assert press_at_once(app, path) == [303, 303]
    db.session.expire_all()
    told = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "representation.reported"))
    assert len(told.all()) == 1


def test_a_press_that_does_not_wait_for_the_other_is_refused(place, chief, app, monkeypatch):
    held(place, chief)
    path = f"/r/{report_token(reports()[0])}"
    commit()
    db.session.remove()
    monkeypatch.setattr(owing, "lock_report", lambda _report: sleep(0.2))
    with no_serialised_writers(monkeypatch):
        assert sorted(press_at_once(app, path)) == [303, 409]


def test_looking_at_the_link_changes_nothing_and_a_wrong_one_opens_nothing(place, chief, client):
    held(place, chief)
    commit()
    path = f"/r/{report_token(reports()[0])}"
    for _ in range(3):
        assert client.get(path).status_code == 200
        client.head(path)
    db.session.expire_all()
    assert [(each.words, each.told_at, each.version) for each in reports()] == [("", None, reports()[0].version)]
    assert client.get("/r/" + "a" * 32).status_code == 404


def test_an_empty_report_is_refused_beside_its_field(place, chief, client):
    held(place, chief)
    commit()
    refused = submit(client, f"/r/{report_token(reports()[0])}", {"words": " \n"})
    assert refused.status_code == 422
    assert "Write two lines" in page(refused).select_one(".govuk-error-message").text


def test_it_is_told_on_a_phone_without_javascript(place, chief, phone_page):
    held(place, chief)
    path = f"/r/{report_token(reports()[0])}"
    commit()
    phone_page.goto(path)
    assert phone_page.evaluate("document.documentElement.scrollWidth") <= 390
    phone_page.get_by_label("What was decided").fill(WORDS)
    phone_page.get_by_role("button", name="Save").click()
    assert "What you told us is saved" in phone_page.content()
    db.session.expire_all()
    assert reports()[0].words == WORDS


def test_the_office_notes_what_it_heard_asks_elsewhere_and_does_without(place, chief, manager):
    held(place, chief)
    board = held(place, chief, on=date(2026, 9, 3))
    commit()
    first, second = (f"/evidence/representation/owed/{each.id}" for each in reports())
    said = submit(manager, first, {"words": WORDS}, form=f"form[action='{first}/note']")
    assert said.status_code == 303
    assert submit(manager, second, {"address": "nowhere"}, form=f"form[action='{second}/ask']").status_code == 422
    submit(manager, second, {"address": "pa@example.org"}, form=f"form[action='{second}/ask']")
    submit(manager, second, form=f"form[action='{second}/waive']")
    db.session.expire_all()
    told, left = reports()
    assert told.words == WORDS
    assert (left.address, left.waived_at is not None) == ("pa@example.org", True)
    listed = page(manager.get("/evidence/representation/owed"))
    assert "Nobody owes a report" in listed.text
    assert "Not needed" in page(manager.get(f"/engagements/{board.id}")).select_one("#report-back").text
    file = page(manager.get(f"/partners/bodies/{place.body_id}"))
    assert "We are to pay a third." in file.select_one("#representation").text

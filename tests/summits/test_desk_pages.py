"""An agency's own page: what it shows, what its forms do, and that looking changes nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import db
from scheduler.engagements.rules import EngagementStatus
from scheduler.outbox.models import Notice
from scheduler.summits.models import Agency, AgencyLink, AssessmentFile, AssessmentRequest
from scheduler.summits.routes.desk_sections import _sections, sections_for
from scheduler.summits.service.assessment_files import receive_file
from scheduler.summits.service.assessments import set_template, share
from tests import factories
from tests.browsing import page, submit
from tests.digest import database_digest
from tests.summits.homework import agency, asked, desk_of, link_of, send
from tests.uploads.documents import pdf
from tests.uploads.handing_in import PDF, kept_file


@pytest.fixture
def now():
    return utc_now()


@pytest.fixture
def melton(app, now) -> Agency:
    """Asked for a day three weeks from now; the summit is in six."""
    starts_at = now + timedelta(days=42)
    summit = factories.summit()
    summit.engagement.starts_at, summit.engagement.ends_at = starts_at, starts_at + timedelta(hours=6)
    made = agency(summit)
    asked(summit, made, due_on=local_day(now) + timedelta(days=21), now=now)
    db.session.commit()
    return made


@pytest.fixture
def desk(melton: Agency) -> str:
    path = desk_of(melton)
    db.session.commit()
    return path


def request() -> AssessmentRequest:
    db.session.rollback()
    return db.session.query(AssessmentRequest).first()


def test_the_page_says_what_is_asked_and_what_is_taken(client: FlaskClient, melton: Agency, desk: str, now) -> None:
    set_template(melton.summit, "Which harm grew?\nWhere?", "By hand to the office.", kept_file(), by="R", now=now)
    text = page(client.get(desk)).get_text(" ", strip=True)
    for words in (
        "Melton Borough Council",
        "Which harm grew?",
        "By hand to the office.",
        "Up to 25 MB",
        "Save the template",
    ):
        assert words in text
    assert client.get(f"{desk}/template").data == PDF


def test_looking_changes_nothing(client: FlaskClient, desk: str) -> None:
    before = database_digest()
    for path in (desk, f"{desk}/template", f"{desk}/assessment/1", f"{desk}/assessment/1/receipt"):
        client.get(path)
        client.head(path)
    db.session.rollback()
    assert database_digest() == before


def test_a_file_sent_gives_a_receipt_and_stands_on_the_page(client: FlaskClient, desk: str) -> None:
    response = send(client, desk, pdf(), "Crime needs 2026.pdf")
    assert response.location.endswith("/assessment/1/receipt")
    receipt = page(client.get(response.location)).get_text(" ", strip=True)
    file = db.session.query(AssessmentFile).one()
    assert file.upload.sha256 in receipt
    assert file.upload.uploaded_by == "Kit of Melton Borough Council"
    assert "Crime needs 2026.pdf" in client.get(desk).text
    assert client.get(f"{desk}/assessment/1").data == pdf()
    assert [notice.kind for notice in db.session.query(Notice).order_by(Notice.id)][-1] == "assessment_receipt"


def test_a_second_version_leaves_the_first(client: FlaskClient, desk: str) -> None:
    send(client, desk, pdf(), "one.pdf")
    send(client, desk, pdf(b"% changed\n"), "two.pdf")
    assert client.get(f"{desk}/assessment/1").data == pdf()
    assert client.get(f"{desk}/assessment/2").data == pdf(b"% changed\n")
    assert client.get(f"{desk}/assessment/3").status_code == 404


def test_a_late_one_is_taken_and_marked(client: FlaskClient, desk: str, now) -> None:
    request().due_on = local_day(now) - timedelta(days=1)
    response = send(client, desk, pdf())
    assert "after the day it was due" in client.get(response.location).text
    assert db.session.query(AssessmentFile).one().is_late


def test_a_sensitive_paper_is_shown_the_way_and_kept_nowhere(client: FlaskClient, desk: str) -> None:
    response = send(client, desk, pdf(), marking="OFFICIAL-SENSITIVE")
    assert response.status_code == 422
    assert "Nothing was kept." in response.text
    assert "Telephone the office" in response.text
    assert db.session.query(AssessmentFile).count() == 0


def test_the_marking_must_be_said(client: FlaskClient, desk: str) -> None:
    response = send(client, desk, pdf(), marking="")
    assert response.status_code == 422
    assert "Say how the paper is marked." in response.text


def test_a_promise_is_kept_and_shown(client: FlaskClient, desk: str, now) -> None:
    day = local_day(now) + timedelta(days=25)
    form = "form[action$='/promise']"
    assert submit(client, desk, {"for_on": [str(day.day), str(day.month), str(day.year)]}, form).status_code == 303
    assert request().promised_for_on == day
    assert "You said" in client.get(desk).text
    refused = submit(client, desk, {"for_on": ["1", "1", "2020"]}, form)
    assert refused.status_code == 422
    assert "That day is over." in refused.text


def test_who_has_none_says_so_and_may_change_their_mind(client: FlaskClient, desk: str) -> None:
    assert submit(client, desk, form="form[action$='/none']").status_code == 303
    assert not request().is_needed
    assert submit(client, desk, form="form[action$='/wanted']").status_code == 303
    assert request().is_needed


def test_shared_papers_are_read_by_others_and_unshared_ones_are_not(client, melton: Agency, desk: str, now) -> None:
    other = agency(melton.summit, "Rutland County Council")
    theirs = asked(melton.summit, other, due_on=local_day(now) + timedelta(days=21), now=now)[0]
    file = receive_file(theirs, kept_file(PDF + b"theirs"), "private words", by="Somebody Secret", now=now)
    path = f"{desk}/shared/{file.id}"
    db.session.commit()
    assert client.get(path).status_code == 404
    share(melton.summit, [theirs], now=now)
    db.session.commit()
    assert client.get(path).data == PDF + b"theirs"
    text = client.get(desk).text
    assert "Rutland County Council" in text
    assert "Somebody Secret" not in text
    assert "private words" not in text
    assert other.contact_address not in text


def test_another_summits_papers_are_out_of_reach(client: FlaskClient, desk: str, now) -> None:
    elsewhere = agency(factories.summit(), "Elsewhere")
    theirs = asked(elsewhere.summit, elsewhere, due_on=local_day(now) + timedelta(days=3), now=now)[0]
    file = receive_file(theirs, kept_file(), "", by="X", now=now)
    share(elsewhere.summit, [theirs], now=now)
    db.session.commit()
    assert client.get(f"{desk}/shared/{file.id}").status_code == 404


def test_an_ended_link_says_so_and_does_nothing(client: FlaskClient, melton: Agency, desk: str, now) -> None:
    link_of(melton).revoked_at = now
    db.session.commit()
    for response in (client.get(desk), client.get(f"{desk}/template"), client.get(f"{desk}/assessment/1")):
        assert response.status_code in {404, 410}
    assert "This link has ended" in client.get(desk).text
    assert client.get("/s/" + "a" * 32).status_code == 404


def test_after_a_cancellation_nothing_is_asked_any_more(client: FlaskClient, melton: Agency, desk: str) -> None:
    melton.summit.engagement.status = EngagementStatus.CANCELLED
    db.session.commit()
    text = client.get(desk).text
    assert "Nothing more is needed from you." in text
    assert "<form" not in page(client.get(desk)).select_one("main").decode()


def test_a_page_that_is_asked_for_nothing_is_kind(client: FlaskClient, melton: Agency, desk: str) -> None:
    db.session.delete(request())
    db.session.commit()
    assert "Nothing is asked of you at the moment." in client.get(desk).text
    assert client.get(f"{desk}/assessment/1").status_code == 404


def test_robots_are_kept_away(client: FlaskClient, desk: str) -> None:
    assert "noindex" in client.get(desk).headers["X-Robots-Tag"]


def test_after_the_day_the_strategy_stands_before_the_papers(
    melton: Agency,
    desk: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    facts = {"assessment": 10, "shared": 20, "strategy": 30, "approval": 40}
    link, day = db.session.query(AgencyLink).filter_by(agency_id=melton.id).one(), melton.summit.engagement.starts_at
    for key in facts:
        monkeypatch.setitem(_sections, key, replace(_sections[key], facts=lambda _link, _now: {}))
    before, after = ([each.key for each, _ in sections_for(link, day + timedelta(days=days))] for days in (-1, 2))
    assert (before, after) == (list(facts), ["strategy", "approval", "shared", "assessment"])

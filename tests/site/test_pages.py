import pytest
from flask import Flask
from flask.testing import FlaskClient

from scheduler.core.db import db
from scheduler.inbox.rules.keeping import RAW_KEPT
from scheduler.keeping.models import RetentionRule
from scheduler.keeping.rules.vocabulary import AtTheEnd, CountedFrom, RecordClass
from scheduler.site.routes import STARTED_ON
from scheduler.site.rules import SECURITY_TXT_LIFE
from scheduler.summits.rules.needs import USUAL_DAYS_KEPT
from tests import factories
from tests.browsing import page


@pytest.fixture
def visitor(client: FlaskClient) -> FlaskClient:
    """Nobody in particular, at the site of an office."""
    factories.office(name="Office of Exampleshire", privacy_contact="data@example.org", address="Hill Street")
    db.session.commit()
    return client


def test_privacy_notice_names_the_office_its_contact_and_every_period(visitor: FlaskClient) -> None:
    text = page(visitor.get("/privacy")).main.text
    assert "Office of Exampleshire is the controller" in text
    assert "Hill Street" in text
    for said in (
        "data@example.org",
        "0116 496 0000",
        "1 year from the event",
        "1 year from the end of the role",
        f"{RAW_KEPT.days} days",
        f"{USUAL_DAYS_KEPT} days after the summit",
        "6 years from the end of the financial year",
        "Information Commissioner",
    ):
        assert said in text


def test_privacy_notice_gives_the_periods_that_the_office_has_decided(visitor: FlaskClient) -> None:
    db.session.add(
        RetentionRule(
            record_class=RecordClass.ANSWERS,
            months=18,
            counted_from=CountedFrom.FINANCIAL_YEAR,
            at_the_end=AtTheEnd.ANONYMISE,
            basis="Decided",
        )
    )
    db.session.commit()
    text = page(visitor.get("/privacy")).main.text
    assert "18 months from the end of the financial year, then anonymised" in text
    assert "1 year from the event, then anonymised" in text, "that of the door's times is as it was"


def test_privacy_questions_go_to_the_office_when_no_other_contact_is_set(visitor: FlaskClient) -> None:
    factories.office(privacy_contact="")
    db.session.commit()
    assert page(visitor.get("/privacy")).find(href="mailto:office@example.org")


def test_accessibility_statement_has_the_parts_that_the_regulations_ask_for(visitor: FlaskClient) -> None:
    headings = [heading.text for heading in page(visitor.get("/accessibility")).main.find_all(["h1", "h2", "h3"])]
    for part in ("Feedback and contact", "Enforcement", "Compliance status", "Non-accessible content", "Preparation"):
        assert any(part in heading for heading in headings)


def test_security_txt_is_plain_text_that_expires_within_a_year_of_the_start(app: Flask, visitor: FlaskClient) -> None:
    response = visitor.get("/.well-known/security.txt")
    assert response.content_type == "text/plain; charset=utf-8"
    assert "Contact: mailto:office@example.org\n" in response.text
    assert f"Expires: {app.config[STARTED_ON] + SECURITY_TXT_LIFE}T00:00:00Z" in response.text


def test_a_security_contact_of_its_own_wins(visitor: FlaskClient) -> None:
    factories.office(security_contact="https://example.org/report")
    db.session.commit()
    assert "Contact: https://example.org/report\n" in visitor.get("/.well-known/security.txt").text


def test_robots_are_told_of_every_part_of_the_office(app: Flask, visitor: FlaskClient) -> None:
    lines = visitor.get("/robots.txt").text.splitlines()
    assert {"Disallow: /today", "Disallow: /engagements", "Disallow: /a", "Allow: /feeds"} <= set(lines)

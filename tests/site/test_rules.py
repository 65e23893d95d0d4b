from datetime import date
from urllib.robotparser import RobotFileParser

import pytest

from scheduler.site.rules import SECURITY_TXT_LIFE, closed_parts, robots_txt, security_txt

ROBOTS = robots_txt(["feeds", "accessibility"], ["today", "a", "engagements"])


def test_security_txt_has_the_fields_of_rfc_9116() -> None:
    text = security_txt("security@example.org", "https://office.example.org", date(2026, 9, 7))
    assert text.splitlines() == [
        "Contact: mailto:security@example.org",
        "Expires: 2027-09-02T00:00:00Z",
        "Preferred-Languages: en",
        "Canonical: https://office.example.org/.well-known/security.txt",
    ]
    assert SECURITY_TXT_LIFE.days < 365


def test_security_txt_names_a_page_that_takes_reports_as_it_is() -> None:
    text = security_txt("https://example.org/report", "https://office.example.org", date(2026, 9, 7))
    assert text.startswith("Contact: https://example.org/report\n")


@pytest.mark.parametrize("agent", ["Google-Calendar-Importer", "FeedFetcher-Google", "Outlook", "Mozilla/5.0"])
def test_every_program_may_fetch_a_feed(agent: str) -> None:
    assert _may(agent, "/feeds/secret.ics")


def test_search_engines_stay_out_of_everything_of_the_office() -> None:
    assert not _may("Googlebot", "/today")
    assert not _may("Googlebot", "/a/secret")
    assert not _may("Googlebot", "/engagements/17/edit")
    assert _may("Googlebot", "/accessibility")


def test_no_robot_is_shut_out_of_the_root() -> None:
    assert "Disallow: /" not in ROBOTS.splitlines()


def test_closed_are_the_first_parts_that_are_not_open() -> None:
    paths = ["/", "/today", "/a/<token>", "/a/<token>/receipt", "/feeds/<int:feed_id>", "/robots.txt"]
    assert closed_parts(paths, frozenset({"feeds", "robots.txt"})) == {"today", "a"}


def _may(agent: str, path: str) -> bool:
    parser = RobotFileParser()
    parser.parse(ROBOTS.splitlines())
    return parser.can_fetch(agent, path)

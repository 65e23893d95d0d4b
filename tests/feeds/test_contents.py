"""What stands in a feed's bytes, what never does, and on which days."""

import hashlib
import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest

from scheduler.core.clock import utc_now
from scheduler.core.db import db
from scheduler.engagements.rules import Detail, EngagementDraft, EngagementKind, EngagementStatus, Handling
from scheduler.engagements.service import plan_engagement
from scheduler.feeds.rules import Scope
from scheduler.ical.event import Timed
from scheduler.stakeholders.models import Place
from tests import factories
from tests.feeds.conftest import NOW, at, made_feed, rendered, shown_engagement
from tests.oracles import ORACLES, libical

EMAIL = re.compile(rb"[\w.+-]+@[\w-]+\.[\w.]+")
TELEPHONE = re.compile(rb"(?<!\d)0\d{2,4}[ \d]{6,}")
READ_IN_ANOTHER_PROCESS = """
import hashlib, sys
from scheduler.app import create_app
answer = create_app().test_client().get(f"/feeds/{sys.argv[1]}.ics", headers={"Accept-Encoding": sys.argv[2]})
print(hashlib.sha256(answer.data).hexdigest(), answer.headers["ETag"])
"""


@pytest.fixture
def _at_now(at_now):
    """For most tests the clock stands still."""


still = pytest.mark.usefixtures("_at_now")


def titles(ics: bytes) -> list[str]:
    return [str(event["SUMMARY"]) for event in icalendar.Calendar.from_ical(ics).walk("VEVENT")]


def full_engagement(**changes: object) -> object:
    """One with everything that a feed may show, and people whose addresses it may not."""
    post = factories.post(email="leader@example.org", pa_email="pa@example.org", telephone="0116 496 0123")
    factories.tenure(post=post, person=factories.person(email="rowan@example.org", telephone="07700 900123"))
    principal = factories.principal(email="commissioner@example.org", name="Ash Fennimore")
    defaults = {
        "title": "Visit to Melton",
        "purpose": "Priorities for next year",
        "online_url": "https://meet.example.org/room/12",
        "place": factories.place(name="Parkside", access_notes="Door code 4711"),
        "clash_reason": "The deputy stands in",
        "posts": [post],
        "principals": [principal],
    }
    return shown_engagement(**defaults | changes)


@still
@pytest.mark.parametrize("detail", Detail)
def test_no_feed_carries_what_would_change_its_meaning_or_name_people(fetch, detail):
    full_engagement()
    token = made_feed(detail=detail)[1]
    data = fetch(token).data
    unfolded = data.replace(b"\r\n ", b"")
    for name in (b"METHOD", b"ATTENDEE", b"ORGANIZER", b"BEGIN:VALARM", b"RDATE"):
        assert name not in unfolded
    without_uids = re.sub(rb"\r\nUID:[^\r]*", b"", unfolded)
    assert EMAIL.findall(without_uids) == []
    assert TELEPHONE.findall(without_uids) == []
    for hidden in (token.encode(), b"Rowan", b"Ash Fennimore", b"4711", b"stands in"):
        assert hidden not in unfolded


@still
def test_each_level_shows_what_it_says_and_no_more(fetch):
    full_engagement()
    full, title, busy = (fetch(made_feed(detail=detail)[1]).data.replace(b"\r\n ", b"") for detail in Detail)
    assert b"Priorities for next year" in full
    assert b"https://meet.example.org/room/12" in full
    assert b"SUMMARY:Visit to Melton" in title
    assert b"Parkside" in title
    for absent in (b"Priorities", b"meet.example.org", b"Commissioner"):
        assert absent not in title
    assert b"SUMMARY:Busy" in busy
    for absent in (b"Melton", b"Parkside", b"Priorities", b"meet.example.org", b"LOCATION", b"DESCRIPTION"):
        assert absent not in busy


@still
def test_official_sensitive_is_in_the_offices_full_feed_and_nowhere_else(fetch):
    engagement = full_engagement(title="Quiet word", handling=Handling.OFFICIAL_SENSITIVE)
    principal, post = engagement.principals[0], engagement.posts[0]
    assert titles(fetch(made_feed()[1]).data) == ["Quiet word"]
    others = [(Scope.OFFICE, None, Detail.TITLE), (Scope.OFFICE, None, Detail.BUSY)]
    others += [(Scope.PRINCIPAL, principal.id, detail) for detail in Detail]
    others += [(Scope.POST, post.id, Detail.FULL), (Scope.ORGANISATION, post.organisation_id, Detail.FULL)]
    for scope, key, detail in others:
        data = fetch(made_feed(scope, key, detail)[1]).data
        assert titles(data) == []
        assert b"Quiet" not in data


@still
def test_every_line_is_short_ends_in_crlf_and_is_utf_8(fetch):
    draft = EngagementDraft(
        kind=EngagementKind.VISIT,
        title="Dyfnaint \U0001f3db שלום · " * 8,
        purpose='NUL\x00 BEL\x07 "quoted"; back\\slash\r\nnext',
        principal_ids=(factories.principal().id,),
        when=Timed(NOW, NOW + timedelta(hours=1)),
    )
    plan_engagement(draft, now=NOW)
    db.session.commit()
    data = fetch(made_feed()[1]).data
    assert data.endswith(b"END:VCALENDAR\r\n")
    for line in data.removesuffix(b"\r\n").split(b"\r\n"):
        assert len(line) <= 75
        assert not {0, 7, 10, 13} & set(line)
        line.decode()


@still
def test_the_header_names_the_feed_and_hints_at_an_hour(fetch):
    data = fetch(made_feed(name="Commissioner’s diary")[1]).data
    for line in ("NAME:Commissioner’s diary", "X-WR-CALNAME:Commissioner’s diary", "X-PUBLISHED-TTL:PT1H",
                 "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "COLOR:teal", "VERSION:2.0"):  # fmt: skip
        assert f"\r\n{line}\r\n".encode() in data
    assert data.count(b"BEGIN:VTIMEZONE") == 1


@still
def test_entries_stand_by_start_then_by_uid(fetch):
    later = at(NOW + timedelta(days=3))
    for uid in ("b@example.org", "a@example.org"):
        shown_engagement(title=uid, uid=uid, **later)
    shown_engagement(title="whole day", starts_on=date(2026, 9, 10), ends_on=date(2026, 9, 10))
    shown_engagement(title="first", **at(NOW))
    assert titles(fetch(made_feed()[1]).data) == ["first", "whole day", "a@example.org", "b@example.org"]


@still
def test_the_window_is_twelve_months_back_and_twenty_four_ahead(fetch, at_now):
    today = NOW.date()
    for first in (date(2025, 9, 6), date(2025, 9, 7), date(2028, 9, 7), date(2028, 9, 8)):
        shown_engagement(title=str(first), starts_on=first, ends_on=first)
    token = made_feed()[1]
    first = fetch(token)
    assert titles(first.data) == ["2025-09-07", "2028-09-07"]
    at_now.move_to(datetime(2026, 9, 7, 23, 0, tzinfo=UTC))  # midnight in London
    second = fetch(token, If_Modified_Since=first.headers["Last-Modified"], If_None_Match=first.headers["ETag"])
    assert titles(second.data) == ["2028-09-07", "2028-09-08"]
    assert second.headers["Last-Modified"] == "Mon, 07 Sep 2026 23:00:00 GMT"
    assert today == date(2026, 9, 7)


@still
def test_a_cancelled_one_stays_for_fourteen_days_and_then_goes(fetch, at_now):
    engagement = full_engagement()
    engagement.status, engagement.cancelled_at, engagement.sequence = EngagementStatus.CANCELLED, NOW, 1
    rendered(engagement)
    token = made_feed()[1]
    shown = fetch(token)
    assert titles(shown.data) == ["CANCELLED: Visit to Melton"]
    at_now.shift(timedelta(days=14))
    assert fetch(token, If_None_Match=shown.headers["ETag"]).status_code == 304
    at_now.shift(timedelta(days=1))
    gone = fetch(token, If_Modified_Since=shown.headers["Last-Modified"])
    assert (gone.status_code, titles(gone.data)) == (200, [])


@still
@pytest.mark.parametrize("oracle", ORACLES)
def test_every_parser_reads_the_same_instants(fetch, oracle):
    expected = {}
    for hour in (
        datetime(2026, 10, 24, 9, tzinfo=UTC),
        datetime(2026, 10, 26, 9, tzinfo=UTC),
        datetime(2027, 3, 29, 9, tzinfo=UTC),
    ):
        engagement = shown_engagement(**at(hour))
        expected[engagement.uid] = (hour, hour + timedelta(hours=1))
    summit = shown_engagement(starts_on=date(2027, 3, 27), ends_on=date(2027, 3, 28))
    expected[summit.uid] = (date(2027, 3, 27), date(2027, 3, 29))
    data = fetch(made_feed()[1]).data
    assert ORACLES[oracle](data) == expected
    assert libical.complaints(data) == []


@still
def test_an_empty_feed_is_still_a_calendar_that_parsers_read(fetch):
    data = fetch(made_feed()[1]).data
    assert titles(data) == []
    assert ORACLES["icalendar"](data) == ORACLES["libical"](data) == {}


@still
@pytest.mark.once
def test_a_thousand_engagements_stay_below_a_megabyte(fetch):
    place = Place(
        name="Parkside", address="Station Approach, Burton Street", town="Melton Mowbray", postcode="LE13 1GH"
    )
    purpose = "Priorities for next year, the summit, and what the partnership asks of us."
    posts = [factories.post(organisation=factories.organisation(name="Melton Borough Council"))]
    many = [factories.engagement(place=place, purpose=purpose, posts=posts) for _ in range(1000)]
    rendered(*many)
    assert len(fetch(made_feed()[1]).data) < 1_000_000


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_two_processes_give_identical_bytes_and_tags(fetch, settings, coding):
    soon = utc_now().replace(microsecond=0) + timedelta(days=30)
    for number in range(20):
        shown_engagement(**at(soon + timedelta(days=number)))
    token = made_feed()[1]
    here = fetch(token, Accept_Encoding=coding)
    environment = os.environ | {
        "SCHEDULER_SECRET_KEY": settings.secret_key,
        "SCHEDULER_DATABASE_URL": settings.database_url,
        "SCHEDULER_BASE_URL": settings.base_url,
        "SCHEDULER_SMTP_URL": settings.smtp_url,
        "SCHEDULER_MAIL_FROM": settings.mail_from,
        "SCHEDULER_DATA_DIR": str(settings.data_dir),
        "PYTHONHASHSEED": "7",
    }
    command = [sys.executable, "-c", READ_IN_ANOTHER_PROCESS, token, coding]
    there = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.split()
    assert there == [hashlib.sha256(here.data).hexdigest(), here.headers["ETag"]]
    db.session.rollback()

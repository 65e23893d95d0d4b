"""What everybody may see: by setting, after the event, by role, never sensitive; as a page and as a calendar."""

import re
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest

from scheduler.audit.service import record
from scheduler.core.clock import utc_now
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.engagements.rules import EngagementKind, EngagementStatus, Handling, PlaceKind
from scheduler.invitations.rules import Authority
from scheduler.records.models import Presence
from scheduler.records.rules.vocabulary import Side
from scheduler.reports.queries.public import public_calendar, public_setting, shown_in
from scheduler.reports.rules.public import PublishingDraft
from scheduler.reports.rules.registers import RegisterPeriod
from scheduler.reports.service.publishing import set_publishing
from tests import factories
from tests.browsing import page, submit
from tests.factories import NOW
from tests.oracles import ORACLES
from tests.oracles.libical import complaints
from tests.queries import count_queries
from tests.reports.held import held

PAGE, CALENDAR = "/meetings-held", "/meetings-held.ics"
ALWAYS = RegisterPeriod(date(2000, 1, 1), date(2100, 1, 1))
MAY = date(2026, 5, 4)


def published(**changes: object):
    """The setting, switched on."""
    draft = PublishingDraft(**{"is_public": True} | changes)
    found = set_publishing(draft, seen=0)
    db.session.commit()
    return found


def days(setting, now: datetime = NOW):
    return [each.entry.on for each in shown_in(setting, ALWAYS, now)]


def test_without_the_setting_there_is_no_such_page(client, session):
    factories.office()
    held(MAY)
    assert [client.get(address).status_code for address in (PAGE, CALENDAR)] == [404, 404]
    set_publishing(PublishingDraft(is_public=False), seen=0)
    assert client.get(PAGE).status_code == 404
    assert public_setting() is None


@pytest.mark.parametrize(
    ("days_after", "now", "is_shown"),
    [
        (0, datetime(2026, 5, 4, 13, 59, tzinfo=UTC), False),
        (0, datetime(2026, 5, 4, 14, 0, tzinfo=UTC), True),
        (1, datetime(2026, 5, 4, 22, 59, tzinfo=UTC), False),
        (1, datetime(2026, 5, 4, 23, 0, tzinfo=UTC), True),
        (7, datetime(2026, 5, 10, 12, 0, tzinfo=UTC), False),
        (7, datetime(2026, 5, 11, 12, 0, tzinfo=UTC), True),
    ],
)
def test_a_meeting_is_shown_so_many_days_after_it_and_never_before_it_is_over(session, days_after, now, is_shown):
    held(MAY)
    assert bool(days(published(days_after=days_after), now)) is is_shown


def test_days_are_counted_from_the_last_one_of_a_long_event(session):
    held(MAY, starts_at=None, ends_at=None, starts_on=MAY, ends_on=date(2026, 5, 6))
    setting = published(days_after=1)
    assert days(setting, datetime(2026, 5, 6, 12, tzinfo=UTC)) == []
    assert days(setting, datetime(2026, 5, 7, 12, tzinfo=UTC)) == [MAY]


@pytest.mark.parametrize(
    "changes",
    [
        {"handling": Handling.OFFICIAL_SENSITIVE},
        {"status": EngagementStatus.AGREED},
        {"status": EngagementStatus.CANCELLED},
        {"kind": EngagementKind.CALL},
        {"posts": [], "place_kind": PlaceKind.OURS},
    ],
)
def test_what_is_not_to_be_shown_is_not(session, changes):
    held(MAY, **changes)
    assert days(published()) == []


def test_a_meeting_that_becomes_sensitive_is_gone_at_once(client, session):
    factories.office()
    meeting, _setting = held(MAY), published()
    assert "1 meeting" in client.get(f"{PAGE}?year=2026").text
    meeting.handling = Handling.OFFICIAL_SENSITIVE
    assert "No meeting of this year" in client.get(f"{PAGE}?year=2026").text


def test_kinds_and_the_first_day_are_the_office_s_choice(session):
    held(MAY, kind=EngagementKind.CALL)
    held(date(2026, 4, 1), kind=EngagementKind.CALL)
    held(MAY, kind=EngagementKind.VISIT)
    setting = published(kinds=(EngagementKind.CALL,), from_on=date(2026, 5, 1))
    assert [each.entry.format for each in shown_in(setting, ALWAYS, NOW)] == ["Call"]


def told_about_everything() -> None:
    """A meeting about which everything was typed that can be."""
    melton = factories.organisation(name="Melton Borough Council")
    leader = factories.post(organisation=melton)
    place = factories.place(name="Parkside", town="Melton Mowbray")
    typed = {"title": "Typed title", "purpose": "Typed purpose", "place_text": "Typed room", "place": place}
    meeting = held(MAY, posts=[leader], principals=[factories.principal(name="Typed Name")], **typed)
    came = {"engagement": meeting, "came": True, "name": "Typed Person"}
    stand_in = {"role": "Typed role", "is_substitute": True, "authority": Authority.FULL}
    db.session.add(Presence(side=Side.THEIRS, post=leader, **stand_in, **came))
    db.session.add(Presence(side=Side.THEIRS, role="Typed guest", **came))
    db.session.add(Presence(side=Side.OURS, role="Typed colleague", **came))
    db.session.flush()


def test_nothing_that_somebody_typed_about_it_is_shown(client, session):
    factories.office()
    told_about_everything()
    published()
    text = client.get(f"{PAGE}?year=2026").text
    feed = public_calendar(public_setting(), "Office", NOW).decode().replace("\r\n ", "")
    assert "Melton Borough Council (a substitute for the Leader)" in text
    assert "Parkside, Melton Mowbray" in text
    assert "Typed" not in text
    assert "Typed" not in feed
    assert "a substitute for the Leader" in feed


def test_the_page_goes_back_by_financial_years(client, session):
    factories.office()
    held(date(2025, 5, 5))
    held(date(2024, 12, 5))
    published()
    shown = page(client.get(PAGE))
    years = [each.text for each in shown.select("nav[aria-label=Years] li")]
    assert years[-2:] == ["2025 to 2026", "2024 to 2025"]
    assert page(client.get(f"{PAGE}?year=2024")).select_one("tbody th").text == "5 December 2024Meeting, in person"
    assert [client.get(f"{PAGE}?year={year}").status_code for year in (2023, 9_999_999_999)] == [404, 200]


def test_every_parser_reads_the_calendar_and_its_identifiers_are_its_own(session):
    meeting = held(MAY, title="=Typed, title")
    whole = held(MAY, starts_at=None, ends_at=None, starts_on=MAY, ends_on=MAY)
    setting = published()
    feed = public_calendar(setting, "The Office", NOW)
    assert complaints(feed) == []
    read = {name: parse(feed) for name, parse in ORACLES.items()}
    first = read.pop("icalendar")
    assert all(each == first for each in read.values())
    assert len(first) == 2
    assert not {meeting.uid, whole.uid} & first.keys()
    assert public_calendar(setting, "The Office", NOW + timedelta(days=1)) == feed
    text = feed.decode()
    assert not re.search("METHOD|ATTENDEE|ORGANIZER|VALARM", text)
    assert text.count("TRANSP:TRANSPARENT") == 2


def test_an_entry_keeps_its_identifier_when_its_record_changes(session):
    meeting, setting = held(MAY), published()
    before = icalendar.Calendar.from_ical(public_calendar(setting, "Office", NOW)).walk("VEVENT")[0]
    meeting.kind = EngagementKind.VISIT
    session.flush()
    after = icalendar.Calendar.from_ical(public_calendar(setting, "Office", NOW)).walk("VEVENT")[0]
    assert (before["UID"], before["SUMMARY"]) == (after["UID"], after["SUMMARY"].replace("Visit", "Meeting, in person"))


def test_a_program_that_has_it_already_is_told_so(client, session):
    factories.office()
    meeting = held((utc_now() - timedelta(days=9)).date())
    published()
    first = client.get(CALENDAR)
    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert first.headers["Cache-Control"] == "public, max-age=300"
    again = client.get(CALENDAR, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    meeting.kind = EngagementKind.VISIT
    assert client.get(CALENDAR, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    assert "Set-Cookie" not in first.headers


def test_a_calendar_is_drawn_once_for_all_and_anew_when_something_is_logged(client, session):
    factories.office()
    organisation = factories.organisation(name="Old name")
    held((utc_now() - timedelta(days=9)).date(), posts=[factories.post(organisation=organisation)])
    published()
    first = client.get(CALENDAR)
    with count_queries() as statements:
        assert client.get(CALENDAR).data == first.data
    assert len(statements) <= 5
    organisation.name = "New name"
    record("organisation.changed", "organisation", organisation.id, "Renamed")
    assert b"New name" in client.get(CALENDAR).data


def test_the_administrator_switches_it_on_and_sees_first_what_it_would_show(administrator, session):
    held((utc_now() - timedelta(days=3)).date())
    session.commit()
    address = "/settings/publishing"
    assert "this would be shown" in administrator.get(address).text
    refused = submit(administrator, address, {"is_public": "y", "days_after": "400"})
    assert refused.status_code == 422
    assert "from 0 to 365" in page(refused).select_one(".govuk-error-summary").text
    assert submit(administrator, address, {"is_public": "y", "days_after": "2"}).status_code == 303
    assert "this is shown" in administrator.get(address).text
    assert submit(administrator, address, {"version": "0"}).status_code == 409


def test_an_old_page_and_a_number_out_of_bounds_are_refused(session):
    published()
    with pytest.raises(VersionConflict):
        set_publishing(PublishingDraft(), seen=0)
    with pytest.raises(RuleBroken):
        set_publishing(PublishingDraft(days_after=-1), seen=1)


def test_many_meetings_cost_as_many_statements_as_one(session):
    def sent():
        db.session.expire_all()
        with count_queries() as statements:
            public_calendar(setting, "Office", NOW)
        return len(statements)

    held(MAY)
    setting = published()
    one = sent()
    for day in range(5, 25):
        held(date(2026, 5, day), principals=[factories.principal()], place=factories.place())
    assert sent() <= one + 1

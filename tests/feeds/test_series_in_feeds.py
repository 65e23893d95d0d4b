"""A series as one repeating entry: feeds and invitations know every meeting of it by the same UID and RECURRENCE-ID."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import time_machine

from scheduler.core.clock import local_day, utc_now
from scheduler.core.current import EXTENSION
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.calendar import draft_of
from scheduler.engagements.models import Engagement, EngagementSeries
from scheduler.engagements.queries.series import series_of
from scheduler.engagements.rules import Detail, Handling, SeriesUnit
from scheduler.engagements.rules.series import Repetition, series_days
from scheduler.engagements.service import cancel_engagement, edit_engagement, postpone_engagement
from scheduler.engagements.service.series import LaterChange, Planned, SeriesDraft, change_later, repeat_engagement
from scheduler.feeds.rules import Scope
from scheduler.ical.event import AllDay, Timed
from scheduler.invitations.models import Invitation
from scheduler.invitations.queries import live_links
from scheduler.invitations.rules import Answer, PartStat, ReplySource
from scheduler.invitations.service import invite, record_reply, withdraw_invitation
from scheduler.invitations.service.series import invite_to_later
from tests import factories
from tests.calendar_program import CalendarProgram
from tests.conftest import DATABASE
from tests.feeds.conftest import NOW, made_feed, rendered
from tests.oracles.libical import complaints
from tests.oracles.places import PLACE_ORACLES, Places
from tests.oracles.series import SERIES_ORACLES
from tests.outbox.draining import send_all
from tests.smtp import SmtpSink

FIRST = datetime(2026, 10, 6, 13, 0, tzinfo=UTC)
"""Tuesday, 2pm in London; the clocks go back before the fourth week."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ADDRESS = "rowan@example.org"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as travelling:
        yield travelling


@pytest.fixture
def leader(session):
    factories.office(quiet_out_of_hours=False)
    return factories.post(email=ADDRESS)


@pytest.fixture
def first(leader) -> Engagement:
    made = factories.engagement(title="Briefing", principals=[factories.principal()], **hour(FIRST))
    rendered(made)
    return made


def hour(starts_at: datetime) -> dict[str, datetime]:
    return {"starts_at": starts_at, "ends_at": starts_at + HOUR}


def repeated(first: Engagement, unit: SeriesUnit = SeriesUnit.WEEK, times: int = 6, but: int = 2) -> EngagementSeries:
    """As one entry, without the one of this number."""
    days = series_days(local_day(first.starts_at), Repetition(unit=unit, times=times))[1:]
    later = [Planned(day, day) for number, day in enumerate(days, 1) if number != but]
    made = repeat_engagement(first, SeriesDraft(unit=unit, every=1, later=later, as_one_entry=True), now=utc_now())
    commit()
    return made


def planned(series: EngagementSeries) -> Places:
    """What everybody should see."""
    kept = [each for each in series.occurrences if each.engagement.cancelled_at is None]
    return {(series.uid, each.recurs_at): each.engagement.starts_at for each in kept}


def moved(engagement: Engagement, by: timedelta) -> None:
    when = Timed(engagement.starts_at + by, engagement.ends_at + by)
    edit_engagement(engagement, replace(draft_of(engagement), when=when, clash_reason="x"), now=utc_now())


@pytest.mark.parametrize("detail", Detail)
@pytest.mark.parametrize("oracle", PLACE_ORACLES)
def test_every_program_sees_exactly_the_meetings_under_the_series_uid(first, fetch, oracle, detail):
    series = repeated(first)
    _, token = made_feed(detail=detail)
    moved(series.occurrences[1].engagement, DAY)
    cancel_engagement(series.occurrences[3].engagement, "Ill", now=NOW)
    commit()
    body = fetch(token).data
    assert PLACE_ORACLES[oracle](body) == planned(series)
    assert complaints(body) == []


@pytest.mark.parametrize("oracle", SERIES_ORACLES)
def test_the_rule_alone_gives_the_meetings_that_the_feed_shows_and_no_other(first, fetch, oracle):
    """A program that passes over exceptions still shows no day that was left out."""
    series = repeated(first)
    _, token = made_feed()
    body = fetch(token).data
    assert SERIES_ORACLES[oracle](body) == [each.recurs_at for each in series.occurrences]


@pytest.mark.parametrize("oracle", PLACE_ORACLES)
def test_a_monthly_one_on_the_last_friday_stays_there_whichever_is_the_first_shown(leader, fetch, oracle):
    friday = datetime(2026, 10, 30, 14, 0, tzinfo=UTC)
    series = repeated(
        factories.engagement(principals=[factories.principal()], **hour(friday)), SeriesUnit.MONTH, times=8
    )
    _, token = made_feed(Scope.POST, leader.id)
    for each in series.occurrences[1:]:
        invite(each.engagement, [leader], now=NOW)
    commit()
    wanted = planned(series)
    del wanted[series.uid, friday]
    assert PLACE_ORACLES[oracle](fetch(token).data) == wanted


def test_a_feed_shows_only_the_meetings_of_its_scope_and_none_of_the_others_titles(first, leader, fetch):
    series = repeated(first)
    with_them = series.occurrences[2].engagement
    invite(with_them, [leader], now=NOW)
    secret = series.occurrences[0].engagement
    edit_engagement(secret, replace(draft_of(secret), title="Something else"), now=NOW)
    commit()
    _, theirs = made_feed(Scope.POST, leader.id)
    body = fetch(theirs).data
    (place,) = PLACE_ORACLES["icalendar"](body)
    assert place == (series.uid, series.occurrences[2].recurs_at)
    assert b"Something else" not in body


def test_what_is_official_sensitive_is_in_no_feed_but_the_offices_nor_its_title(first, leader, fetch):
    series = repeated(first)
    hidden = series.occurrences[0].engagement
    draft = replace(draft_of(hidden), title="Hush", handling=Handling.OFFICIAL_SENSITIVE)
    edit_engagement(hidden, draft, now=NOW)
    commit()
    _, theirs = made_feed(Scope.PRINCIPAL, hidden.principals[0].id)
    body = fetch(theirs).data
    assert b"Hush" not in body
    assert (series.uid, FIRST) not in PLACE_ORACLES["ical.js"](body)
    assert len(PLACE_ORACLES["ical.js"](body)) == 4


def test_a_cancelled_one_is_shown_as_cancelled_and_left_out_after_its_fortnight(first, fetch, clock):
    series = repeated(first)
    gone = series.occurrences[3]
    cancel_engagement(gone.engagement, "Ill", now=NOW)
    commit()
    _, token = made_feed()
    early = fetch(token)
    assert b"SUMMARY:CANCELLED: Briefing" in early.data
    clock.shift(timedelta(days=16))
    late = fetch(token, If_None_Match=early.headers["ETag"])
    assert late.status_code == 200
    assert b"CANCELLED" not in late.data
    for oracle in PLACE_ORACLES.values():
        assert oracle(early.data) == oracle(late.data) == planned(series)
    assert rule_in(late.data)["SEQUENCE"] > rule_in(early.data)["SEQUENCE"]


def rule_in(body: bytes) -> icalendar.Event:
    return next(each for each in icalendar.Calendar.from_ical(body).walk("VEVENT") if "RRULE" in each)


def test_one_that_has_become_whole_days_keeps_its_place(first, fetch):
    series = repeated(first)
    on = date(2026, 10, 7)
    one = series.occurrences[0].engagement
    edit_engagement(one, replace(draft_of(one), when=AllDay(on, on)), now=NOW)
    commit()
    _, token = made_feed()
    events = icalendar.Calendar.from_ical(fetch(token).data).walk("VEVENT")
    (shown,) = (each for each in events if "RECURRENCE-ID" in each and each["RECURRENCE-ID"].dt == FIRST)
    assert shown["DTSTART"].dt == on


def test_making_the_series_changes_what_subscribers_get_and_nothing_changes_by_itself(first, fetch, gateway):
    _, token = made_feed()
    before = fetch(token)
    repeated(first)
    after = fetch(token, If_None_Match=before.headers["ETag"])
    assert after.status_code == 200
    gateway.bodies.clear()
    assert fetch(token).data == after.data
    assert fetch(token, If_None_Match=after.headers["ETag"]).status_code == 304


def test_a_series_of_single_entries_stays_as_it_was(first, fetch):
    day = local_day(FIRST) + 7 * DAY
    series = repeat_engagement(first, SeriesDraft(unit=SeriesUnit.WEEK, every=1, later=[Planned(day, day)]), now=NOW)
    commit()
    _, token = made_feed()
    expected = {(each.engagement.uid, None): each.engagement.starts_at for each in series.occurrences}
    assert PLACE_ORACLES["ical.js"](fetch(token).data) == expected


class Partner:
    """Rowan: a calendar program that takes our mail in, and a feed of what Rowan is in."""

    def __init__(self, sink: SmtpSink, leader, fetch: Callable, *, forgets: bool) -> None:
        self.program = CalendarProgram(ADDRESS, forgets_exceptions=forgets)
        self.sink, self.read, self.fetch = sink, 0, fetch
        _, self.token = made_feed(Scope.POST, leader.id)

    def reads_mail(self) -> None:
        send_all(utc_now())
        mails, self.read = self.sink.caught[self.read :], len(self.sink.caught)
        for each in mails:
            self.program.receive(each.message)

    def agrees(self, *oracles: str) -> None:
        """Each meeting has one identity, and it is the same in both."""
        self.reads_mail()
        body = self.fetch(self.token).data
        for name in oracles or PLACE_ORACLES:
            assert PLACE_ORACLES[name](body) == self.program.diary(), name


@pytest.fixture
def rowan(app, settings, monkeypatch, smtp_sink, leader, fetch):
    """Rowan, asked by calendar mails or told by files."""

    def partner(*, is_asked: bool, forgets: bool) -> Partner:
        reading = replace(settings, inbox_url="pipe:", inbox_address="office@example.org")
        monkeypatch.setitem(app.extensions, EXTENSION, reading if is_asked else settings)
        return Partner(smtp_sink, leader, fetch, forgets=forgets)

    return partner


def acts(series: EngagementSeries, leader, chance: random.Random) -> list[Callable[[], object]]:
    """What an office and a partner do to a series."""
    one = chance.choice([each.engagement for each in series.occurrences])
    start = series.occurrences[0].engagement
    held = db.session.query(Invitation).filter_by(engagement_id=one.id, post_id=leader.id, withdrawn_at=None).first()

    def answers() -> None:
        if held is not None:
            link, said = live_links(held)[0], chance.choice([PartStat.ACCEPTED, PartStat.TENTATIVE])
            record_reply(held, Answer(said), source=ReplySource.LINK, link=link, now=utc_now())

    return [
        lambda: moved(one, chance.choice([DAY, -DAY, HOUR])),
        lambda: edit_engagement(one, replace(draft_of(one), title="Talk"), now=utc_now()),
        lambda: change_later(start, LaterChange(place_text="Room 4", clash_reason="x"), now=utc_now()),
        lambda: cancel_engagement(one, "Ill", now=utc_now()),
        lambda: postpone_engagement(one, "Ill", now=utc_now()),
        lambda: invite(one, [leader], now=utc_now()),
        lambda: invite_to_later(start, now=utc_now()),
        lambda: held is not None and withdraw_invitation(held, now=utc_now()),
        answers,
    ]


@pytest.mark.parametrize("forgets", [True, False])
@pytest.mark.parametrize("seed", range(6 if DATABASE == "sqlite" else 2))
def test_whatever_happens_feed_and_invitations_name_the_same_meetings(first, leader, rowan, clock, seed, forgets):
    """Rowan is told of the first meeting before there is a series, before the others, or with them."""
    chance, partner = random.Random(seed), rowan(is_asked=seed < 4, forgets=forgets)  # noqa: S311 - a history, no secret
    if seed % 3 == 0:
        invite(first, [leader], now=utc_now())
        partner.reads_mail()
    series = repeated(first)
    if seed % 3 == 1:
        invite(first, [leader], now=utc_now())
        partner.agrees()
    invite(first, [leader], now=utc_now())
    invite_to_later(first, now=utc_now())
    partner.agrees()
    for _ in range(10):
        clock.shift(timedelta(minutes=5))
        act = chance.choice(acts(series_of(first), leader, chance))
        try:
            act()
            commit()
        except RuleBroken:
            db.session.rollback()
        partner.agrees("icalendar")
    partner.agrees()
    assert partner.program.diary().keys() <= {
        (each.engagement.uid, None) if not each.is_in_entry else (series.uid, each.recurs_at)
        for each in series.occurrences
    }

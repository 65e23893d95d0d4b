"""Finding the day: every penalty has its words and points; two days held, every host approves, the day is fixed."""

from datetime import date, time, timedelta

import pytest
import time_machine

from scheduler.almanac.rules import LayerKind
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.models import Absence
from scheduler.engagements.rules import EngagementStatus, HoldEnd
from scheduler.engagements.service import ClashFound
from scheduler.summits.models import HostApproval
from scheduler.summits.queries.checklist import checklist_of
from scheduler.summits.queries.days import USUAL_HOURS, held_days, scored_days
from scheduler.summits.rules.checklist import Standing
from scheduler.summits.rules.days import ScoredDay, best_days, weeks_of
from scheduler.summits.rules.timeline import Step
from scheduler.summits.service.days import fix_day, give_up_day, hold_day, record_approval, withdraw_approval
from tests import factories
from tests.browsing import page, submit
from tests.factories import NOW
from tests.queries import count_queries
from tests.summits.planning import THE_DAY, Planned, hours, planned

DAY = timedelta(days=1)
UNTIL = NOW + 21 * DAY
CLEAR = date(2026, 11, 25)
"""A Wednesday against which nothing speaks."""


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ours(app) -> Planned:
    return planned(None)


def scored_on(ours: Planned, day: date) -> ScoredDay:
    db.session.flush()
    return scored_days(ours.summit, day, day, USUAL_HOURS)[0]


def layer(day: date, **changes: object) -> None:
    times = {name: changes.pop(name) for name in ("starts", "ends") if name in changes}
    made = factories.layer(**changes)
    factories.layer_entry(layer=made, first_on=day, last_on=day, words="", **times)


def test_a_day_in_the_middle_of_the_week_is_clear(ours) -> None:
    assert scored_on(ours, CLEAR).penalties == ()
    assert (scored_on(ours, CLEAR).points, scored_on(ours, CLEAR).look) == (0, "clear")


def test_mondays_and_fridays_cost_a_little(ours) -> None:
    for shift in (-2, 2):
        found = scored_on(ours, CLEAR + shift * DAY)
        assert found.points == 3
        assert "fewer come than from Tuesday to Thursday" in found.penalties[0].words


@pytest.mark.parametrize(
    ("kind", "weight"),
    [(LayerKind.SCHOOL_HOLIDAYS, 7), (LayerKind.PANEL, 6), (LayerKind.RELIGIOUS, 5), (LayerKind.CIVIC, 4)],
)
def test_each_layer_costs_its_weight_and_is_named(ours, kind, weight) -> None:
    layer(CLEAR, name=f"The {kind}", kind=kind, weight=weight)
    found = scored_on(ours, CLEAR)
    assert [(each.words, each.points) for each in found.penalties] == [(f"The {kind}", weight)]


def test_the_school_holidays_of_each_council_count_though_nobody_is_invited_yet(ours) -> None:
    for name in ("County", "City"):
        layer(CLEAR, name=f"School holidays, {name}", weight=4, organisations=[factories.organisation(name=name)])
    assert scored_on(ours, CLEAR).points == 8


def test_the_pre_election_period_is_dear(ours) -> None:
    layer(CLEAR, kind=LayerKind.PRE_ELECTION, weight=3)
    assert scored_on(ours, CLEAR).penalties[0].points == 10


def test_a_hard_layer_and_a_bank_holiday_rule_a_day_out(ours) -> None:
    layer(CLEAR, name="Party conference", kind=LayerKind.OTHER, is_hard=True)
    christmas = date(2026, 12, 25)
    for day, words in ((CLEAR, "Party conference"), (christmas, "Bank holiday: Christmas Day")):
        found = scored_on(ours, day)
        assert (found.points, found.look) == (None, "out")
        assert words in [each.words for each in found.penalties]


def test_a_council_evening_costs_one_point_because_the_hour_is_another(ours) -> None:
    evening = {"starts": time(18, 30), "ends": time(21)}
    layer(CLEAR, name="Council", kind=LayerKind.COUNCIL_MEETINGS, weight=8, **evening)
    (penalty,) = scored_on(ours, CLEAR).penalties
    assert (penalty.points, penalty.words) == (1, "Council, 6:30pm to 9pm, at another hour")


def test_what_stands_in_a_hosts_diary_costs_and_leave_rules_out(ours) -> None:
    when = hours(CLEAR, time(14), time(15))
    factories.engagement(title="Board", principals=[ours.constable], starts_at=when.starts_at, ends_at=when.ends_at)
    found = scored_on(ours, CLEAR)
    assert [(each.words, each.points) for each in found.penalties] == [
        ("The Chief Constable has “Board” from 2pm to 3pm", 20)
    ]
    db.session.add(Absence(principal=ours.commissioner, first_on=CLEAR, last_on=CLEAR, words="leave"))
    assert scored_on(ours, CLEAR).points is None


def test_the_summits_own_holds_are_not_in_its_way(ours) -> None:
    hold_day(ours.summit, hours(CLEAR), expires_at=UNTIL, now=NOW)
    assert scored_on(ours, CLEAR).points == 0


def test_the_best_days_come_first_and_weeks_have_five_days(ours) -> None:
    layer(CLEAR, weight=5)
    days = scored_days(ours.summit, date(2026, 11, 23), date(2026, 12, 1), USUAL_HOURS)
    assert [each.day.day for each in best_days(days, 3)] == [24, 26, 1]
    (first, second) = weeks_of(days)
    assert [each.day.day for each in first[1] if each] == [23, 24, 25, 26, 27]
    assert second[1][2:] == (None, None, None)


def test_a_year_is_scored_in_as_many_statements_as_a_week(ours) -> None:
    def statements(last_on: date) -> int:
        db.session.expire_all()
        with count_queries() as sent:
            scored_days(ours.summit, CLEAR, last_on, USUAL_HOURS)
        return len(sent)

    statements(CLEAR)  # bank holidays are asked once a transaction
    assert statements(CLEAR + 7 * DAY) == statements(CLEAR + 364 * DAY) <= 20


def test_two_days_may_be_held_and_no_third(ours) -> None:
    for number in (0, 1):
        hold_day(ours.summit, hours(CLEAR + number * DAY), expires_at=UNTIL, now=NOW)
    with pytest.raises(RuleBroken, match="Two days are held already"):
        hold_day(ours.summit, hours(CLEAR + 6 * DAY), expires_at=UNTIL, now=NOW)
    give_up_day(held_days(ours.summit)[0].hold, now=NOW)
    hold_day(ours.summit, hours(CLEAR + 6 * DAY), expires_at=UNTIL, now=NOW)
    assert [each.hold.starts_at.day for each in held_days(ours.summit)] == [26, 1]


def test_a_host_who_is_taken_needs_a_reason_for_a_hold(ours) -> None:
    when = hours(CLEAR)
    factories.engagement(principals=[ours.constable], starts_at=when.starts_at, ends_at=when.ends_at)
    with pytest.raises(ClashFound):
        hold_day(ours.summit, when, expires_at=UNTIL, now=NOW)
    assert hold_day(ours.summit, when, expires_at=UNTIL, now=NOW, clash="It is moved").released_at is None


def test_the_day_is_fixed_when_every_host_approved_it_and_not_before(ours) -> None:
    first, second = (hold_day(ours.summit, hours(CLEAR + number * DAY), expires_at=UNTIL, now=NOW) for number in (0, 1))
    record_approval(ours.summit, first, ours.commissioner, now=NOW)
    record_approval(ours.summit, first, ours.commissioner, now=NOW)
    with pytest.raises(RuleBroken, match="Missing: Chief Constable"):
        fix_day(ours.summit, held_days(ours.summit)[0], now=NOW)
    record_approval(ours.summit, first, ours.constable, now=NOW)
    fix_day(ours.summit, held_days(ours.summit)[0], now=NOW)
    engagement = ours.summit.engagement
    assert (engagement.status, engagement.starts_at) == (EngagementStatus.AGREED, first.starts_at)
    assert (first.end, second.end) == (HoldEnd.CHOSEN, HoldEnd.LOST)
    steps = {each.rule.step: each for each in checklist_of(ours.summit, now=NOW)}
    assert steps[Step.HOSTS_APPROVE].standing is Standing.DONE
    assert steps[Step.HOSTS_APPROVE].evidence.words == "Every host approved 25 November 2026"


def test_an_approval_that_is_taken_back_does_not_count(ours) -> None:
    hold = hold_day(ours.summit, hours(CLEAR), expires_at=UNTIL, now=NOW)
    for host in (ours.commissioner, ours.constable):
        record_approval(ours.summit, hold, host, now=NOW)
    withdraw_approval(ours.summit, hold, ours.constable)
    withdraw_approval(ours.summit, hold, ours.constable)
    assert [host.title for host in held_days(ours.summit)[0].missing] == ["Chief Constable"]


def test_only_hosts_approve(ours) -> None:
    hold = hold_day(ours.summit, hours(CLEAR), expires_at=UNTIL, now=NOW)
    with pytest.raises(RuleBroken, match="is no host"):
        record_approval(ours.summit, hold, factories.principal(title="Deputy"), now=NOW)


def test_from_the_calendar_to_the_fixed_day_on_pages(manager) -> None:
    ours = planned(None)
    home = f"/summits/{ours.summit.id}/date"
    calendar = page(manager.get(f"{home}/calendar?first_on=23+November+2026&last_on=4+December+2026"))
    assert len(calendar.select("table.weeks tbody tr")) == 2
    link = calendar.find("a", string=lambda text: text and text.startswith("Hold it")) or calendar.select_one(
        "a[href*='/date/hold']"
    )
    assert submit(manager, link["href"]).status_code == 303
    for _ in (ours.commissioner, ours.constable):
        assert submit(manager, home, form="main form[action*=approvals]:not(:has(input[name=do]))").status_code == 303
    assert db.session.query(HostApproval).count() == 2
    fix = page(manager.get(home)).find("a", string="Fix the day")["href"]
    assert submit(manager, fix).status_code == 303
    text = page(manager.get(home)).select_one("main").get_text(" ", strip=True)
    assert "Tuesday 24 November 2026, 9:30am to 4pm" in text
    assert "Slip the date" in text


def test_the_calendar_explains_the_day_that_is_pointed_at_and_every_day_when_asked(viewer) -> None:
    ours = planned(None)
    layer(THE_DAY, name="Half-term in the city", weight=5)
    db.session.commit()
    path = f"/summits/{ours.summit.id}/date/calendar?day={THE_DAY}&first_on=7+December+2026"
    chosen = page(viewer.get(path)).select_one("#day").get_text(" ", strip=True)
    assert "Half-term in the city (5 points)" in chosen
    everything = page(viewer.get(f"/summits/{ours.summit.id}/date/calendar?all=1")).get_text(" ", strip=True)
    assert "Every day and why" in everything


def test_a_period_that_cannot_be_read_is_said_beside_its_box(viewer) -> None:
    ours = planned(None)
    response = viewer.get(f"/summits/{ours.summit.id}/date/calendar?first_on=someday&times=4pm+to+9am")
    assert response.status_code == 422
    assert "not a day we can read" in response.text

"""Registers that leave the office: every meeting of a period once, by role, in three kinds of file."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from openpyxl import load_workbook

from scheduler.core.db import db
from scheduler.engagements.rules import EngagementKind, EngagementStatus, Handling, PlaceKind
from scheduler.invitations.rules import Authority
from scheduler.records.models import EngagementRecord, GiftOffer, Presence
from scheduler.records.rules.vocabulary import GiftDecision, Initiator, Side
from scheduler.reports.queries.registers_gifts import gifts_register
from scheduler.reports.queries.registers_held import left_out
from scheduler.reports.queries.registers_meetings import meetings_register
from scheduler.reports.rules.registers import RegisterPeriod, register_year, usual_periods
from tests import factories
from tests.browsing import page
from tests.factories import NOW
from tests.queries import count_queries
from tests.reports.held import SPRING, held

YEAR = RegisterPeriod(SPRING, date(2027, 3, 31))
MEETINGS, GIFTS = "/evidence/registers/meetings", "/evidence/registers/gifts"
ASKED = "from_on=2026-04-01&until_on=2027-03-31"


def cells(**changes: object) -> tuple[str, ...]:
    held(date(2026, 5, 4), **changes)
    return meetings_register(YEAR, NOW).rows[-1].cells


def test_a_row_says_who_met_whom_by_role_what_for_where_and_at_whose_wish(session):
    melton = factories.organisation(name="Melton Borough Council")
    leader, head = factories.post(organisation=melton), factories.post(organisation=melton, title="Chief Executive")
    factories.tenure(post=leader, person=factories.person(name="Joss Penhallow"))
    ours = factories.principal(name="Morgan Thornbury")
    engagement = held(
        date(2026, 5, 4),
        posts=[leader, head],
        principals=[ours],
        purpose="Priorities for the year",
        place=factories.place(name="Parkside", town="Melton Mowbray"),
    )
    facts = {"initiated_by": Initiator.PARTNER, "initiated_words": "Letter of 3 April"}
    session.add(EngagementRecord(engagement=engagement, **facts))
    session.flush()
    (row,) = meetings_register(YEAR, NOW).rows
    assert (row.on, row.cells) == (
        date(2026, 5, 4),
        (
            "Meeting, in person",
            "Commissioner",
            "Melton Borough Council (Leader, Chief Executive)",
            "Priorities for the year",
            "Parkside, Melton Mowbray",
            "The partner invited us: Letter of 3 April",
        ),
    )


def test_who_came_counts_once_somebody_wrote_it_down(session):
    leader, deputy = factories.post(), factories.principal(title="Deputy Commissioner")
    engagement = held(date(2026, 5, 4), posts=[leader], principals=[factories.principal()])
    came = {"engagement": engagement, "came": True}
    for_leader = {"name": "Bea Larkfield", "role": "Deputy Leader", "is_substitute": True, "authority": Authority.FULL}
    session.add_all(
        [
            Presence(side=Side.OURS, principal=deputy, **came),
            Presence(side=Side.THEIRS, post=leader, **for_leader, **came),
            Presence(side=Side.THEIRS, engagement=engagement, organisation=factories.organisation(), came=False),
        ]
    )
    session.flush()
    (row,) = meetings_register(YEAR, NOW).rows
    assert row.cells[1:3] == ("Deputy Commissioner", f"{leader.home.name} (Deputy Leader for the Leader)")


@pytest.mark.parametrize(
    ("changes", "listed"),
    [
        ({"status": EngagementStatus.WRITTEN_UP}, True),
        ({"status": EngagementStatus.AGREED}, False),
        ({"status": EngagementStatus.CANCELLED}, False),
        ({"handling": Handling.OFFICIAL_SENSITIVE}, False),
        ({"posts": [], "place_kind": PlaceKind.OURS}, False),
        ({"posts": [], "place_kind": PlaceKind.ELSEWHERE}, True),
    ],
)
def test_what_was_held_with_others_is_listed_and_nothing_else(session, changes, listed):
    held(date(2026, 5, 4), **changes)
    assert len(meetings_register(YEAR, NOW).rows) == listed


def test_days_are_those_of_the_office_s_clock_and_the_future_is_in_no_register(session):
    just_after_midnight = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
    held(SPRING, starts_at=just_after_midnight, ends_at=just_after_midnight + timedelta(hours=1))
    held(date(2026, 4, 2), starts_at=None, ends_at=None, starts_on=date(2026, 4, 2), ends_on=date(2026, 4, 3))
    held(date(2026, 9, 8))
    assert [row.on for row in meetings_register(YEAR, NOW).rows] == [SPRING, date(2026, 4, 2)]
    before = RegisterPeriod(date(2026, 3, 1), date(2026, 3, 31))
    assert meetings_register(before, NOW).rows == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": EngagementKind.CALL, "place_kind": PlaceKind.ONLINE}, ("Call", "Online")),
        ({"kind": EngagementKind.BOARD, "place_kind": PlaceKind.ONLINE}, ("Board meeting, online", "Online")),
        ({"kind": EngagementKind.VISIT, "place_text": "The market"}, ("Visit", "The market")),
        ({}, ("Meeting, in person", "Not noted")),
    ],
)
def test_format_and_place_in_words(session, changes, words):
    found = cells(**changes)
    assert (found[0], found[4]) == words


def test_the_office_is_told_what_a_register_leaves_out(session):
    held(date(2026, 5, 4), status=EngagementStatus.AGREED)
    held(date(2026, 12, 4), status=EngagementStatus.AGREED)
    held(date(2026, 5, 5), handling=Handling.OFFICIAL_SENSITIVE)
    found = left_out(YEAR, NOW)
    assert (found.not_marked, found.sensitive) == (1, 1)


def test_a_whole_day_is_over_at_the_office_s_midnight(session):
    day = date(2026, 6, 1)
    held(day, starts_at=None, ends_at=None, starts_on=day, ends_on=day, status=EngagementStatus.AGREED)
    late = datetime(2026, 6, 1, 22, 59, tzinfo=UTC)
    assert [left_out(YEAR, now).not_marked for now in (late, late + timedelta(minutes=1))] == [0, 1]


def test_every_offer_is_listed_taken_or_refused_and_none_of_a_sensitive_meeting(session):
    council = factories.organisation(name="Blaby District Council")
    quiet = held(date(2026, 5, 4), handling=Handling.OFFICIAL_SENSITIVE)
    facts = {"recorded_at": NOW, "organisation": council, "offered_by": "Chair"}
    session.add_all(
        [
            GiftOffer(offered_on=date(2026, 6, 2), what="Lunch", decision=GiftDecision.DECLINED, **facts),
            GiftOffer(
                offered_on=date(2026, 6, 1),
                what="A book by Ola Brackley",
                value_pence=1250,
                decision=GiftDecision.PASSED_ON,
                principal=factories.principal(),
                reason="To the library",
                **facts,
            ),
            GiftOffer(offered_on=SPRING, what="Tea", engagement=quiet, decision=GiftDecision.ACCEPTED, **facts),
        ]
    )
    factories.person(name="Ola Brackley")
    book, lunch = gifts_register(YEAR).rows
    chair = "Chair, Blaby District Council"
    assert book.cells == (
        *(chair, "Commissioner", "A book by [name removed]", "£12.50", "Accepted and passed on", "To the library"),
    )
    assert lunch.cells == (chair, "The office", "Lunch", "Not known", "Declined", "")


def test_177_meetings_without_one_personal_name(viewer, session):
    names = [factories.person(name=f"Canary{number} Zqx{number}").name for number in range(40)]
    posts = [factories.post(pa_name=f"Canarypa{number} Zqxpa{number}") for number in range(40)]
    for person, post in zip(names, posts, strict=True):
        factories.tenure(post=post, person=factories.person(name=f"{person} Jr"))
    ours = factories.principal(name="Canaryours Zqxours")
    for number in range(177):
        typed = {"purpose": f"Asked by {names[number % 40]}, see Cllr Zqx{number % 40}"} if number % 3 else {}
        held(SPRING + timedelta(days=number % 150), posts=[posts[number % 40]], principals=[ours], **typed)
    session.commit()
    page_of = viewer.get(f"{MEETINGS}?{ASKED}").text
    assert "177 meetings" in page_of
    files = {kind: viewer.get(f"{MEETINGS}.{kind}?{ASKED}").data for kind in ("csv", "xlsx", "html")}
    rows = list(csv.reader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    assert (len(rows) - 1, rows[0][0], rows[1][0]) == (177, "Date", "2026-04-01")
    sheet = load_workbook(io.BytesIO(files["xlsx"])).active
    assert [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)] == rows
    document = page(viewer.get(f"{MEETINGS}.html?{ASKED}"))
    assert len(document.select("tbody th[scope=row]")) == 177
    assert "177 meetings" in document.select_one("caption").text
    for text in (page_of, str(rows), files["html"].decode()):
        assert "zqx" not in text.casefold()
        assert "canary" not in text.casefold()


def test_no_cell_of_a_file_is_a_formula(viewer, session):
    held(date(2026, 5, 4), purpose="=HYPERLINK(1)", place_text="+44")
    session.commit()
    text = viewer.get(f"{MEETINGS}.csv?{ASKED}").data.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    sheet = load_workbook(io.BytesIO(viewer.get(f"{MEETINGS}.xlsx?{ASKED}").data)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert sheet["E2"].value == "=HYPERLINK(1)"


def test_a_file_says_its_period_in_its_name(viewer):
    answer = viewer.get(f"{GIFTS}.csv?{ASKED}")
    assert answer.headers["Content-Disposition"] == ('attachment; filename="gifts-2026-04-01-to-2027-03-31.csv"')


@pytest.mark.parametrize(
    ("asked", "said"),
    [("from_on=soon", "not a day we can read"), ("from_on=2026-05-02&until_on=1+May+2026", "before the first")],
)
def test_a_period_that_cannot_be_is_said_beside_its_field(viewer, asked, said):
    answer = viewer.get(f"{MEETINGS}?{asked}")
    assert answer.status_code == 200
    assert said in page(answer).select_one(".govuk-error-message").text


def test_the_financial_year_begins_in_april():
    assert register_year(date(2027, 3, 31)) == YEAR
    periods = dict(usual_periods(date(2026, 4, 1)))
    assert periods["Last quarter"] == RegisterPeriod(date(2026, 1, 1), date(2026, 3, 31))
    assert periods["Last financial year"] == RegisterPeriod(date(2025, 4, 1), date(2026, 3, 31))


def test_a_long_register_costs_as_many_statements_as_a_short_one(session):
    def sent():
        db.session.expire_all()
        with count_queries() as statements:
            meetings_register(YEAR, NOW)
        return len(statements)

    for day in (4, 5):
        held(date(2026, 5, day), principals=[factories.principal()], place=factories.place())
    short = sent()
    for day in range(6, 20):
        held(date(2026, 5, day), principals=[factories.principal()], place=factories.place())
    assert sent() == short


def test_the_page_of_all_evidence_leads_everywhere_and_says_how_it_stands(viewer):
    shown = page(viewer.get("/evidence"))
    links = [each["href"] for each in shown.select("dl a")]
    assert {MEETINGS, GIFTS, "/evidence/undertakings"} <= set(links)
    assert "no open ones" in shown.text

"""The board's pages: filters, exports, newcomers, what changed, and the call that is logged in ten seconds."""

import csv
import io
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementKind, EngagementStatus
from scheduler.forward_plan.models import Commitment
from scheduler.forward_plan.queries.commitments import newcomers
from scheduler.forward_plan.service.coverage import note_coverage
from tests import factories
from tests.browsing import page, submit
from tests.forward_plan.promises import made, met, rule

RECENTLY = local_day(utc_now()) - timedelta(days=30)


class World:
    """Two councils promised to the Commissioner by visit or call, each with a Leader; one was met."""

    def __init__(self, kinds: tuple[str, ...] = ("visit", "call")) -> None:
        self.principal = factories.principal()
        self.leaders = [
            factories.post(organisation=factories.organisation(name=name))
            for name in ("Blaby District Council", "=HYPERLINK(evil) Council")
        ]
        self.rule = rule(
            group=factories.post_group(),
            principals=[self.principal],
            kinds=list(kinds),
            from_on=RECENTLY - timedelta(days=30),
        )
        self.commitments = made(self.rule, utc_now())
        met(RECENTLY, self.leaders[:1], [self.principal])
        db.session.commit()

    @property
    def forgotten(self) -> Commitment:
        return next(each for each in self.commitments if each.organisation_id == self.leaders[1].organisation_id)


@pytest.fixture
def world(session) -> World:
    return World()


def test_the_board_answers_its_question_with_a_row_a_partner(world: World, viewer: FlaskClient) -> None:
    shown = page(viewer.get("/forward-plan"))
    assert shown.h1.text == "Who have we met?"
    assert [row.th.a.text for row in shown.select("main tbody tr")] == [
        "=HYPERLINK(evil) Council",
        "Blaby District Council",
    ]
    assert shown.select_one("[data-copy]")["data-copy"] == shown.select_one("#said").text.strip()
    assert shown.caption.text == "2 councils, most urgent first"


def test_a_viewer_is_offered_no_change_and_a_manager_is(world: World, viewer, manager) -> None:
    assert "Log a call" not in viewer.get("/forward-plan").text
    row = page(manager.get("/forward-plan")).select_one("tr.forgotten")
    plan = (
        row.find("a", string=lambda text: text and text.startswith("Plan a meeting")) or row.select(".board__do a")[0]
    )
    form = page(manager.get(plan["href"]))
    assert form.select_one(f"[name=posts][value='{world.leaders[1].id}']").has_attr("checked")
    assert form.select_one(f"[name=principals][value='{world.principal.id}']").has_attr("checked")


def test_an_unreadable_day_is_said_beside_its_box_and_today_is_shown(world: World, viewer: FlaskClient) -> None:
    shown = viewer.get("/forward-plan?on=someday")
    assert shown.status_code == 200
    assert "is not a day we can read" in shown.text


def test_a_filter_that_finds_nobody_says_what_to_do(world: World, viewer: FlaskClient) -> None:
    other = factories.principal(title="Deputy Commissioner")
    db.session.commit()
    assert "Clear the filter" in viewer.get(f"/forward-plan?principal={other.id}").text
    assert page(viewer.get("/forward-plan?pledge=999999")).select("main tbody tr") != []


def test_an_empty_office_is_shown_where_to_begin(manager: FlaskClient) -> None:
    assert page(manager.get("/forward-plan")).select_one(".empty a")["href"] == "/forward-plan/pledges/new"


def test_the_csv_is_the_board_and_no_cell_is_a_formula(world: World, viewer: FlaskClient) -> None:
    answer = viewer.get("/forward-plan/coverage.csv")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="coverage-')
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [(row["Partner"], row["State"]) for row in rows] == [
        ("'=HYPERLINK(evil) Council", "No entry"),
        ("Blaby District Council", "Held"),
    ]


def test_the_spreadsheet_holds_text_only(world: World, viewer: FlaskClient) -> None:
    sheet = load_workbook(io.BytesIO(viewer.get("/forward-plan/coverage.xlsx").data)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr"}
    assert sheet["A2"].value == "=HYPERLINK(evil) Council"


def test_exports_are_filtered_as_the_page_is(world: World, viewer: FlaskClient) -> None:
    day = (RECENTLY - timedelta(days=1)).isoformat()
    rows = list(
        csv.DictReader(io.StringIO(viewer.get(f"/forward-plan/coverage.csv?on={day}").data.decode("utf-8-sig")))
    )
    assert "In the diary" in {row["State"] for row in rows}


def test_whoever_joined_by_itself_is_announced_until_it_was_seen(world: World, manager: FlaskClient) -> None:
    factories.post(organisation=factories.organisation(name="Rutland County Council"))
    made(world.rule, utc_now())
    assert (
        "Joined by itself: Rutland County Council" in page(manager.get("/forward-plan")).select_one(".board__new").text
    )
    assert submit(manager, "/forward-plan", form=".board__new form").status_code == 303
    assert newcomers() == []
    assert page(manager.get("/forward-plan")).select_one(".board__new") is None


def test_what_changed_since_last_week_is_said(world: World, viewer: FlaskClient) -> None:
    note_coverage(now=utc_now() - timedelta(days=9))
    met(local_day(utc_now()) + timedelta(days=5), world.leaders[1:], [world.principal], status=EngagementStatus.AGREED)
    note_coverage(now=utc_now())
    said = page(viewer.get("/forward-plan")).select_one("section[aria-labelledby=moved]").text
    assert "=HYPERLINK(evil) Council: No entry, now In the diary" in " ".join(said.split())


def test_a_call_is_logged_with_one_press_and_counts_where_it_was_said(world: World, manager: FlaskClient) -> None:
    address = f"/forward-plan/commitments/{world.forgotten.id}/call"
    assert submit(manager, address).status_code == 303
    call = db.session.query(Engagement).filter_by(kind=EngagementKind.CALL).one()
    assert (call.status, call.title) == (EngagementStatus.HELD, "Call with Leader, =HYPERLINK(evil) Council")
    assert [each.id for each in call.principals] == [world.principal.id]
    shown = page(manager.get(f"/forward-plan/commitments/{world.forgotten.id}"))
    assert "Held" in shown.select_one(".summary").text
    assert page(manager.get("/forward-plan")).select("tr.forgotten") == []


def test_a_call_whose_outcome_was_typed_is_written_up(world: World, manager: FlaskClient) -> None:
    address = f"/forward-plan/commitments/{world.forgotten.id}/call"
    assert submit(manager, address, {"outcome": "They share figures."}).status_code == 303
    call = db.session.query(Engagement).filter_by(kind=EngagementKind.CALL).one()
    assert call.status is EngagementStatus.WRITTEN_UP
    shown = page(manager.get(f"/engagements/{call.id}")).find(id="record")
    assert "They share figures." in shown.text
    assert shown.find("a", string="Log a call with =HYPERLINK(evil) Council")["href"] == address


def test_where_no_call_was_promised_it_is_kept_and_does_not_count(session, manager: FlaskClient) -> None:
    world = World(kinds=())
    address = f"/forward-plan/commitments/{world.forgotten.id}/call"
    assert "A call does not count" in manager.get(address).text
    submit(manager, address)
    shown = page(manager.get(f"/forward-plan/commitments/{world.forgotten.id}"))
    assert "No entry" in shown.select_one(".summary").text
    assert "does not count: this kind of engagement does not count here" in shown.table.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"day": "1 January 2099", "times": "10am"}, "That is still to come"),
        ({"day": "someday"}, "is not a day we can read"),
        ({"times": "later"}, "are not times we can read"),
        ({"principals": []}, "Choose who of ours spoke"),
    ],
)
def test_a_call_that_cannot_have_been_is_refused_beside_its_box(world: World, manager, typed, said: str) -> None:
    answer = submit(manager, f"/forward-plan/commitments/{world.forgotten.id}/call", typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert db.session.query(Engagement).count() == 1


def test_a_call_during_another_engagement_happened_all_the_same(world: World, manager: FlaskClient) -> None:
    now = utc_now()
    factories.engagement(
        principals=[world.principal], starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1)
    )
    submit(manager, f"/forward-plan/commitments/{world.forgotten.id}/call")
    call = db.session.query(Engagement).filter_by(kind=EngagementKind.CALL).one()
    assert call.clash_reason == "Logged after the call"


def test_the_partners_page_tells_its_history(world: World, viewer: FlaskClient) -> None:
    blaby = next(each for each in world.commitments if each is not world.forgotten)
    other = factories.principal(title="Chief Executive")
    met(RECENTLY + timedelta(days=1), world.leaders[:1], [other], title="Without the Commissioner")
    note_coverage(now=utc_now())
    shown = page(viewer.get(f"/forward-plan/commitments/{blaby.id}"))
    verdicts = {row.th.text: row.select("td")[-1].text for row in shown.select("tbody tr")}
    assert verdicts["Without the Commissioner"] == "does not count: somebody of ours is missing"
    assert list(verdicts.values()).count("counts") == 1
    assert "How it stood" in shown.text


def test_an_ended_commitment_keeps_its_page(world: World, viewer: FlaskClient) -> None:
    world.leaders[0].organisation.ended_on = local_day(utc_now()) - timedelta(days=1)
    blaby = next(each for each in world.commitments if each is not world.forgotten)
    made(world.rule, utc_now())
    assert "Ended on" in page(viewer.get(f"/forward-plan/commitments/{blaby.id}")).select_one(".summary").text


def test_the_plans_pages_stand_beside_one_another(viewer: FlaskClient) -> None:
    ways = [link["href"] for link in page(viewer.get("/forward-plan")).select('nav[aria-label="Forward plan"] a')]
    assert {"/forward-plan/year", "/forward-plan/proposals", "/engagements/dates"} <= set(ways)
    for way in ways:
        nav = page(viewer.get(way)).select_one('nav[aria-label="Forward plan"]')
        assert nav is not None
        assert [link["href"] for link in nav.select("a")] == ways
        assert [link["href"] for link in nav.select("[aria-current]")] == [way]


def test_a_meeting_without_dates_leads_straight_to_offering_them(manager: FlaskClient) -> None:
    world = World()
    undated = factories.engagement(
        kind=EngagementKind.VISIT,
        posts=[world.leaders[0]],
        principals=[world.principal],
        status=EngagementStatus.TO_ARRANGE,
        starts_at=None,
        ends_at=None,
    )
    db.session.commit()
    assert page(manager.get("/forward-plan")).select(f'a[href="/engagements/{undated.id}/dates"]')

"""The year planner: its columns, what stands in them, its twin as a list, its print, its number of statements."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from playwright.sync_api import Page

from scheduler.almanac.models import Layer, LayerEntry
from scheduler.almanac.rules import LayerKind
from scheduler.core.db import db
from scheduler.engagements.models import Engagement, Hold
from scheduler.engagements.rules import EngagementKind, EngagementStatus
from scheduler.forward_plan.models import Commitment, CommitmentRule, Placement, Pledge, Proposal
from scheduler.forward_plan.rules.vocabulary import ProposalState
from scheduler.forward_plan.rules.year import Entry, Partner, Sign, Strip, Zoom, lay_out, period_of, strips_of
from scheduler.stakeholders.models import Organisation
from tests.browsing import page
from tests.factories import NOW, engagement, organisation, post, principal
from tests.queries import count_queries

YEAR = "/forward-plan/year?on=2026-09-07"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize(
    ("zoom", "columns", "first", "last", "before", "after"),
    [
        (Zoom.YEAR, 53, date(2026, 8, 31), date(2027, 9, 5), date(2025, 9, 1), date(2027, 9, 1)),
        (Zoom.QUARTER, 13, date(2026, 9, 7), date(2026, 12, 6), date(2026, 6, 8), date(2026, 12, 7)),
        (Zoom.MONTH, 30, date(2026, 9, 1), date(2026, 9, 30), date(2026, 8, 31), date(2026, 10, 1)),
    ],
)
def test_each_zoom_has_its_columns_and_neighbours(
    zoom: Zoom, columns: int, first: date, last: date, before: date, after: date
) -> None:
    period = period_of(zoom, date(2026, 9, 10))
    assert len(period.columns) == columns
    assert (period.first_on, period.last_on) == (first, last)
    assert (period.previous_on, period.next_on) == (before, after)


def test_the_columns_of_a_year_are_weeks_without_a_gap_and_every_month_has_its_heading() -> None:
    period = period_of(Zoom.YEAR, date(2026, 4, 15))
    pairs = zip(period.columns, period.columns[1:], strict=False)
    assert all(after.first_on == before.last_on + timedelta(days=1) for before, after in pairs)
    assert sum(span for _, span in period.months) == len(period.columns)
    names = [name for name, _ in period.months]
    assert names == [
        "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan 2027", "Feb", "Mar",
    ]  # fmt: skip


def test_an_entry_stands_in_its_week_and_only_a_promised_partner_without_one_is_forgotten() -> None:
    period = period_of(Zoom.YEAR, date(2026, 9, 1))
    melton, county, other, proposed = (Partner(("organisation", key), f"P{key}", key != 3) for key in (1, 2, 3, 4))
    arranged = Partner(("organisation", 5), "P5", is_promised=True, is_being_arranged=True)
    sunday = Entry(date(2026, 10, 4), "", Sign.HELD, "Visit", 1)
    entries = {melton.key: [sunday], proposed.key: [replace(sunday, sign=Sign.PROPOSED)]}
    lines = lay_out(period, [melton, county, other, proposed, arranged], entries)
    (column,) = [number for number, cell in enumerate(lines[0].cells) if cell]
    assert period.columns[column].first_on == date(2026, 9, 28)
    assert [line.note for line in lines] == ["", "no entry", "", "no entry", "being arranged, no date yet"]


def test_layers_become_one_strip_a_kind_and_each_word_stands_once_a_week() -> None:
    period = period_of(Zoom.QUARTER, date(2026, 10, 12))
    notes = [("school holidays", date(2026, 10, day), "half-term in the county") for day in (12, 13, 14)]
    notes += [("school holidays", date(2026, 10, 19), "half-term in the city"), ("panel", date(2027, 6, 1), "far away")]
    (strip,) = strips_of(period, notes)
    assert strip.cells[:3] == (("half-term in the county",), ("half-term in the city",), ())
    assert strip.letter == "S"


def test_no_two_kinds_of_layer_share_a_letter() -> None:
    letters = [Strip(kind.value, ()).letter for kind in LayerKind]
    assert len(set(letters)) == len(letters)


def promise(*partners: Organisation) -> CommitmentRule:
    """A rule for these partners; each has its commitment."""
    pledge = Pledge(title="Meet every council", source="Panel", source_on=date(2026, 7, 14), created_at=NOW)
    rule = CommitmentRule(
        pledge=pledge, organisation=partners[0], ideal_interval=6, longest_interval=9, from_on=date(2026, 7, 14),
        principals=[principal(title="Chief Constable")],
    )  # fmt: skip
    rule.commitments = [Commitment(organisation=each, joined_on=date(2026, 7, 14)) for each in partners]
    db.session.add(pledge)
    db.session.flush()
    return rule


def meeting(home: Organisation, at: datetime, **changes: object) -> Engagement:
    return engagement(starts_at=at, ends_at=at + HOUR, posts=[post(organisation=home)], **changes)


def row(shown: BeautifulSoup, name: str) -> str:
    (found,) = [each for each in shown.select("main tbody tr") if each.th and each.th.text.startswith(name)]
    return " ".join(found.text.split())


def test_every_state_shows_as_shape_and_words_and_the_forgotten_council_is_shouted(viewer: FlaskClient) -> None:
    names = ("Melton", "City", "County", "Rutland", "Blaby", "Harborough")
    melton, city, county, rutland, blaby, harborough = (organisation(name=name) for name in names)
    rule = promise(melton, city, county, rutland, blaby, harborough)
    engagement(
        title="Some day", starts_at=None, ends_at=None, status="to_arrange", posts=[post(organisation=harborough)]
    )
    meeting(melton, datetime(2026, 9, 3, 9, tzinfo=UTC), title="Visit to Melton", status=EngagementStatus.HELD)
    meeting(blaby, datetime(2026, 11, 3, 10, tzinfo=UTC), title="Visit to Blaby")
    meeting(blaby, datetime(2026, 12, 1, 10, tzinfo=UTC), title="Called off", status=EngagementStatus.CANCELLED)
    held = engagement(title="Visit to the City", starts_at=None, ends_at=None, posts=[post(organisation=city)])
    at = datetime(2026, 10, 8, 13, tzinfo=UTC)
    hold = {"starts_at": at, "ends_at": at + HOUR, "created_at": NOW, "expires_at": at}
    db.session.add(Hold(uid="h1@example.org", engagement=held, **hold))
    db.session.add(Hold(uid="h2@example.org", engagement=held, released_at=NOW, **hold))
    propose(rule, rutland, datetime(2027, 1, 12, 14, tzinfo=UTC))
    shown = page(viewer.get(YEAR))
    assert "Visit to Melton, Thursday 3 September 2026, 10am to 11am" in row(shown, "Melton")
    assert "●" in row(shown, "Melton")
    assert "■" in row(shown, "Blaby")
    assert "Called off" not in shown.text
    assert row(shown, "City").count("◐") == 1
    assert "○ Visit to Rutland, Tuesday 12 January 2027, 2pm to 3pm" in row(shown, "Rutland")
    assert [each.th.contents[0] for each in shown.select("tr.forgotten")] == ["County", "Rutland"]
    assert "no date yet" in row(shown, "Harborough")
    assert "2 promised partners without an entry: County and Rutland" in " ".join(
        shown.select_one(".lede").text.split()
    )


def test_who_declined_last_is_not_forgotten_until_a_later_meeting_was_held(viewer: FlaskClient) -> None:
    melton, county, city = (organisation(name=name) for name in ("Melton", "County", "City"))
    promise(melton, county, city)
    for home in (melton, county, city):
        meeting(home, datetime(2026, 11, 3, 10, tzinfo=UTC), status=EngagementStatus.DECLINED)
    meeting(county, datetime(2026, 8, 4, 9, tzinfo=UTC), status=EngagementStatus.HELD)
    meeting(city, datetime(2026, 12, 1, 10, tzinfo=UTC), title="Asked again")
    shown = page(viewer.get(YEAR))
    assert shown.select_one("tr:not(.forgotten) > th:-soup-contains(Melton) small").text == "declined"
    assert [each.th.contents[0] for each in shown.select("tr.forgotten")] == ["County"]
    assert "declined" not in row(shown, "City")
    assert "✕ Declined" in " ".join(page(viewer.get(f"{YEAR}&as=list")).main.text.split())


def propose(rule: CommitmentRule, home: Organisation, at: datetime) -> None:
    proposal = Proposal(
        title="Autumn", from_on=date(2026, 9, 1), until_on=date(2027, 8, 31), state=ProposalState.READY, created_at=NOW
    )
    commitment = next(each for each in rule.commitments if each.organisation is home)
    proposal.placements = [
        Placement(
            key="1", due_on=at.date(), commitment=commitment, title=f"Visit to {home.name}",
            starts_at=at, ends_at=at + HOUR, principal_ids=[each.id for each in rule.principals],
        )
    ]  # fmt: skip
    db.session.add(proposal)
    db.session.flush()


def test_a_principals_year_shows_what_they_take_part_in_and_whom_they_are_promised_to(viewer: FlaskClient) -> None:
    melton, rutland = organisation(name="Melton"), organisation(name="Rutland")
    rule = promise(rutland)
    commissioner = principal(title="Commissioner")
    meeting(melton, datetime(2026, 10, 8, 13, tzinfo=UTC), title="Mine", principals=[commissioner])
    meeting(melton, datetime(2026, 10, 15, 13, tzinfo=UTC), title="Another's")
    shown = page(viewer.get(f"{YEAR}&principal={commissioner.id}"))
    assert shown.h1.text == "Commissioner’s year"
    assert "Mine" in shown.text
    assert "Another's" not in shown.text
    assert "Rutland" not in shown.text
    assert "Rutland" in page(viewer.get(f"{YEAR}&principal={rule.principals[0].id}")).text
    assert viewer.get("/forward-plan/year?principal=9999").status_code == 404


def test_the_list_says_what_the_table_shows(viewer: FlaskClient) -> None:
    melton, county = organisation(name="Melton"), organisation(name="County")
    promise(melton, county)
    meeting(melton, datetime(2026, 10, 8, 13, tzinfo=UTC), title="Visit", kind=EngagementKind.SUMMIT)
    layer = Layer(name="County schools", kind=LayerKind.SCHOOL_HOLIDAYS)
    layer.entries = [LayerEntry(first_on=date(2026, 10, 12), last_on=date(2026, 10, 16), words="half-term")]
    db.session.add(layer)
    table, listed = page(viewer.get(YEAR)), page(viewer.get(f"{YEAR}&as=list"))
    for shown in (table, listed):
        assert "Visit, Thursday 8 October 2026, 2pm to 3pm" in " ".join(shown.main.text.split())
        assert "half-term" in shown.main.text
    assert listed.select("main table") == []
    assert "No entry" in listed.main.text
    hatched = table.select("tbody tr td.year__holidays")
    assert {cell["data-on"] for cell in hatched} == {"2026-10-12"}


def test_an_engagement_with_two_partners_counts_once(viewer: FlaskClient) -> None:
    posts = [post(organisation=organisation(name=name)) for name in ("Melton", "Rutland")]
    engagement(title="Joint visit", posts=posts)
    shown = page(viewer.get(YEAR))
    assert shown.select_one(".lede").text.strip().startswith("1 engagement")
    assert "Joint visit" in row(shown, "Melton")
    assert "Joint visit" in row(shown, "Rutland")


def test_the_year_asks_the_same_number_of_questions_however_much_stands_in_it(viewer: FlaskClient) -> None:
    def fill(number: int) -> None:
        for _ in range(number):
            home = organisation()
            promise(home)
            meeting(home, datetime(2026, 10, 8, 13, tzinfo=UTC))
        db.session.commit()

    fill(2)
    with count_queries() as few:
        assert viewer.get(YEAR).status_code == 200
    fill(12)
    with count_queries() as many:
        assert viewer.get(YEAR).status_code == 200
    assert len(many) == len(few)


@pytest.mark.once
def test_the_year_prints_on_one_a3_page_and_stays_within_a_phone(desk_page: Page, tmp_path: Path) -> None:
    for number in range(45):
        promise(organisation(name=f"Partner with quite a long name {number}"))
    db.session.commit()
    desk_page.goto(YEAR)
    desk_page.pdf(path=tmp_path / "year.pdf", prefer_css_page_size=True)
    printed = (tmp_path / "year.pdf").read_bytes()
    sizes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert [(round(float(wide) / 72 * 25.4), round(float(high) / 72 * 25.4)) for wide, high in sizes] == [(420, 297)]
    desk_page.set_viewport_size({"width": 390, "height": 844})
    desk_page.goto(YEAR)
    assert desk_page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.once
def test_dragging_an_engagement_to_another_week_asks_on_its_page_and_moves_nothing(desk_page: Page) -> None:
    melton = organisation(name="Melton")
    visit = meeting(melton, datetime(2026, 10, 8, 13, tzinfo=UTC), title="Visit", principals=[principal()])
    db.session.commit()
    desk_page.goto(YEAR)
    desk_page.locator("a[data-move]").drag_to(desk_page.locator("td[data-on='2026-11-16']").first)
    desk_page.wait_for_url("**/move?week=2026-11-16")
    assert desk_page.input_value("#day") == "Thursday 19 November 2026"
    db.session.expire_all()
    assert visit.starts_at == datetime(2026, 10, 8, 13, tzinfo=UTC)

"""The pages of the register: entered, handed over and ended there; what others see of it; what it exports."""

import csv
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit, db
from scheduler.core.wording import day_words
from scheduler.engagements.rules import EngagementStatus, Handling, PrincipalKind
from scheduler.representation.models import Representation
from scheduler.representation.service.sittings import follow_meeting
from tests import factories
from tests.browsing import page, submit
from tests.factories import NOW
from tests.representation.seats import alternate, meeting, seat

TODAY = date(2026, 9, 7)
CANARY = "Zephyrine Quillfeather"


@pytest.fixture
def chief(session):
    factories.office()
    return factories.principal(title="Chief Executive", name=CANARY, kind=PrincipalKind.CHIEF_EXECUTIVE)


def test_the_office_enters_changes_hands_over_and_ends_a_seat(manager, chief):
    body = factories.body(name="Melton Community Safety Partnership")
    deputy = factories.principal(title="Deputy")
    commit()
    refused = submit(manager, "/evidence/representation/new", {"source": "Police and Crime Panel"})
    assert refused.status_code == 422
    assert "Police and Crime Panel" in refused.text
    day = {"from_on": ["1", "1", "2026"], "body": str(body.id)}
    made = submit(manager, "/evidence/representation/new", {**day, "principal": str(chief.id), "every": "3"})
    path = made.location
    assert made.status_code == 303
    submit(manager, path, {"principal": str(deputy.id)}, form=f"form[action='{path}/alternates']")
    submit(manager, f"{path}/change", {"authority": "limited", "authority_words": "up to £5,000"})
    shown = page(manager.get(path))
    assert "Deputy" in shown.select_one("#alternates").text
    assert "May commit us within limits: up to £5,000" in shown.text
    assert "Every 3 months" in shown.text
    assert submit(manager, f"{path}/end", {"until_on": ["30", "6", "2026"]}).status_code == 303
    like = f"/evidence/representation/new?like={path.rsplit('/', 1)[1]}"
    submit(manager, like, {"principal": str(deputy.id), "from_on": ["1", "7", "2026"]})
    db.session.expire_all()
    first, second = db.session.scalars(select(Representation).order_by(Representation.id))
    assert (first.until_on, second.principal_id, second.every) == (date(2026, 6, 30), deputy.id, 3)


def test_a_reader_sees_the_register_and_no_buttons(viewer, chief):
    place = seat(principal=chief, role="", name="", every=1, is_by_invitation=True)
    commit()
    shown = page(viewer.get("/evidence/representation"))
    assert place.body.name in shown.select_one("#not-invited").text
    assert shown.select_one("a[href='/evidence/representation/new']") is None
    assert page(viewer.get(f"/evidence/representation/{place.id}")).select_one("main form") is None


def test_spreadsheets_speak_of_roles_and_never_name_anybody(viewer, chief):
    place = seat(principal=chief, every=3)
    seat(role="Director of Finance", name=f"{CANARY} the younger", address="canary@example.org")
    alternate(place, role="Head of Policy")
    commit()
    listed = viewer.get("/evidence/representation.csv").data.decode("utf-8-sig")
    assert "Chief Executive" in listed
    assert "Head of Policy" in listed
    assert "Zephyrine" not in listed
    assert "canary@" not in listed
    assert viewer.get("/evidence/representation.xlsx").data.startswith(b"PK")
    narrowed = viewer.get(f"/evidence/representation.csv?body={place.body_id}").data.decode("utf-8-sig")
    assert "Director of Finance" not in narrowed


def test_spreadsheets_count_nothing_that_is_sensitive(viewer, chief):
    place = seat(principal=chief)
    for days, handling in enumerate(Handling):
        board = meeting(place.body, TODAY - timedelta(days=days), principals=[chief], handling=handling)
        board.status = EngagementStatus.HELD
        follow_meeting(board, now=NOW)
    commit()
    assert "2 of 2 meetings" in page(viewer.get("/evidence/representation")).select_one("tbody").text
    (row,) = csv.DictReader(viewer.get("/evidence/representation.csv").data.decode("utf-8-sig").splitlines())
    assert (row["Meetings held"], row["Seat filled"]) == ("1", "1")


def test_the_office_says_how_a_meeting_went_and_the_engagement_shows_it(manager, chief):
    place = seat(role="Director of Finance")
    board = meeting(place.body, TODAY, principals=[chief], status=EngagementStatus.HELD)
    commit()
    address = f"/evidence/representation/{place.id}/meetings/{board.id}"
    assert submit(manager, address, {"sat": "alternate"}).status_code == 422
    assert submit(manager, address, {"sat": "alternate", "who": "Head of Policy"}).status_code == 303
    shown = page(manager.get(f"/engagements/{board.id}")).select_one("#report-back").text
    assert "An alternate went" in shown
    assert "Head of Policy" in shown
    elsewhere = meeting(factories.body(), TODAY, status=EngagementStatus.HELD)
    commit()
    assert manager.get(f"/evidence/representation/{place.id}/meetings/{elsewhere.id}").status_code == 404


def test_the_coverage_board_and_the_partner_s_page_say_who_has_not_invited_us(manager, chief):
    council = factories.organisation(name="Melton Borough Council")
    place = seat(principal=chief, every=1, is_by_invitation=True, body=factories.body(name="Forum", covers=[council]))
    commit()
    today = local_day(utc_now())
    assert "Forum" in page(manager.get("/forward-plan")).select_one("#not-invited").text
    early = manager.get(f"/forward-plan?on={day_words(place.from_on)}")
    assert page(early).select_one("#not-invited") is None
    assert "Not invited" in page(manager.get(f"/partners/bodies/{place.body_id}")).select_one("#representation").text
    assert "Forum" in page(manager.get(f"/partners/organisations/{council.id}")).select_one("#representation").text
    meeting(place.body, today + timedelta(days=7))
    commit()
    assert page(manager.get("/forward-plan")).select_one("#not-invited") is None


def test_a_body_that_has_ended_asks_for_the_end_of_our_seats(manager, chief):
    place = seat(principal=chief, body=factories.body(ended_on=date(2026, 6, 30)))
    seat(role="Director of Finance", body=place.body, until_on=date(2026, 6, 30))
    commit()
    shown = manager.get(f"/partners/bodies/{place.body_id}").text
    assert "Chief Executive has a seat on it without an end" in shown
    assert "Director of Finance has a seat on it" not in shown
    assert f"/evidence/representation/{place.id}/end" in shown


def test_pages_of_the_register_answer(manager, chief):
    parent = factories.body(name="Strategic Partnership Board")
    place = seat(principal=chief, body=factories.body(name="Executive", parent_id=parent.id), review_on=TODAY)
    follow_meeting(meeting(place.body, TODAY, principals=[chief], status=EngagementStatus.HELD), now=NOW)
    commit()
    assert "Executive" in page(manager.get("/evidence/representation/boards")).select_one("main li li").text
    assert "2 hours" in page(manager.get("/evidence/representation/load?year=2026")).select_one("tbody").text
    assert "Seats whose review is due" in manager.get("/evidence/representation?review=due").text
    noted = submit(
        manager,
        f"/evidence/representation/{place.id}",
        {"words": "Still right", "next_on": ["1", "9", "2099"]},
        form="form[action$='/review']",
    )
    assert noted.status_code == 303
    assert "Still right" in manager.get(f"/evidence/representation/{place.id}").text

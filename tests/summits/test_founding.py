"""A summit is planned on one page, with a day or without; an engagement of the kind becomes one by a button."""

import pytest
import time_machine
from sqlalchemy import select

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementKind, EngagementStatus
from scheduler.summits.models import Summit
from scheduler.summits.service import found_summit
from tests import factories
from tests.browsing import page, submit
from tests.factories import NOW
from tests.summits.planning import THE_DAY, hours, planned

NEW = "/summits/new"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(NOW, tick=False):
        yield


def only_one() -> Summit:
    db.session.expire_all()
    return db.session.scalars(select(Summit)).one()


def test_a_summit_without_a_day_keeps_what_is_known_of_it_in_words(manager) -> None:
    host = factories.principal()
    db.session.commit()
    typed = {
        "title": "Partnership summit",
        "principals": [str(host.id)],
        "purpose": "One strategy",
        "outcomes": "A strategy that everybody signs",
        "date_words": "early October",
    }
    response = submit(manager, NEW, typed)
    assert response.status_code == 303
    summit = only_one()
    assert (summit.engagement.kind, summit.engagement.status) == (EngagementKind.SUMMIT, EngagementStatus.TO_ARRANGE)
    assert summit.outcomes == "A strategy that everybody signs"
    assert [each.date_words for each in summit.chapters] == ["early October"]
    shown = page(manager.get("/summits")).select_one("main").get_text(" ", strip=True)
    assert "No day yet, meant for early October" in shown


def test_a_summit_with_a_day_is_in_the_diary_at_once(manager) -> None:
    host = factories.principal()
    db.session.commit()
    typed = {"title": "Summit", "principals": [str(host.id)], "day": "9 December 2026", "times": "9:30am to 4pm"}
    assert submit(manager, NEW, typed).status_code == 303
    summit = only_one()
    assert summit.engagement.status is EngagementStatus.AGREED
    assert summit.chapters[0].date_words == "9 December 2026"


def test_a_host_who_is_taken_is_named_and_the_office_may_go_on(manager) -> None:
    host, when = factories.principal(), hours(THE_DAY)
    factories.engagement(title="Board", principals=[host], starts_at=when.starts_at, ends_at=when.ends_at)
    db.session.commit()
    typed = {"title": "Summit", "principals": [str(host.id)], "day": "9 December 2026", "times": "9:30am to 4pm"}
    refused = submit(manager, NEW, typed)
    assert refused.status_code == 422
    assert "has “Board”" in refused.text
    seen = page(refused).select_one("#clashes_seen")["value"]
    accepted = manager.post(NEW, data=typed | {"clash_reason": "Board is moved", "clashes_seen": seen} | csrf(refused))
    assert accepted.status_code == 303
    assert only_one().engagement.clash_reason == "Board is moved"


def csrf(response) -> dict[str, str]:
    return {"csrf_token": page(response).select_one("main form.plan input[name=csrf_token]")["value"]}


def test_nothing_typed_is_lost_when_the_hosts_are_forgotten(manager) -> None:
    factories.principal()
    db.session.commit()
    refused = submit(manager, NEW, {"title": "Summit", "outcomes": "A strategy"})
    assert refused.status_code == 422
    assert "Choose who of ours invites." in refused.text
    assert "A strategy" in page(refused).select_one("#outcomes").text


def test_an_engagement_of_the_kind_becomes_a_summit_by_a_button_once(manager) -> None:
    engagement = factories.engagement(kind=EngagementKind.SUMMIT, title="Crime Reduction summit")
    db.session.commit()
    path = f"/engagements/{engagement.id}"
    door = f"main form[action='{path}/summit']"
    first = submit(manager, path, form=door)
    again = manager.post(f"{path}/summit", data=csrf_of(manager))
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.location == again.location == f"/summits/{only_one().id}"
    assert "Open the summit" in manager.get(path).text
    assert [each.title for each in only_one().chapters] == ["Crime Reduction summit"]


def csrf_of(client) -> dict[str, str]:
    form = page(client.get("/account")).select_one("input[name=csrf_token]")
    return {"csrf_token": form["value"]}


def test_looking_at_an_engagement_makes_no_summit(viewer) -> None:
    engagement = factories.engagement(kind=EngagementKind.SUMMIT)
    db.session.commit()
    text = viewer.get(f"/engagements/{engagement.id}").text
    assert "It is not planned as a summit yet" in text
    assert db.session.scalars(select(Summit)).all() == []


def test_a_visit_is_no_summit(app) -> None:
    visit = factories.engagement(kind=EngagementKind.VISIT)
    with pytest.raises(RuleBroken, match="kind “summit”"):
        found_summit(visit, now=NOW)


def test_the_list_shows_what_is_to_come_apart_from_what_is_over(viewer) -> None:
    planned(title="To come")
    over = planned(title="Over", day=None)
    when = hours(NOW.date().replace(year=2025))
    over.summit.engagement.starts_at, over.summit.engagement.ends_at = when.starts_at, when.ends_at
    over.summit.engagement.status = EngagementStatus.HELD
    put_off = planned(title="Put off", day=None)
    put_off.summit.engagement.status = EngagementStatus.CANCELLED
    db.session.commit()
    tables = page(viewer.get("/summits")).select("table")
    titles = [[row.select_one("strong").text for row in table.select("tbody tr")] for table in tables]
    assert titles[0] == ["To come"]
    assert sorted(titles[1]) == ["Over", "Put off"]


def test_the_navigation_leads_to_the_summits(viewer) -> None:
    shown = page(viewer.get("/summits"))
    assert shown.select_one(".govuk-service-navigation__item--active").text.strip() == "Summits"
    who = shown.select_one("a.masthead__who")
    assert who["href"] == "/account"
    assert db.session.scalars(select(Engagement)).all() == []

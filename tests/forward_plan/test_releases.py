"""A release freezes the plan, says in words what differs from the last one, and writes only to those it concerns."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.engagements.calendar import draft_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import Handling
from scheduler.engagements.service import cancel_engagement, edit_engagement, mark_held
from scheduler.forward_plan.models import PlanRelease
from scheduler.forward_plan.queries.releases import release_of
from scheduler.forward_plan.rules.releases import Difference, DifferenceKind, Line, differences, told_by_principal
from scheduler.forward_plan.service.releases import ReleaseDraft, preview_release, release_plan
from scheduler.ical.event import Timed
from scheduler.outbox.models import Notice
from tests.browsing import page, submit
from tests.factories import NOW, engagement, office, organisation, place, post, principal
from tests.outbox.draining import send_all
from tests.smtp import SmtpSink

FROM, UNTIL = date(2026, 9, 1), date(2027, 8, 31)
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


MELTON = Line(
    engagement_id=4, title="Visit to Melton", on="2027-03-03", starts_at="2027-03-03T10:00:00+00:00",
    when="Wednesday 3 March 2027, 10am to 11am", place="Parkside", partners=("Leader, Melton Borough Council",),
    ours=("Commissioner",), principal_ids=(1,), state="In the diary",
)  # fmt: skip
NO_DATE = replace(MELTON, on="", starts_at="", when="No date yet")


@pytest.mark.parametrize(
    ("before", "after", "kind", "words"),
    [
        ([], [MELTON], DifferenceKind.ADDED, "Visit to Melton: Wednesday 3 March 2027, 10am to 11am"),
        ([MELTON], [], DifferenceKind.GONE, "Visit to Melton of 3 March 2027 is no longer in the plan"),
        (
            [MELTON],
            [replace(MELTON, on="2027-03-10", starts_at="2027-03-10T10:00:00+00:00", when="…")],
            DifferenceKind.MOVED,
            "Visit to Melton moved from 3 March 2027 to 10 March 2027",
        ),
        (
            [MELTON],
            [replace(MELTON, starts_at="2027-03-03T14:00:00+00:00", when="Wednesday 3 March 2027, 2pm to 3pm")],
            DifferenceKind.MOVED,
            "Visit to Melton moved from Wednesday 3 March 2027, 10am to 11am to Wednesday 3 March 2027, 2pm to 3pm",
        ),
        (
            [NO_DATE],
            [MELTON],
            DifferenceKind.MOVED,
            "Visit to Melton has its date: Wednesday 3 March 2027, 10am to 11am",
        ),
        ([MELTON], [NO_DATE], DifferenceKind.MOVED, "Visit to Melton of 3 March 2027 has no date any more"),
        (
            [MELTON],
            [replace(MELTON, ours=("Deputy Commissioner",), principal_ids=(2,), place="Oakham")],
            DifferenceKind.CHANGED,
            "Visit to Melton, 3 March 2027: Deputy Commissioner instead of Commissioner; now at Oakham",
        ),
        ([MELTON], [replace(MELTON, is_held=True)], DifferenceKind.HELD, "Visit to Melton, 3 March 2027"),
    ],
)
def test_each_kind_of_difference_has_its_words(
    before: list[Line], after: list[Line], kind: DifferenceKind, words: str
) -> None:
    (found,) = differences(before, after, from_on=date(2027, 1, 1))
    assert (found.kind, found.words) == (kind, words)


def test_nothing_differs_between_equal_plans_and_what_has_passed_is_not_gone() -> None:
    assert differences([MELTON], [MELTON], from_on=date(2027, 1, 1)) == []
    assert differences([MELTON], [], from_on=date(2027, 4, 1)) == []


def test_a_change_of_people_concerns_who_goes_and_who_went_and_a_held_meeting_nobody() -> None:
    handed_over = differences([MELTON], [replace(MELTON, ours=("Deputy",), principal_ids=(2,))], from_on=FROM)
    assert set(told_by_principal(handed_over)) == {1, 2}
    assert told_by_principal(differences([MELTON], [replace(MELTON, is_held=True)], from_on=FROM)) == {}


def test_a_reason_ends_the_sentence() -> None:
    moved = Difference(DifferenceKind.MOVED, 4, "Melton moved from 3 March to 10 March", (1,), "Commissioner ill")
    assert moved.sentence == "Melton moved from 3 March to 10 March: Commissioner ill"


def visit(name: str, at: datetime, **changes: Any) -> Engagement:
    changes.setdefault("posts", [post(organisation=organisation(name=name))])
    changes.setdefault("principals", [principal(email="")])
    return engagement(title=f"Visit to {name}", starts_at=at, ends_at=at + HOUR, **changes)


def release(after: int, **changes: Any) -> PlanRelease:
    made = release_plan(ReleaseDraft(from_on=FROM, until_on=UNTIL, after=after, **changes), now=NOW)
    db.session.commit()
    return made


def move(found: Engagement, by: timedelta) -> None:
    when = Timed(found.starts_at + by, found.ends_at + by)
    edit_engagement(found, replace(draft_of(found), when=when), now=NOW)


def test_a_release_stays_as_it_was_and_the_next_one_says_what_moved_and_why(app: object) -> None:
    office()
    melton = visit("Melton", datetime(2027, 3, 3, 10, tzinfo=UTC))
    first = release(0)
    assert (first.number, len(first.lines), first.differences) == (1, 1, [])
    move(melton, WEEK)
    second = release(1, reasons={melton.id: "  Commissioner\nill "})
    (kept,) = [Difference.thawed(each) for each in second.differences]
    assert kept.sentence == "Visit to Melton moved from 3 March 2027 to 10 March 2027: Commissioner ill"
    db.session.expire_all()
    (old,) = [Line.thawed(each) for each in release_of(1).lines]
    assert old.day == "3 March 2027"


def test_what_was_called_off_gives_its_own_reason(app: object) -> None:
    office()
    rutland = visit("Rutland", datetime(2027, 3, 3, 10, tzinfo=UTC))
    release(0)
    cancel_engagement(rutland, "The council is in purdah", now=NOW)
    (gone,) = preview_release(FROM, UNTIL).differences
    assert (gone.kind, gone.reason) == (DifferenceKind.GONE, "The council is in purdah")


def test_sensitive_and_purely_internal_engagements_stay_out_and_undated_ones_are_in(app: object) -> None:
    visit("Blaby", datetime(2027, 3, 3, 10, tzinfo=UTC), handling=Handling.OFFICIAL_SENSITIVE)
    visit("Governance", datetime(2027, 3, 3, 10, tzinfo=UTC), posts=[])
    engagement(title="Some day", starts_at=None, ends_at=None, posts=[post()], status="to_arrange")
    visit("Oadby", datetime(2028, 3, 3, 10, tzinfo=UTC))
    assert [line.title for line in preview_release(FROM, UNTIL).lines] == ["Some day"]


def test_two_people_cannot_release_the_same_version(app: object) -> None:
    office()
    release(0)
    with pytest.raises(VersionConflict):
        release_plan(ReleaseDraft(from_on=FROM, until_on=UNTIL, after=0), now=NOW)
    assert db.session.scalar(select(func.count()).select_from(PlanRelease)) == 1


def test_days_in_the_wrong_order_are_refused(app: object) -> None:
    with pytest.raises(RuleBroken, match="last day is before the first"):
        preview_release(UNTIL, FROM)


def test_only_those_it_concerns_are_written_to_and_only_about_their_own(app: object, smtp_sink: SmtpSink) -> None:
    office(quiet_out_of_hours=False)
    names = ("commissioner", "constable", "deputy")
    commissioner, constable, deputy = (principal(title=name.title(), email=f"{name}@example.org") for name in names)
    mute = principal(title="Head of Partnerships", email="")
    melton = visit("Melton", datetime(2027, 3, 3, 10, tzinfo=UTC), principals=[commissioner, mute])
    visit("Rutland", datetime(2027, 4, 3, 9, tzinfo=UTC), principals=[deputy])
    release(0)
    assert send_all(NOW) == 0
    move(melton, WEEK)
    visit("Harborough", datetime(2027, 5, 3, 9, tzinfo=UTC), principals=[constable])
    release(1, note="Spring is full.", reasons={melton.id: "Commissioner ill"})
    send_all(NOW)
    assert {mail["To"].addresses[0].addr_spec for mail in smtp_sink.messages} == {
        "commissioner@example.org", "constable@example.org",
    }  # fmt: skip
    (mail,) = smtp_sink.to("commissioner@example.org")
    text = mail.get_body(("plain",)).get_content()
    assert "Visit to Melton moved from 3 March 2027 to 10 March 2027: Commissioner ill" in text
    assert "Spring is full." in text
    assert "Harborough" not in text
    assert "what changes for you" in smtp_sink.to("constable@example.org")[0]["Subject"]


def test_the_pages_show_before_they_release_and_keep_the_reason_typed(manager: FlaskClient) -> None:
    commissioner = principal(title="Commissioner", email="commissioner@example.org")
    melton = visit("Melton", datetime(2027, 3, 3, 10, tzinfo=UTC), principals=[commissioner], place=place())
    days = {"from_on": "1 September 2026", "until_on": "31 August 2027"}
    response = submit(manager, "/forward-plan/releases/new", days, form="form[method=post]:has(.summary)")
    assert (response.status_code, response.location) == (303, "/forward-plan/releases/1")
    move(db.session.merge(melton), WEEK)
    shown = page(manager.get("/forward-plan/releases/new"))
    assert f"reason-{melton.id}" in {box.get("name") for box in shown.select("input")}
    assert "Written to: Commissioner" in " ".join(shown.text.split())
    posted = {f"reason-{melton.id}": "Commissioner ill"}
    submit(manager, "/forward-plan/releases/new", posted, form="form[method=post]:has(.summary)")
    frozen = page(manager.get("/forward-plan/releases/2")).text
    assert "Visit to Melton moved from 3 March 2027 to 10 March 2027: Commissioner ill" in frozen
    assert db.session.scalar(select(func.count()).select_from(Notice)) == 1
    assert [each.text for each in page(manager.get("/forward-plan/releases")).select("tbody th a")] == [
        "Version 2", "Version 1",
    ]  # fmt: skip
    listed = manager.get("/forward-plan/releases/2.csv")
    assert listed.text.startswith("\ufeffWhen,What,With")
    assert "2027-03-10" in listed.text


def test_a_second_press_releases_nothing_twice(manager: FlaskClient) -> None:
    shown = page(manager.get("/forward-plan/releases/new"))
    form = shown.select_one("form[method=post]:has(.summary)")
    data = {box["name"]: box.get("value", "") for box in form.select("input")}
    assert manager.post("/forward-plan/releases/new", data=data).location == "/forward-plan/releases/1"
    assert manager.post("/forward-plan/releases/new", data=data).location == "/forward-plan/releases"
    assert db.session.scalar(select(func.count()).select_from(PlanRelease)) == 1


def test_days_that_cannot_be_read_are_said_beside_the_field(manager: FlaskClient) -> None:
    shown = page(manager.get("/forward-plan/releases/new"))
    data = {box["name"]: box.get("value", "") for box in shown.select("form[method=post]:has(.summary) input")}
    response = manager.post("/forward-plan/releases/new", data=data | {"until_on": "soonish"})
    assert response.status_code == 422
    assert page(response).select_one("#until_on-error") is not None
    response = manager.post("/forward-plan/releases/new", data=data | {"until_on": "1 January 2001"})
    assert "The last day is before the first" in page(response).select_one("#until_on-error").text


def test_what_was_held_since_is_listed_but_nobody_is_told(app: object) -> None:
    office()
    held = visit("Melton", NOW - 4 * HOUR, principals=[principal(email="c@example.org")])
    release(0)
    mark_held(held, now=NOW)
    (found,) = (Difference.thawed(each) for each in release(1).differences)
    assert found.kind is DifferenceKind.HELD
    assert db.session.scalar(select(func.count()).select_from(Notice)) == 0

"""Hours, limits, base and leave of one of ours, on their pages."""

from datetime import date, time

import pytest
import time_machine

from scheduler.almanac.models import Layer
from scheduler.almanac.rules import LayerKind
from scheduler.core.db import db
from scheduler.engagements.models import Absence, Principal, PrincipalHours
from tests import factories
from tests.browsing import form_values, page, submit
from tests.factories import NOW


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def path(session):
    return f"/settings/principals/{factories.principal(title='Commissioner').id}"


def stored():
    db.session.expire_all()
    return db.session.query(Principal).one()


def test_hours_limits_base_and_own_calendars_are_kept(manager, path):
    place, layer = factories.place(name="Headquarters", town="Enderby"), Layer(name="Training", kind=LayerKind.BUSY)
    db.session.add(layer)
    db.session.flush()
    typed = {
        "monday": "9 to 5",
        "thursday": "1pm to 8:30pm",
        "base_place": str(place.id),
        "buffer_minutes": "20",
        "day_limit": "2",
        "layers": [str(layer.id)],
    }
    assert submit(manager, f"{path}/diary", typed).status_code == 303
    principal = stored()
    assert [(each.weekday, each.starts, each.ends) for each in principal.hours] == [
        (0, time(9), time(17)),
        (3, time(13), time(20, 30)),
    ]
    diary = principal.diary
    assert (diary.base_place.name, diary.buffer_minutes, diary.day_limit, diary.week_limit) == (
        "Headquarters",
        20,
        2,
        8,
    )
    assert [each.name for each in principal.layers] == ["Training"]
    shown = page(manager.get(f"{path}/diary"))
    assert shown.select_one("#thursday")["value"] == "1pm to 8:30pm"
    assert submit(manager, f"{path}/diary", {"monday": "10am to 4pm", "thursday": ""}).status_code == 303
    assert [(each.weekday, each.starts) for each in stored().hours] == [(0, time(10))]


@pytest.mark.parametrize(
    ("typed", "box", "words"),
    [
        ({"tuesday": "5pm to 9am"}, "tuesday", "before it begins"),
        ({"friday": "soon"}, "friday", "soon"),
        ({"buffer_minutes": "300"}, "buffer_minutes", "from 0 to 240"),
        ({"day_limit": "0"}, "day_limit", "from 1 to 50"),
        ({"week_limit": ""}, "week_limit", "Enter a number"),
    ],
)
def test_what_cannot_be_is_said_beside_its_box(manager, path, typed, box, words):
    answer = submit(manager, f"{path}/diary", typed)
    assert answer.status_code == 422
    assert words in page(answer).select_one(f"#{box}-error").text
    assert db.session.query(PrincipalHours).count() == 0


def test_leave_lists_what_falls_into_it_and_moves_nothing(manager, path):
    commissioner = stored()
    inside = factories.engagement(title="Visit to Melton", principals=[commissioner])
    factories.engagement(title="Called off", principals=[commissioner], status="cancelled")
    factories.engagement(title="Somebody else", principals=[factories.principal(title="Deputy")])
    typed = {"first_on": "5 October", "last_on": "9 October", "words": "annual leave"}
    answer = submit(manager, f"{path}/absences", typed)
    assert answer.status_code == 303
    shown = page(manager.get(answer.location))
    table = shown.select_one("table").text
    assert "5 October 2026 to 9 October 2026" in table
    assert "annual leave" in table
    assert "Called off" not in table
    assert "Somebody else" not in table
    assert shown.select_one(f'table a[href="/engagements/{inside.id}"]')
    assert "In the diary for then: 1 engagement." in shown.text


def test_leave_of_one_day_can_be_taken_back(manager, path):
    submit(manager, f"{path}/absences", {"first_on": "tomorrow"})
    absence = db.session.query(Absence).one()
    assert (absence.first_on, absence.last_on) == (date(2026, 9, 8), date(2026, 9, 8))
    form = f'main form[action$="/absences/{absence.id}/remove"]'
    assert submit(manager, f"{path}/absences", {}, form=form).status_code == 303
    assert db.session.query(Absence).count() == 0


def test_leave_that_ends_before_it_begins_is_refused(manager, path):
    answer = submit(manager, f"{path}/absences", {"first_on": "9 October 2026", "last_on": "5 October 2026"})
    assert answer.status_code == 422
    assert "before the first" in page(answer).select_one("#last_on-error").text


def test_leave_of_somebody_else_is_not_found(manager, path):
    other = factories.principal(title="Deputy")
    other.absences = [Absence(first_on=date(2026, 9, 8), last_on=date(2026, 9, 8))]
    db.session.commit()
    token = page(manager.get(f"{path}/absences")).select_one("[name=csrf_token]")["value"]
    answer = manager.post(f"{path}/absences/{other.absences[0].id}/remove", data={"csrf_token": token})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("page_of", "first", "second"),
    [
        ("/diary", {"monday": "10am to 4pm"}, {"monday": "8am to 3pm"}),
        ("", {"name": "Morgan Thornbury"}, {"name": "Ellis Wainscott"}),
    ],
)
def test_a_page_opened_before_somebody_elses_change_does_not_overwrite_it_unseen(manager, path, page_of, first, second):
    form = page(manager.get(f"{path}{page_of}")).select_one("main form")
    stale = form_values(form) | second
    assert submit(manager, f"{path}{page_of}", first).status_code == 303
    refused = manager.post(f"{path}{page_of}", data=stale)
    shown = page(refused)
    (box, typed) = next(iter(second.items()))
    assert refused.status_code == 409
    assert "Somebody else changed this" in shown.select_one(".govuk-error-summary").text
    assert shown.select_one(f"#{box}")["value"] == typed
    assert page(manager.get(f"{path}{page_of}")).select_one(f"#{box}")["value"] == first[box]
    again = form_values(shown.select_one("main form"))
    assert manager.post(f"{path}{page_of}", data=again).status_code == 303
    assert page(manager.get(f"{path}{page_of}")).select_one(f"#{box}")["value"] == typed

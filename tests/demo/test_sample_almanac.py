"""The sample's almanac on whatever day the demo is started."""

from datetime import date

import pytest
from flask import Flask

from scheduler.almanac.queries import day_verdict, deadlines_between, layers_on, travel_table
from scheduler.almanac.queries.layers import entries_between
from scheduler.core.db import db
from scheduler.demo.sample_almanac import load_almanac
from scheduler.demo.sample_names import COUNCILS
from scheduler.demo.sample_partners import load_partners
from scheduler.stakeholders.models import Organisation
from tests.conftest import Template

pytestmark = pytest.mark.once

LOADED: set[str] = set()


@pytest.fixture(params=[date(2026, 1, 5), date(2026, 11, 22), date(2027, 7, 31)])
def today(request: pytest.FixtureRequest, app: Flask, template: Template) -> date:
    """Loaded once for each day, then brought back as it was."""
    name = f"almanac_{request.param:%Y%m%d}"
    if name in LOADED:
        template.restore(name)
        return request.param
    load_partners(request.param)
    load_almanac(request.param)
    db.session.commit()
    db.session.remove()
    template.keep(name)
    LOADED.add(name)
    return request.param


def test_every_council_s_town_is_in_the_travel_table(today: date) -> None:
    table = travel_table()
    towns = {council.town for council in COUNCILS}
    assert all(0 < table.minutes("Enderby", town) < 60 for town in towns)
    assert table.minutes("Oakham", "Hinckley") == 70
    assert table.direction("Oakham") == table.direction("Melton Mowbray") != table.direction("Hinckley")


def test_every_layer_has_days_to_come_or_says_where_they_are_from(today: date) -> None:
    later = today.replace(year=today.year + 1)
    for layer in layers_on():
        assert layer.source_words
        assert entries_between(layer, today, later), layer.name


def test_papers_for_the_panel_are_due_within_the_half_year(today: date) -> None:
    month = (today.month + 5) % 12 + 1
    until = date(today.year + (month <= today.month), month, 1)
    assert any(each.working_days == 7 for each in deadlines_between(today, until))


def test_half_term_of_city_and_county_is_a_week_apart(session) -> None:
    load_partners(date(2026, 9, 7))
    load_almanac(date(2026, 9, 7))
    ids = {each.short_name: [each.id] for each in session.query(Organisation)}
    first, second = date(2026, 10, 20), date(2026, 10, 28)
    holiday = {
        (name, day): any(words.endswith("October half-term") for words in day_verdict(day, ids[name]))
        for name in ("Blaby", "Leicester", "Rutland")
        for day in (first, second)
    }
    assert holiday == {
        ("Blaby", first): True,
        ("Blaby", second): False,
        ("Leicester", first): False,
        ("Leicester", second): True,
        ("Rutland", first): False,
        ("Rutland", second): True,
    }

from datetime import date

import pytest
from sqlalchemy import func, select

from scheduler.core.db import db
from scheduler.demo.sample_partners import load_partners
from scheduler.stakeholders.models import Area, Body, Organisation, Person, Place, Post, PostGroup, Tenure
from scheduler.stakeholders.queries import group_members, new_members
from scheduler.stakeholders.queries.records import people_named

pytestmark = pytest.mark.once

TODAY = date(2026, 9, 7)


@pytest.fixture(autouse=True)
def sample(session):
    load_partners(TODAY)


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_the_sample_has_the_size_of_a_real_area():
    live = db.session.scalar(select(func.count(Organisation.id)).where(Organisation.ended_on.is_(None)))
    assert (live, count(Body), count(Area)) == (56, 23, 7)
    assert count(Post) > 100


def test_every_address_leads_nowhere():
    columns = (Post.email, Post.pa_email, Person.email, Body.secretariat_email)
    addresses = [each for column in columns for each in db.session.scalars(select(column)) if each]
    assert len(addresses) > 200
    assert all(each.endswith("@example.org") for each in addresses)


def test_it_shows_what_offices_meet():
    held = select(Tenure.post_id)
    vacant = select(func.count(Post.id)).where(Post.id.not_in(held), Post.ended_on.is_(None))
    assert db.session.scalar(vacant) == 1
    assert db.session.scalar(select(func.count(Post.id)).where(Post.ended_on.is_not(None))) == 1
    assert db.session.scalar(select(func.count(Place.id)).where(Place.ended_on.is_not(None))) == 1
    assert len(people_named("Jean Skipwith")[0].tenures) == 3
    assert len(people_named("Rowan Ashdown")) == 2


def test_the_groups_name_all_heads_and_chairs_and_one_newcomer():
    members = {group.name: group_members(group, TODAY) for group in db.session.scalars(select(PostGroup))}
    assert {name: len(posts) for name, posts in members.items()} == {
        "All Leaders and the City Mayor": 10,
        "Every council's chief officer": 10,
        "Every CSP chair": 9,
    }
    chairs = db.session.scalars(select(PostGroup).filter_by(name="Every CSP chair")).one()
    assert [post.home.name for post in new_members(chairs, members["Every CSP chair"])] == [
        "Melton Community Safety Partnership"
    ]

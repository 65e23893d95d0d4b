from datetime import date, timedelta

import pytest

from scheduler.stakeholders.queries import group_members, holder_of, live_posts, new_members, principal_address
from scheduler.stakeholders.rules import BodyKind, OrganisationKind, RoleKind
from tests import factories

ON = factories.NOW.date()


@pytest.fixture
def post(session):
    return factories.post(email="")


def test_the_holder_of_a_day_is_whoever_was_in_post_on_it(post):
    earlier = factories.tenure(post=post, from_on=date(2020, 1, 1), until_on=date(2023, 5, 4))
    later = factories.tenure(post=post, from_on=date(2023, 5, 15))
    assert holder_of(post, date(2019, 12, 31)) is None
    assert holder_of(post, date(2023, 5, 4)) is earlier
    assert holder_of(post, date(2023, 5, 5)) is None, "vacant between the two"
    assert holder_of(post, date(2023, 5, 15)) is later


def test_mail_goes_to_the_posts_own_mailbox_else_to_its_holder(post):
    assert principal_address(post, ON) is None
    tenure = factories.tenure(post=post)
    assert principal_address(post, ON) == tenure.person.email
    post.email = "leader@example.org"
    assert principal_address(post, ON) == "leader@example.org"


def test_the_mail_of_a_former_holder_is_not_used(post):
    factories.tenure(post=post, until_on=ON - timedelta(days=1))
    assert principal_address(post, ON) is None


def test_posts_that_ended_or_whose_home_ended_are_not_live(session):
    gone = ON - timedelta(days=1)
    factories.post(ended_on=gone)
    factories.post(organisation=factories.organisation(ended_on=gone))
    factories.post(body=factories.body(ended_on=gone))
    factories.post(started_on=ON + timedelta(days=1))
    kept = [factories.post(ended_on=ON), factories.post(body=factories.body())]
    assert {each.id for each in live_posts(ON)} == {each.id for each in kept}


def test_a_group_names_posts_by_role_and_kind_of_home(session):
    council = factories.organisation(kind=OrganisationKind.BOROUGH)
    leader = factories.post(organisation=council)
    factories.post(organisation=council, role_kind=RoleKind.OFFICER_HEAD)
    factories.post(organisation=factories.organisation(kind=OrganisationKind.HEALTH))
    chair = factories.post(body=factories.body(kind=BodyKind.CSP), role_kind=RoleKind.CHAIR)
    factories.post(body=factories.body(kind=BodyKind.BOARD), role_kind=RoleKind.CHAIR)
    leaders = factories.post_group(role_kinds=["political head"], organisation_kinds=["borough council"])
    chairs = factories.post_group(role_kinds=["chair"], body_kinds=["community safety partnership"])
    both = factories.post_group(
        role_kinds=["political head", "chair"],
        organisation_kinds=["borough council"],
        body_kinds=["community safety partnership"],
    )
    assert group_members(leaders, ON) == [leader]
    assert group_members(chairs, ON) == [chair]
    assert set(group_members(both, ON)) == {leader, chair}


def test_a_post_made_after_the_review_joins_by_itself_and_is_new(session):
    group = factories.post_group(reviewed_at=factories.NOW)
    old = factories.post(created_at=factories.NOW - timedelta(days=1))
    young = factories.post(created_at=factories.NOW + timedelta(hours=1))
    members = group_members(group, ON)
    assert set(members) == {old, young}
    assert new_members(group, members) == [young]
    group.reviewed_at = None
    assert new_members(group, members) == []

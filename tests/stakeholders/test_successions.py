"""Organisations and bodies merge and split on a day: posts and what hangs on them go on, history keeps its name."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken
from scheduler.core.rounds import registered_rounds
from scheduler.engagements.models import Engagement
from scheduler.invitations.queries import live_links
from scheduler.invitations.queries.tracking import VACANT, state_of
from scheduler.invitations.service import invite
from scheduler.stakeholders.models import Body, Organisation, Post
from scheduler.stakeholders.queries import group_members, holder_of
from scheduler.stakeholders.queries.successions import predecessors_of, successor_of_post, successors_of
from scheduler.stakeholders.rules import BodyKind, OrganisationKind, RoleKind
from scheduler.stakeholders.rules.successions import Heir, SuccessionPlan
from scheduler.stakeholders.service import partner_succeeded
from scheduler.stakeholders.service.successions import succeed
from tests import factories
from tests.browsing import form_values, page, submit

NOW = datetime(2027, 9, 6, 9, 0, tzinfo=UTC)
TODAY = date(2027, 9, 6)
ON = date(2028, 4, 1)
EVE = date(2028, 3, 31)


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def leader_of(organisation: Organisation) -> Post:
    post = factories.post(organisation=organisation)
    factories.tenure(post=post)
    return post


def chair_of(body: Body) -> Post:
    post = factories.post(body=body, title="Chair", role_kind=RoleKind.CHAIR)
    factories.tenure(post=post)
    return post


def engagement_on(day: date | None, *posts: Post) -> Engagement:
    starts = datetime(day.year, day.month, day.day, 9, tzinfo=UTC) if day else None
    ends = starts + timedelta(hours=1) if starts else None
    ours = [factories.principal()]
    return factories.engagement(starts_at=starts, ends_at=ends, posts=list(posts), principals=ours)


def plan(on: date, *successors: object, **heirs: Heir) -> SuccessionPlan:
    """Heirs by “post_17”."""
    named = {int(name.removeprefix("post_")): heir for name, heir in heirs.items()}
    return SuccessionPlan(on, tuple(each.id for each in successors), named)


def run_day() -> None:
    for each in registered_rounds():
        if each.name in {"successions take effect", "invitations follow their posts"}:
            each.run(datetime.now(UTC))


@pytest.fixture
def melton(app) -> Organisation:
    factories.office()
    return factories.organisation(name="Melton Borough Council", kind=OrganisationKind.BOROUGH)


@pytest.fixture
def north(app) -> Organisation:
    """The unitary council that is to begin."""
    return factories.organisation(name="North Council", kind=OrganisationKind.UNITARY, started_on=ON)


def test_posts_end_and_their_heirs_begin(melton, north):
    old = leader_of(melton)
    succeed(melton, plan(ON, north, **{f"post_{old.id}": Heir(new_at=north.id)}), now=NOW)
    heir = successor_of_post(old)
    assert (heir.full_title, heir.started_on, heir.email) == ("Leader, North Council", ON, "")
    assert (old.ended_on, melton.ended_on, melton.successor) == (EVE, EVE, north)
    assert holder_of(old, EVE) is not None
    assert (holder_of(old, ON), holder_of(heir, ON)) == (None, None)
    assert predecessors_of(north) == [melton]


def test_a_holder_may_go_on_in_the_new_post(melton, north):
    old = leader_of(melton)
    heir_rule = Heir(new_at=north.id, takes_holder=True)
    succeed(melton, plan(ON, north, **{f"post_{old.id}": heir_rule}), now=NOW)
    heir = successor_of_post(old)
    assert holder_of(heir, ON).person is holder_of(old, EVE).person
    assert heir.email == old.email


def test_what_is_planned_after_the_day_goes_on_at_once_and_the_rest_stays(melton, north):
    old = leader_of(melton)
    before, after = engagement_on(EVE, old), engagement_on(ON, old)
    succeed(melton, plan(ON, north, **{f"post_{old.id}": Heir(new_at=north.id)}), now=NOW)
    assert before.posts == [old]
    assert after.posts == [successor_of_post(old)]
    assert after.sequence == 0, "calendars see the same time and place"


def test_what_has_no_day_yet_goes_on_the_day_itself(melton, north, frozen):
    old = leader_of(melton)
    undated = engagement_on(None, old)
    undated.status = "to_arrange"
    succeed(melton, plan(ON, north, **{f"post_{old.id}": Heir(new_at=north.id)}), now=NOW)
    assert undated.posts == [old]
    frozen.move_to(datetime(2028, 4, 1, 0, 5, tzinfo=UTC))
    run_day()
    assert undated.posts == [successor_of_post(old)]


def test_bodies_cover_the_successor_from_the_day_on(melton, north, frozen):
    csp, ended = factories.body(covers=[melton]), factories.body(covers=[melton], ended_on=date(2020, 1, 1))
    succeed(melton, plan(ON, north), now=NOW)
    assert csp.covers == [melton]
    frozen.move_to(datetime(2028, 4, 1, 0, 5, tzinfo=UTC))
    run_day()
    assert csp.covers == [north]
    assert ended.covers == [melton]


def test_a_future_invitation_waits_at_the_new_post_until_somebody_holds_it(melton, north, frozen):
    old = leader_of(melton)
    invitation = invite(engagement_on(date(2028, 5, 9), old), [old], now=NOW).invited[0]
    succeed(melton, plan(ON, north, **{f"post_{old.id}": Heir(new_at=north.id)}), now=NOW)
    assert invitation.invitee_label == "Leader, North Council"
    assert state_of(invitation) == VACANT
    assert live_links(invitation) == []
    factories.tenure(post=invitation.post, person=factories.person(email="first@example.org"), from_on=ON)
    frozen.move_to(datetime(2028, 4, 1, 0, 5, tzinfo=UTC))
    run_day()
    assert [link.address for link in live_links(invitation)] == ["first@example.org"]


def test_who_goes_on_keeps_the_link_and_the_answer(melton, north):
    old = leader_of(melton)
    invitation = invite(engagement_on(date(2028, 5, 9), old), [old], now=NOW).invited[0]
    links = live_links(invitation)
    heir_rule = Heir(new_at=north.id, takes_holder=True)
    succeed(melton, plan(ON, north, **{f"post_{old.id}": heir_rule}), now=NOW)
    assert invitation.post is successor_of_post(old)
    assert live_links(invitation) == links
    run_day()
    assert live_links(invitation) == links


def test_groups_pick_up_the_successor_by_their_rule(melton, north):
    old = leader_of(melton)
    group = factories.post_group(role_kinds=["political head"])
    succeed(melton, plan(ON, north, **{f"post_{old.id}": Heir(new_at=north.id)}), now=NOW)
    assert group_members(group, EVE) == [old]
    assert group_members(group, ON) == [successor_of_post(old)]


def test_two_partnerships_become_one_with_both_histories(app):
    """A merger of two community safety partnerships: one goes on and covers both areas."""
    factories.office()
    blaby, hinckley = factories.organisation(name="Blaby"), factories.organisation(name="Hinckley and Bosworth")
    ends = factories.body(name="Blaby CSP", kind=BodyKind.CSP, covers=[blaby])
    stays = factories.body(name="Blaby and Hinckley CSP", kind=BodyKind.CSP, covers=[hinckley])
    below = factories.body(name="Blaby delivery group", parent=ends)
    old, heir = chair_of(ends), chair_of(stays)
    both = engagement_on(date(2027, 10, 4), old, heir)
    past = engagement_on(date(2027, 3, 1), old)
    first = invite(both, [old], now=NOW).invited[0]
    second = invite(both, [heir], now=NOW).invited[0]
    heard = []

    def hear(ended, *, successor, on, posts):
        heard.append((ended, successor, on, posts))

    with partner_succeeded.connected_to(hear):
        succeed(ends, plan(TODAY, stays, **{f"post_{old.id}": Heir(post_id=heir.id)}), now=NOW)
    assert heard == [(ends, stays, TODAY, {old: heir})]
    assert {each.name for each in stays.covers} == {"Blaby", "Hinckley and Bosworth"}
    assert below.parent is stays
    assert both.posts == [heir]
    assert past.posts == [old], "history stays under the old name"
    assert first.withdrawn_at == NOW, "one chair, one invitation"
    assert second.withdrawn_at is None
    assert ends.covers == [blaby]


def test_ten_councils_become_three(app, frozen):
    """The reorganisation of 2028: two merge into each new council but one, and the county is split among all three."""
    factories.office()
    new = [
        factories.organisation(name=f"Unitary {number}", kind=OrganisationKind.UNITARY, started_on=ON)
        for number in range(3)
    ]
    districts = [factories.organisation(name=f"District {number}") for number in range(9)]
    county = factories.organisation(name="County", kind=OrganisationKind.COUNTY)
    posts = {each.id: leader_of(each) for each in (*districts, county)}
    group = factories.post_group(role_kinds=["political head"])
    planned = {each.id: engagement_on(date(2028, 6, 1), posts[each.id]) for each in (*districts, county)}
    leaders: dict[int, Heir] = {}
    heard = []

    def hear(ended, *, successor, **_: object):
        heard.append((ended.name, successor.name))

    with partner_succeeded.connected_to(hear):
        for number, district in enumerate(districts):
            successor, post = new[number % 3], posts[district.id]
            heir = leaders.get(successor.id) or Heir(new_at=successor.id)
            succeed(district, plan(ON, successor, **{f"post_{post.id}": heir}), now=NOW)
            leaders[successor.id] = Heir(post_id=successor_of_post(post).id)
        heir = leaders[new[1].id]
        succeed(county, plan(ON, new[1], new[0], new[2], **{f"post_{posts[county.id].id}": heir}), now=NOW)
    assert len(heard) == 12
    assert heard[-3:] == [("County", "Unitary 1"), ("County", "Unitary 0"), ("County", "Unitary 2")]
    assert successors_of(county) == [new[1], new[0], new[2]]
    assert county.successor is new[1]
    assert len(group_members(group, EVE)) == 10
    assert [post.home.name for post in group_members(group, ON)] == ["Unitary 0", "Unitary 1", "Unitary 2"]
    assert planned[county.id].posts[0].home is new[1]
    assert planned[districts[5].id].posts[0].home is new[2]
    frozen.move_to(datetime(2028, 4, 1, 0, 5, tzinfo=UTC))
    run_day()


@pytest.mark.parametrize("case", ["itself", "nobody", "too early", "again", "somebody to come"])
def test_what_cannot_be_is_refused(melton, north, case):
    old = leader_of(melton)
    wanted = {"itself": [melton], "nobody": []}.get(case, [north])
    if case == "again":
        succeed(melton, plan(ON, north), now=NOW)
    if case == "somebody to come":
        old.tenures[0].until_on = EVE
        factories.tenure(post=old, from_on=ON + timedelta(days=5))
    with pytest.raises(RuleBroken):
        succeed(melton, plan(EVE if case == "too early" else ON, *wanted), now=NOW)


def look(manager, melton, north, on=("1", "4", "2028")):
    address = f"/partners/organisations/{melton.id}/successors"
    return manager.get(address, query_string={"on": on, "to-0": north.id, "to-1": "", "to-2": ""})


def test_the_pages_show_what_would_follow_and_do_it(manager, melton, north):
    old = leader_of(melton)
    engagement = engagement_on(date(2028, 5, 9), old)
    invite(engagement, [old], now=NOW)
    factories.body(name="Safer Melton", covers=[melton])
    commit()
    shown = page(look(manager, melton, north))
    text = " ".join(shown.main.get_text().split())
    assert "From 1 April 2028." in text
    assert "1 engagement will be with the successor" in text
    assert "1 future invitation will follow the post" in text
    assert "Safer Melton will cover North Council" in text
    assert melton.ended_on is None
    form = shown.select_one("main form")
    values = form_values(form)
    assert values[f"heir-{old.id}"] == [f"new-{north.id}"], "the same role at the successor by default"
    done = manager.post(str(form["action"]), data=values)
    assert done.status_code == 303
    db.session.expire_all()
    assert successor_of_post(old).home is north
    shown = manager.get(f"/partners/organisations/{melton.id}")
    assert "ends 31 March 2028" in shown.text
    assert "North Council" in page(shown).select_one("dl.facts").get_text()
    assert "hands over to" in manager.get(f"/partners/organisations/{melton.id}/successors").text


def test_a_choice_that_cannot_be_is_told_beside_its_field(manager, melton, north):
    commit()
    refused = look(manager, melton, north, on=("31", "3", "2028"))
    assert refused.status_code == 422
    assert "begins only on 1 April 2028" in page(refused).select_one(".govuk-error-summary").get_text()


def test_the_first_page_asks_who_and_when(manager, melton, north):
    commit()
    shown = manager.get(f"/partners/organisations/{melton.id}/successors")
    assert shown.status_code == 200
    names = [option.get_text() for option in page(shown).select("select[name=to-0] option")]
    assert names == ["Choose", "North Council"]


def test_a_refusal_at_the_last_moment_keeps_the_choices(manager, melton, north):
    old = leader_of(melton)
    commit()
    form = page(look(manager, melton, north)).select_one("main form")
    values = form_values(form) | {f"heir-{old.id}": f"new-{north.id}-holder"}
    old.tenures[0].until_on = EVE
    factories.tenure(post=old, from_on=ON + timedelta(days=5))
    commit()
    refused = manager.post(str(form["action"]), data=values)
    assert refused.status_code == 422
    assert "Correct that first" in refused.text
    select = page(refused).select_one(f"select[name=heir-{old.id}] option[selected]")
    assert select["value"] == f"new-{north.id}-holder"


def test_a_body_hands_over_on_its_own_page(manager):
    ends, stays = factories.body(name="Old forum"), factories.body(name="New forum")
    commit()
    address = f"/partners/bodies/{ends.id}/successors?on=1&on=10&on=2027&to-0={stays.id}"
    assert submit(manager, address).status_code == 303
    db.session.expire_all()
    assert ends.successor is stays
    assert ends.ended_on == date(2027, 9, 30)


def test_a_viewer_may_not_merge_anything(viewer, melton):
    assert viewer.get(f"/partners/organisations/{melton.id}/successors").status_code == 403

"""One screen ends and refills many posts: looked at first, stored whole or not at all."""

from datetime import date, timedelta

import pytest
import time_machine

from scheduler.audit.models import AuditEntry
from scheduler.core.db import commit, db
from scheduler.stakeholders.models import Person, Post, Tenure
from scheduler.stakeholders.queries import holder_of
from scheduler.stakeholders.rules import RoleKind
from scheduler.stakeholders.service import signals
from tests import factories
from tests.browsing import form_values, page, submit

NOW = "2027-05-24 09:00"
TODAY = date(2027, 5, 24)
ADDRESS = "/partners/annual-meetings"


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def leaders(app) -> list[Post]:
    """Three councils: two Leaders in post, the third post vacant."""
    posts = [
        factories.post(organisation=factories.organisation(name=name), email="")
        for name in ("Ambridge", "Borchester", "Cam")
    ]
    for post, name in zip(posts, ("Rowan Ashdown", "Bea Larkfield"), strict=False):
        person = factories.person(name=name, search_key=name.casefold())
        factories.tenure(post=post, person=person, from_on=date(2023, 5, 15))
    commit()
    return posts


def typed(post: Post, **values: str) -> dict[str, str]:
    return {f"post-{post.id}-{name}": value for name, value in values.items()}


def look(manager, values):
    return submit(manager, ADDRESS, values, form="main form[method=post]")


def save(manager, shown):
    form = page(shown).select_one("main form[method=post]")
    return manager.post(str(form["action"]), data=form_values(form))


def holder_name(post: Post, on: date = TODAY) -> str | None:
    tenure = holder_of(post, on)
    return tenure.person.full_name if tenure else None


def test_only_political_heads_chairs_and_civic_heads_are_shown_at_first(manager, leaders):
    factories.post(organisation=leaders[0].organisation, title="Chief Executive", role_kind=RoleKind.OFFICER_HEAD)
    factories.post(organisation=leaders[0].organisation, title="Mayor", role_kind=RoleKind.CIVIC_HEAD)
    text = page(manager.get(ADDRESS)).select_one("main table").get_text()
    assert "Mayor" in text
    assert "Chief Executive" not in text
    shown = page(manager.get(f"{ADDRESS}?kind=officer+head")).select_one("main table").get_text()
    assert "Chief Executive" in shown
    assert "Leader" not in shown


def test_a_group_says_which_posts_are_shown(manager, leaders):
    group = factories.post_group(role_kinds=["chair"])
    factories.post(body=factories.body(name="Safer Cam"), title="Chair", role_kind=RoleKind.CHAIR)
    commit()
    text = page(manager.get(f"{ADDRESS}?group={group.id}")).select_one("main table").get_text()
    assert "Safer Cam" in text
    assert "Ambridge" not in text


def test_a_look_says_what_will_happen_and_stores_nothing(manager, leaders):
    first, second, third = leaders
    values = (
        typed(first, happened="left")
        | typed(second, happened="new", name="Samir Oakes", honorific="Councillor", email="samir@example.org")
        | typed(third, happened="new", name="Petra Millward")
    )
    shown = look(manager, values)
    assert shown.status_code == 200
    text = " ".join(page(shown).get_text().split())
    assert "2 holders end, 2 begin, 1 post becomes vacant" in text
    assert "No address for Leader, Cam" in text
    assert db.session.query(Tenure).count() == 2
    assert db.session.query(Person).count() == 2


def test_every_row_is_stored_together_with_its_trail(manager, leaders):
    first, second, third = leaders
    values = (
        typed(first, happened="left", day="20 May 2027")
        | typed(second, happened="new", name="Samir Oakes", honorific="Councillor", email="samir@example.org")
        | typed(third, happened="new", name="Petra Millward", day="18/5/2027")
    )
    heard = []
    with signals.posts_refilled.connected_to(lambda posts, **_: heard.append(len(posts))):
        stored = save(manager, look(manager, values))
    assert stored.status_code == 303
    assert heard == [3], "the features above hear of all of them at once"
    assert [holder_name(post) for post in leaders] == [None, "Councillor Samir Oakes", "Petra Millward"]
    assert holder_name(first, date(2027, 5, 19)) == "Rowan Ashdown"
    assert holder_name(first, date(2027, 5, 20)) is None
    assert holder_name(second, TODAY - timedelta(days=1)) == "Bea Larkfield"
    assert holder_name(third, date(2027, 5, 18)) == "Petra Millward"
    actions = [entry.action for entry in db.session.query(AuditEntry)]
    assert actions.count("post filled") == 2
    assert actions.count("post holder changed") == 2


def test_a_wrong_row_is_told_and_nothing_that_was_typed_is_lost(manager, leaders):
    first, second, third = leaders
    values = (
        typed(first, happened="new", name="Samir Oakes", email="not an address")
        | typed(second, happened="left", day="32/5/2027")
        | typed(third, happened="new", name="")
    )
    refused = look(manager, values)
    assert refused.status_code == 422
    summary = page(refused).select_one(".govuk-error-summary").get_text()
    assert "Leader, Ambridge" in summary
    assert "Leader, Borchester: “32/5/2027” is not a date" in summary
    assert "Leader, Cam: Enter the name of the new holder." in summary
    kept = form_values(page(refused).select_one("main form[method=post]"))
    assert kept[f"post-{first.id}-name"] == ["Samir Oakes"]
    assert kept[f"post-{second.id}-day"] == ["32/5/2027"]
    assert kept[f"post-{third.id}-happened"] == ["new"]
    assert db.session.query(Tenure).count() == 2


def test_nobody_leaves_before_they_came(manager, leaders):
    refused = look(manager, typed(leaders[0], happened="left", day="1 May 2023"))
    assert refused.status_code == 422
    assert "in post only from 15 May 2023" in page(refused).select_one(".govuk-error-summary").get_text()


def test_a_page_without_a_change_says_so(manager, leaders):
    refused = look(manager, {})
    assert refused.status_code == 422
    assert "No row says that anything changed" in refused.text


def test_going_back_keeps_what_was_typed(manager, leaders):
    shown = look(manager, typed(leaders[0], happened="new", name="Samir Oakes"))
    form = page(shown).select_one("main form[method=post]")
    again = manager.post(ADDRESS, data=form_values(form) | {"back": "1"})
    assert again.status_code == 200
    assert form_values(page(again).select_one("main form[method=post]"))[f"post-{leaders[0].id}-name"] == [
        "Samir Oakes"
    ]


def test_somebody_of_the_same_name_is_asked_about_and_taken_over_with_the_new_address(manager, leaders):
    first, second, _third = leaders
    values = typed(first, happened="new", name="bea larkfield", email="bea.new@example.org")
    asked = look(manager, values)
    assert asked.status_code == 422
    assert "Say whether it is the same person" in page(asked).select_one(".govuk-error-summary").get_text()
    known = holder_of(second, TODAY).person
    select = page(asked).select_one(f"select[name=post-{first.id}-same_as]")
    assert "Bea Larkfield, Leader, Borchester" in select.get_text()
    form = page(asked).select_one("main form[method=post]")
    data = form_values(form) | typed(first, same_as=str(known.id))
    assert save(manager, manager.post(ADDRESS, data=data)).status_code == 303
    assert holder_of(first, TODAY).person is known
    assert known.email == "bea.new@example.org"


def test_another_person_of_the_same_name_is_another_person(manager, leaders):
    values = typed(leaders[0], happened="new", name="Bea Larkfield", same_as="another")
    assert save(manager, look(manager, values)).status_code == 303
    assert holder_of(leaders[0], TODAY).person is not holder_of(leaders[1], TODAY).person


def test_one_newcomer_may_take_two_posts(manager, leaders):
    first, second, _third = leaders
    both = typed(first, happened="new", name="Cass Ormond") | typed(second, happened="new", name="Cass Ormond")
    assert look(manager, both).status_code == 422
    assert save(manager, look(manager, both | typed(second, same_as=f"row-{first.id}"))).status_code == 303
    assert holder_of(first, TODAY).person is holder_of(second, TODAY).person


def test_a_holder_who_changed_meanwhile_is_not_ended_by_mistake(manager, leaders):
    shown = look(manager, typed(leaders[0], happened="left"))
    db.session.get(Tenure, holder_of(leaders[0], TODAY).id).until_on = date(2027, 5, 20)
    factories.tenure(post=leaders[0], person=factories.person(name="Una Sedgewick"), from_on=date(2027, 5, 21))
    commit()
    refused = save(manager, shown)
    assert refused.status_code == 422
    assert "Una Sedgewick holds it now" in page(refused).select_one(".govuk-error-summary").get_text()
    assert holder_name(leaders[0]) == "Una Sedgewick"


def test_a_row_refused_at_the_last_moment_stores_no_other_row(manager, leaders):
    values = typed(leaders[0], happened="left") | typed(leaders[1], happened="new", name="Samir Oakes")
    shown = look(manager, values)
    db.session.delete(holder_of(leaders[0], TODAY))
    commit()
    assert save(manager, shown).status_code == 422
    assert holder_name(leaders[1]) == "Bea Larkfield"
    assert db.session.query(Person).filter_by(name="Samir Oakes").count() == 0


def test_a_change_of_a_later_day_waits_for_it(manager, leaders):
    values = typed(leaders[0], happened="new", name="Samir Oakes", day="1 June 2027")
    assert save(manager, look(manager, values)).status_code == 303
    assert holder_name(leaders[0]) == "Rowan Ashdown"
    assert holder_name(leaders[0], date(2027, 6, 1)) == "Samir Oakes"


def test_a_viewer_may_not_open_it(viewer):
    assert viewer.get(ADDRESS).status_code == 403

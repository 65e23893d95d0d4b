"""Which feeds an engagement is in, what is rendered when it changes, and whose revision rises."""

import logging
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from scheduler.core.db import db
from scheduler.engagements.rules import Detail, EngagementDraft, EngagementKind, Handling
from scheduler.engagements.service import cancel_engagement, edit_engagement, plan_engagement
from scheduler.feeds import fragments
from scheduler.feeds.commands import feeds
from scheduler.feeds.fragments import keep_in_step
from scheduler.feeds.models import Feed, FeedEntry, FeedFragment
from scheduler.feeds.rules import Scope
from scheduler.ical.event import Timed
from scheduler.stakeholders.service import partner_changed
from tests import factories
from tests.feeds.conftest import NOW, made_feed, rendered, shown_engagement

pytestmark = pytest.mark.usefixtures("at_now", "app")

TWO_PM = Timed(datetime(2026, 10, 6, 13, tzinfo=UTC), datetime(2026, 10, 6, 14, tzinfo=UTC))


def draft(**changes: object) -> EngagementDraft:
    defaults = {
        "kind": EngagementKind.VISIT,
        "title": "Visit to Melton",
        "principal_ids": (factories.principal().id,),
        "when": TWO_PM,
    }
    return EngagementDraft(**defaults | changes)


def scopes_of(engagement_id: int) -> set[tuple[Scope, int]]:
    rows = db.session.execute(
        select(FeedEntry.scope, FeedEntry.scope_id).where(FeedEntry.engagement_id == engagement_id)
    )
    return {(scope, key) for scope, key in rows}


def levels_of(engagement_id: int) -> set[Detail]:
    return set(db.session.scalars(select(FeedFragment.detail).where(FeedFragment.engagement_id == engagement_id)))


def revisions(*feeds: Feed) -> list[int]:
    db.session.expire_all()
    return [feed.revision for feed in feeds]


def test_planning_renders_each_level_once_and_nothing_else(monkeypatch):
    shown_engagement()
    calls = []
    render = fragments.render_at
    monkeypatch.setattr(fragments, "render_at", lambda event, at: calls.append(event.summary) or render(event, at))
    engagement = plan_engagement(draft(), now=NOW)
    assert sorted(calls) == ["Busy", "Visit to Melton", "Visit to Melton"]
    assert levels_of(engagement.id) == set(Detail)


def test_an_engagement_is_in_the_feeds_of_everybody_who_takes_part():
    council, partnership = factories.organisation(), factories.body()
    leader, chair = factories.post(organisation=council), factories.post(body=partnership)
    ours = (factories.principal().id, factories.principal(title="Deputy").id)
    wanted = draft(kind=EngagementKind.SUMMIT, principal_ids=ours, post_ids=(leader.id, chair.id))
    engagement = plan_engagement(wanted, now=NOW)
    assert scopes_of(engagement.id) == {
        (Scope.OFFICE, 0),
        (Scope.PRINCIPAL, ours[0]),
        (Scope.PRINCIPAL, ours[1]),
        (Scope.POST, leader.id),
        (Scope.POST_REST, leader.id),
        (Scope.POST, chair.id),
        (Scope.POST_REST, chair.id),
        (Scope.ORGANISATION, council.id),
        (Scope.BODY, partnership.id),
        (Scope.ENGAGEMENT, engagement.id),
    }


def test_an_undated_engagement_is_in_no_feed_until_it_has_its_day():
    undated = draft(when=None)
    engagement = plan_engagement(undated, now=NOW)
    assert (scopes_of(engagement.id), levels_of(engagement.id)) == (set(), set())
    dated = draft(principal_ids=undated.principal_ids)
    edit_engagement(engagement, dated, now=NOW)
    assert levels_of(engagement.id) == set(Detail)


def test_an_official_sensitive_one_is_kept_at_full_detail_for_the_office_only():
    wanted = draft()
    engagement = plan_engagement(wanted, now=NOW)
    secret = draft(principal_ids=wanted.principal_ids, handling=Handling.OFFICIAL_SENSITIVE)
    edit_engagement(engagement, secret, now=NOW)
    assert scopes_of(engagement.id) == {(Scope.OFFICE, 0)}
    assert levels_of(engagement.id) == {Detail.FULL}


def test_a_change_raises_the_revision_of_feeds_that_show_it_before_or_after_and_of_no_other():
    first, second, third = (factories.principal(title=title) for title in ("Commissioner", "Deputy", "Chief Executive"))
    engagement = plan_engagement(draft(principal_ids=(first.id,)), now=NOW)
    theirs = [made_feed(Scope.PRINCIPAL, each.id)[0] for each in (first, second, third)]
    office = made_feed(detail=Detail.BUSY)[0]
    edit_engagement(engagement, draft(principal_ids=(second.id,)), now=NOW + timedelta(minutes=1))
    assert revisions(*theirs, office) == [2, 2, 1, 2]
    assert theirs[0].revised_at > NOW


def test_two_changes_within_a_second_still_differ_by_a_second():
    engagement = shown_engagement()
    feed = made_feed()[0]
    for title in ("One", "Two"):
        engagement.title = title
        rendered(engagement)
    assert revisions(feed) == [3]
    assert feed.revised_at == NOW + timedelta(seconds=2)


def test_rendering_again_without_a_change_leaves_revisions_alone():
    engagement = shown_engagement()
    feed = made_feed()[0]
    rendered(engagement)
    assert revisions(feed) == [1]


def test_the_change_and_its_rendering_are_undone_together():
    feed = made_feed()[0]
    plan_engagement(draft(), now=NOW)
    db.session.rollback()
    assert revisions(feed) == [1]
    assert db.session.scalars(select(FeedFragment)).all() == []


def test_one_that_cannot_be_rendered_keeps_its_last_version_and_breaks_nothing(monkeypatch, caplog):
    good, bad = shown_engagement(title="Good"), shown_engagement(title="Bad")
    render = fragments.render_at

    def stumble(event, place):
        if event.uid == bad.uid:
            raise AssertionError("a library's guard")
        return render(event, place)

    monkeypatch.setattr(fragments, "render_at", stumble)
    good.title, bad.title = "Better", "Worse"
    with caplog.at_level(logging.ERROR):
        assert keep_in_step([good, bad], now=NOW) == 1
    db.session.commit()
    full = db.session.scalars(select(FeedFragment.ics).where(FeedFragment.detail == Detail.FULL)).all()
    assert [any(word in ics for ics in full) for word in (b"SUMMARY:Better", b"SUMMARY:Bad")] == [True, True]
    assert f"engagement {bad.id} cannot be rendered" in caplog.text


def test_one_that_becomes_sensitive_leaves_the_lower_levels_even_if_it_cannot_be_rendered(monkeypatch):
    engagement = shown_engagement()
    monkeypatch.setattr(fragments, "render_at", lambda _event, _place: 1 / 0)
    engagement.handling = Handling.OFFICIAL_SENSITIVE
    rendered(engagement)
    assert levels_of(engagement.id) == {Detail.FULL}
    assert scopes_of(engagement.id) == {(Scope.OFFICE, 0)}


def test_a_place_that_is_renamed_is_rendered_again_where_it_is_still_shown():
    place = factories.place(name="Parkside")
    soon = shown_engagement(place=place)
    past = shown_engagement(place=place, starts_on=date(2020, 5, 1), ends_on=date(2020, 5, 1))
    feed = made_feed()[0]
    place.name = "Riverside"
    db.session.flush()
    partner_changed.send(place)
    db.session.commit()
    assert revisions(feed) == [2]
    assert b"Riverside" in db.session.get(FeedFragment, (soon.id, Detail.TITLE)).ics
    assert b"Parkside" in db.session.get(FeedFragment, (past.id, Detail.TITLE)).ics


@pytest.mark.parametrize("changed", ["organisation", "body", "post"])
def test_a_partner_that_is_renamed_is_rendered_again(changed):
    partner = {"organisation": factories.organisation, "body": factories.body, "post": factories.post}[changed]()
    post = partner if changed == "post" else factories.post(**{changed: partner})
    engagement = shown_engagement(posts=[post])
    shown_engagement()
    setattr(partner, "title" if changed == "post" else "name", "Renamed")
    db.session.flush()
    partner_changed.send(partner)
    db.session.commit()
    texts = {
        row.engagement_id: row.ics for row in db.session.scalars(select(FeedFragment)) if row.detail is Detail.FULL
    }
    assert [key for key, ics in texts.items() if b"Renamed" in ics] == [engagement.id]


def test_the_command_renders_everything_again_and_says_how_many(app):
    factories.engagement()
    factories.engagement(starts_at=None, ends_at=None)
    db.session.commit()
    key = made_feed()[0].id
    result = app.test_cli_runner().invoke(feeds, ["render"])
    assert "Rendered 2 engagements" in result.output
    assert db.session.get(Feed, key).revision == 2


def test_the_command_tells_of_those_that_cannot_be_rendered(app, monkeypatch):
    shown_engagement()
    monkeypatch.setattr(fragments, "render_at", lambda _event, _place: 1 / 0)
    result = app.test_cli_runner().invoke(feeds, ["render"])
    assert result.exit_code == 1
    assert "1 could not be rendered" in result.output


def test_cancelling_marks_it_in_every_level():
    engagement = plan_engagement(draft(), now=NOW)
    cancel_engagement(engagement, "The host is ill.", now=NOW + timedelta(hours=1))
    for detail in Detail:
        ics = db.session.get(FeedFragment, (engagement.id, detail)).ics
        for line in (b"STATUS:CANCELLED\r\n", b"TRANSP:TRANSPARENT\r\n", b"SEQUENCE:1\r\n", b"SUMMARY:CANCELLED: "):
            assert line in ics

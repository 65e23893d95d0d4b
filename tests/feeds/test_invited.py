"""A partner's feed and their invitations: one UID in both, and a switch that keeps an engagement from showing twice."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from scheduler.core.current import EXTENSION
from scheduler.core.db import db
from scheduler.core.tokens import Purpose, digest
from scheduler.engagements.rules import SeriesUnit
from scheduler.engagements.service.series import Planned, SeriesDraft, repeat_engagement
from scheduler.feeds.models import Feed
from scheduler.feeds.rules import Health, Scope, pulse
from scheduler.feeds.service import note_fetches
from scheduler.invitations.models import Invitation
from scheduler.invitations.service import invite
from scheduler.invitations.service.series import invite_to_later
from scheduler.invitations.service.signals import entry_given
from tests import factories
from tests.browsing import page, submit
from tests.feeds.conftest import NOW, made_feed, rendered
from tests.outbox.draining import send_all

SOON = NOW + timedelta(days=30)
TOKEN = re.compile(r"/feeds/([a-z2-7]{32})\.ics")


@pytest.fixture
def leader(session):
    factories.office()
    return factories.post(email="leader@example.org")


@pytest.fixture
def engagement(leader):
    made = factories.engagement(posts=[leader], starts_at=SOON, ends_at=SOON + timedelta(hours=1))
    rendered(made)
    return made


def take_the_entry(engagement, leader) -> Invitation:
    """As when the worker has handed a METHOD:REQUEST to the mail server."""
    (invitation,) = invite(engagement, [leader], now=NOW).invited
    invitation.links[0].organizer = "office@example.org"
    db.session.flush()
    entry_given.send(invitation)
    db.session.commit()
    return invitation


def test_a_feed_that_leaves_invitations_out_drops_what_came_as_a_request(engagement, leader, fetch):
    _, whole = made_feed(Scope.POST, leader.id)
    _, rest = made_feed(Scope.POST_REST, leader.id)
    assert engagement.uid.encode() in fetch(rest).data
    take_the_entry(engagement, leader)
    assert engagement.uid.encode() in fetch(whole).data
    assert engagement.uid.encode() not in fetch(rest).data


def test_a_plain_file_may_never_have_been_opened_so_the_feed_goes_on_showing_it(engagement, leader, fetch):
    _, rest = made_feed(Scope.POST_REST, leader.id)
    invite(engagement, [leader], now=NOW)
    rendered(engagement)
    assert engagement.uid.encode() in fetch(rest).data


def test_another_partners_feed_goes_on_showing_it(engagement, leader, fetch):
    other = factories.post(title="Chief executive", email="chief@example.org")
    engagement.posts.append(other)
    rendered(engagement)
    _, rest = made_feed(Scope.POST_REST, other.id)
    take_the_entry(engagement, leader)
    assert engagement.uid.encode() in fetch(rest).data


@pytest.mark.usefixtures("at_now", "smtp_sink")
def test_what_came_as_one_repeating_entry_is_left_out_as_soon_as_its_mail_has_left(
    engagement, leader, fetch, app, settings, monkeypatch
):
    reading = replace(settings, inbox_url="pipe:", inbox_address="office@example.org")
    monkeypatch.setitem(app.extensions, EXTENSION, reading)
    days = [SOON.date() + timedelta(weeks=number) for number in (1, 2)]
    draft = SeriesDraft(unit=SeriesUnit.WEEK, every=1, later=[Planned(day, day) for day in days], as_one_entry=True)
    engagement.principals = [factories.principal()]
    series = repeat_engagement(engagement, draft, now=NOW)
    invite(engagement, [leader], now=NOW)
    invite_to_later(engagement, now=NOW)
    db.session.commit()
    _, whole = made_feed(Scope.POST, leader.id)
    _, rest = made_feed(Scope.POST_REST, leader.id)
    before = fetch(rest)
    assert before.data.count(b"RECURRENCE-ID") == 3
    send_all(NOW)
    after = fetch(rest, If_None_Match=before.headers["ETag"])
    assert (after.status_code, series.uid.encode() in after.data) == (200, False)
    assert fetch(whole).data.count(b"RECURRENCE-ID") == 3


def test_the_switch_changes_what_the_address_answers(engagement, leader, manager, fetch):
    feed, token = made_feed(Scope.POST, leader.id)
    take_the_entry(engagement, leader)
    before = fetch(token)
    assert (
        submit(manager, f"/feeds/{feed.id}", {"leaves_out": "y"}, form="form[action$=invitations]").status_code == 303
    )
    after = fetch(token, If_None_Match=before.headers["ETag"])
    assert (after.status_code, engagement.uid.encode() in after.data) == (200, False)
    submit(manager, f"/feeds/{feed.id}", {"leaves_out": None}, form="form[action$=invitations]")
    assert engagement.uid.encode() in fetch(token).data


def test_a_new_feed_of_a_partner_leaves_invitations_out_unless_the_office_says_otherwise(leader, manager):
    asked = page(manager.get("/feeds/new?scope=post"))
    assert asked.select_one("input[name=leaves_out]").has_attr("checked")
    fields = {"name": "Of the Leader", "detail": "full", "scope_id": str(leader.id)}
    submit(manager, "/feeds/new?scope=post", fields | {"leaves_out": "y"})
    submit(manager, "/feeds/new?scope=post", fields | {"leaves_out": None})
    assert list(db.session.scalars(select(Feed.scope).order_by(Feed.id))) == [Scope.POST_REST, Scope.POST]


def test_only_a_partners_feed_has_the_switch(manager):
    feed, _ = made_feed()
    assert "invitations" not in {
        form["action"].rsplit("/", 1)[-1] for form in page(manager.get(f"/feeds/{feed.id}")).select("form[action]")
    }


def test_a_web_worker_that_tells_late_does_not_put_an_older_fetch_over_a_newer_one(session):
    feed, token = made_feed()
    told = digest(Purpose.FEED, token)
    note_fetches({told: (NOW, "Microsoft Outlook")})
    note_fetches({told: (NOW - timedelta(minutes=5), "Google-Calendar-Importer")})
    session.refresh(feed.addresses[0])
    assert (feed.addresses[0].last_fetched_at, feed.addresses[0].last_agent) == (NOW, "Outlook")


@pytest.mark.parametrize(
    ("last", "revised", "program", "health", "says"),
    [
        (None, NOW, "", Health.UNUSED, "No program has fetched it yet."),
        (NOW - timedelta(minutes=5), NOW - timedelta(days=2), "Outlook", Health.CURRENT, "sees everything"),
        (
            NOW - timedelta(hours=3),
            NOW - timedelta(hours=1),
            "Google Calendar",
            Health.BEHIND,
            "how it stood 3 hours ago",
        ),
        (
            NOW - timedelta(hours=3),
            NOW - timedelta(hours=1),
            "Google Calendar",
            Health.BEHIND,
            "ago; Google Calendar looks again",
        ),
        (NOW - timedelta(hours=3), NOW - timedelta(hours=1), "Thunderbird", Health.BEHIND, "should have looked again"),
        (NOW - timedelta(days=8), NOW - timedelta(days=9), "Outlook", Health.SILENT, "Nobody has asked for 8 days"),
    ],
)
def test_the_page_says_how_old_is_what_the_subscriber_sees(last, revised, program, health, says):
    found = pulse(last, program, revised, NOW)
    assert found.health is health
    assert says in found.words

"""Future invitations follow the post: mail to who left stops at once, who comes is invited with a link of their own."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit, db
from scheduler.core.rounds import registered_rounds
from scheduler.engagements.calendar import draft_of
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementStatus
from scheduler.engagements.service import edit_engagement
from scheduler.ical.event import Timed
from scheduler.invitations.models import Invitation
from scheduler.invitations.queries import current_reply, live_links
from scheduler.invitations.queries.tracking import VACANT, state_of
from scheduler.invitations.rules import Answer, Answerer, Audience, PartStat, ReplySource
from scheduler.invitations.service import invite, record_reply, token_of
from scheduler.stakeholders.models import Person, Post
from scheduler.stakeholders.rules.drafts import PersonDraft
from scheduler.stakeholders.rules.refills import SeatChange
from scheduler.stakeholders.service import appoint, change_tenure, end_tenure
from scheduler.stakeholders.service.refills import refill_posts
from tests import factories
from tests.browsing import page
from tests.outbox.draining import send_all

NOW = datetime(2027, 5, 24, 9, 0, tzinfo=UTC)
TODAY = date(2027, 5, 24)


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def post(app) -> Post:
    """A Leader's post without a mailbox of its own; its personal assistant has one."""
    factories.office()
    post = factories.post(email="", pa_email="assistant@example.org", pa_name="Jo Merrick")
    factories.tenure(post=post, person=factories.person(name="Rowan Ashdown", email="rowan@example.org"))
    return post


def engagement_in(days: int) -> Engagement:
    starts = NOW + timedelta(days=days)
    return factories.engagement(
        starts_at=starts, ends_at=starts + timedelta(hours=1), principals=[factories.principal()]
    )


@pytest.fixture
def invitation(post) -> Invitation:
    return invite(engagement_in(30), [post], now=NOW).invited[0]


def left(post: Post) -> None:
    end_tenure(post.tenures[0], until_on=TODAY - timedelta(days=1))


def newcomer() -> Person:
    return factories.person(name="Samir Oakes", email="samir@example.org")


def addresses(invitation: Invitation) -> dict[str, Audience]:
    return {link.address: link.audience for link in live_links(invitation)}


def test_mail_that_waits_for_somebody_who_left_never_leaves(post, invitation, smtp_sink):
    left(post)
    send_all(NOW)
    assert smtp_sink.to("rowan@example.org") == []
    assert len(smtp_sink.to("assistant@example.org")) == 1


def test_the_successor_is_invited_with_a_link_of_their_own(client, post, invitation, smtp_sink):
    send_all(NOW)
    (old,) = [link for link in live_links(invitation) if link.audience is Audience.PRINCIPAL]
    old_token = token_of(old)
    appoint(post, newcomer(), from_on=TODAY)
    send_all(NOW)
    assert len(smtp_sink.to("rowan@example.org")) == 1, "only what was sent before"
    (mail,) = smtp_sink.to("samir@example.org")
    assert invitation.person.name == "Samir Oakes"
    assert invitation.partstat is PartStat.NEEDS_ACTION
    token = token_of(next(link for link in live_links(invitation) if link.address == "samir@example.org"))
    assert token in mail.as_string().replace("=\n", "")
    assert client.get(f"/a/{token}").status_code == 200
    dead = page(client.get(f"/a/{old_token}"))
    assert dead.h1.get_text() == "This link no longer works"
    assert not dead.select("input[name=answer]")


def test_an_update_reaches_the_successor_and_not_who_left(post, invitation, smtp_sink):
    send_all(NOW)
    appoint(post, newcomer(), from_on=TODAY)
    send_all(NOW)
    engagement = invitation.engagement
    later = Timed(engagement.starts_at + timedelta(days=1), engagement.ends_at + timedelta(days=1))
    edit_engagement(engagement, replace(draft_of(engagement), when=later), now=NOW)
    send_all(NOW)
    assert len(smtp_sink.to("rowan@example.org")) == 1
    assert len(smtp_sink.to("samir@example.org")) == 2


def test_what_the_former_holder_answered_is_history_only(post, invitation):
    answer = Answer(PartStat.ACCEPTED, Answerer.INVITEE)
    record_reply(invitation, answer, source=ReplySource.LINK, now=NOW, link=live_links(invitation)[0])
    appoint(post, newcomer(), from_on=TODAY)
    assert state_of(invitation) == "no_answer"
    assert current_reply(invitation).partstat is PartStat.ACCEPTED


def test_the_posts_own_mailbox_stays_and_its_old_link_dies(app, smtp_sink):
    factories.office()
    post = factories.post(email="leader@example.org")
    factories.tenure(post=post)
    invitation = invite(engagement_in(30), [post], now=NOW).invited[0]
    (old,) = live_links(invitation)
    appoint(post, newcomer(), from_on=TODAY)
    (new,) = live_links(invitation)
    assert (new.address, new.generation) == ("leader@example.org", old.generation + 1)
    assert old.revoked_at == NOW
    send_all(NOW)
    assert len(smtp_sink.to("leader@example.org")) == 1, "the first one was overtaken while it waited"


def test_a_vacant_post_says_so_and_is_filled_later(post, invitation):
    left(post)
    assert state_of(invitation) == VACANT
    assert addresses(invitation) == {"assistant@example.org": Audience.PA}
    appoint(post, newcomer(), from_on=TODAY)
    assert state_of(invitation) == "no_answer"
    assert addresses(invitation) == {"samir@example.org": Audience.PRINCIPAL, "assistant@example.org": Audience.PA}


def test_past_ones_and_those_off_the_diary_stay_as_they_were(post):
    held, off = engagement_in(1), engagement_in(20)
    invitations = [invite(each, [post], now=NOW).invited[0] for each in (held, off)]
    held.starts_at, held.ends_at = NOW - timedelta(days=1, hours=1), NOW - timedelta(days=1)
    off.status = EngagementStatus.CANCELLED
    appoint(post, newcomer(), from_on=TODAY)
    assert [each.person.name for each in invitations] == ["Rowan Ashdown"] * 2


def test_a_newcomer_who_is_invited_already_gets_no_second_invitation(post, invitation):
    other = factories.post(title="Chair", email="")
    person = newcomer()
    factories.tenure(post=other, person=person)
    invite(invitation.engagement, [other], now=NOW)
    appoint(post, person, from_on=TODAY)
    assert invitation.withdrawn_at == NOW
    assert live_links(invitation) == []


def test_naming_who_was_there_all_along_invites_nobody_twice(app):
    factories.office()
    post = factories.post(email="leader@example.org")
    invitation = invite(engagement_in(30), [post], now=NOW).invited[0]
    appoint(post, newcomer(), from_on=date(2023, 5, 15))
    assert [link.generation for link in invitation.links] == [1]


def test_a_corrected_first_day_changes_nothing(post, invitation):
    tenure = post.tenures[0]
    change_tenure(tenure, from_on=date(2023, 5, 22), until_on=None, version=tenure.version)
    assert len(live_links(invitation)) == 2
    assert invitation.person is tenure.person


def test_a_last_day_that_comes_by_itself_is_noticed_by_the_days_round(post, invitation, frozen):
    end_tenure(post.tenures[0], until_on=date(2027, 5, 26))
    assert state_of(invitation) == "no_answer"
    frozen.move_to(NOW + timedelta(days=3))
    (every_day,) = [each for each in registered_rounds() if each.name == "invitations follow their posts"]
    every_day.run(utc_now())
    assert state_of(invitation) == VACANT


def test_the_panel_says_post_vacant(manager, post, invitation):
    left(post)
    commit()
    assert "Post vacant" in manager.get(f"/engagements/{invitation.engagement_id}").text


def test_the_panel_says_that_only_the_posts_own_mailbox_was_asked(manager, post, invitation):
    address = f"/engagements/{invitation.engagement_id}"
    assert "nobody by name" not in manager.get(address).text
    post.email = "leader@example.org"
    left(post)
    commit()
    assert "nobody by name; sent to the post’s own address" in manager.get(address).text


def test_annual_council_week(app, smtp_sink):
    """Ten annual meetings in May, four changes of Leader; only what concerns the four is mailed."""
    factories.office()
    posts = [factories.post(email="" if number % 2 else f"leader{number}@example.org") for number in range(10)]
    for number, post in enumerate(posts):
        factories.tenure(post=post, person=factories.person(email=f"former{number}@example.org"))
    engagement = engagement_in(30)
    invitations = {each.post_id: each for each in invite(engagement, posts, now=NOW).invited}
    send_all(NOW)
    smtp_sink.caught.clear()
    drafts = {
        1: PersonDraft("Petra Millward", "Councillor", email="petra@example.org"),
        2: PersonDraft("Gwen Tarrant", "Councillor"),
        3: PersonDraft("Idris Coombe", "Councillor"),
    }
    changes = [
        SeatChange(posts[number].id, TODAY, posts[number].tenures[0].id, drafts.get(number)) for number in (1, 2, 3, 5)
    ]
    refill_posts(changes, now=NOW)
    send_all(NOW)
    reached = sorted(each.recipients[0] for each in smtp_sink.caught)
    assert reached == ["leader2@example.org", "petra@example.org"]
    assert "Councillor Gwen Tarrant" in smtp_sink.to("leader2@example.org")[0].as_string()
    assert state_of(invitations[posts[5].id]) == VACANT
    assert not live_links(invitations[posts[3].id]), "nobody has an address for this one"
    untouched = [invitations[posts[number].id] for number in (0, 4, 6, 7, 8, 9)]
    assert all(link.generation == 1 for each in untouched for link in each.links)
    assert db.session.query(Invitation).count() == 10
    assert local_day(utc_now()) == TODAY

"""The answer page is kept: never longer than it is true, and never for somebody else."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import asdict
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from flask import template_rendered

from scheduler.accounts.queries import the_office
from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import Handling, PlaceKind
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.invitations.routes.kept_pages import REMEMBERED, SLOTS, KeptPages, OwnWords, cut
from scheduler.invitations.rules import Answer, Answerer, Audience, Authority, PartStat, ReplySource, StandIn
from scheduler.invitations.service import record_reply
from tests import factories
from tests.browsing import page, submit
from tests.factories import NOW
from tests.invitations.conftest import REPLY_BY


@pytest.fixture
def invited(visit):
    visit.invite()
    db.session.commit()
    return visit


@pytest.fixture
def rendered(app):
    """The templates that were rendered, in order."""
    names = []

    def note(_app, template, context):
        names.append(template.name)

    with template_rendered.connected_to(note, app):
        yield names


def words(response):
    return " ".join(page(response).get_text(" ").split())


def test_a_page_is_made_once_and_each_visitor_has_a_secret_of_their_own(app, invited, rendered):
    path, secrets = invited.path(), set()
    for _ in range(3):
        visitor = app.test_client()
        secrets.add(page(visitor.get(path)).select_one("[name=csrf_token]")["value"])
        assert visitor.get(path).status_code == 200
    assert len(secrets) == 3
    assert rendered == ["invitations/answer/form.html"]


def test_the_form_of_a_kept_page_can_be_sent(app, client, invited):
    app.test_client().get(invited.path())
    assert submit(client, invited.path(), {"who": "invitee", "answer": "ACCEPTED"}).status_code == 303


def test_the_secret_of_another_visitor_is_refused(app, client, invited):
    app.config["WTF_CSRF_ENABLED"] = True
    stolen = page(app.test_client().get(invited.path())).select_one("[name=csrf_token]")["value"]
    client.get(invited.path())
    values = {"csrf_token": stolen, "sequence": "0", "who": "invitee", "answer": "ACCEPTED"}
    assert client.post(invited.path(), data=values).status_code == 400


def rename_holder(invitation: Invitation) -> None:
    invitation.person.name = "Ife Adeyemi"


def answer_by_telephone(invitation: Invitation) -> None:
    stand_in = StandIn("Sam Thistle", "Deputy Leader", 2, Authority.LIMITED)
    answer = Answer(PartStat.DELEGATED, Answerer.OFFICE, "By the back door", stand_in)
    record_reply(invitation, answer, source=ReplySource.TELEPHONE, recorded_by="Robin", now=NOW)


CHANGES = {
    "A visit of another name": lambda one: setattr(one.engagement, "title", "A visit of another name"),
    "Bring boots": lambda one: setattr(one.engagement, "purpose", "Bring boots"),
    "2:30pm to 3pm": lambda one: setattr(one.engagement, "starts_at", one.engagement.starts_at + timedelta(minutes=30)),
    "Room 4, Parkside": lambda one: setattr(one.engagement, "place_text", "Room 4"),
    "Parkside House": lambda one: setattr(one.engagement.place, "name", "Parkside House"),
    "Station Approach": lambda one: setattr(one.engagement.place, "address", "Station Approach"),
    "Online": lambda one: setattr(one.engagement, "place_kind", PlaceKind.ONLINE),
    "https://meet.example.org/4": lambda one: setattr(one.engagement, "online_url", "https://meet.example.org/4"),
    "Friday 2 October 2026": lambda one: setattr(one.engagement, "reply_by_at", REPLY_BY + timedelta(days=1)),
    "The Mayor and": lambda one: setattr(one.engagement.principals[0], "title", "Mayor"),
    "the Deputy Commissioner": lambda one: one.engagement.principals.append(
        factories.principal(title="Deputy Commissioner", position=9)
    ),
    "I am the Mayor": lambda one: setattr(one.post, "title", "Mayor"),
    "Councillor Ife Adeyemi": rename_holder,
    "Leader of another name": lambda one: setattr(one, "invitee_label", "Leader of another name"),
    "x…@example.org": lambda one: setattr(one.links[0], "address", "x@example.org"),
    "By the back door": answer_by_telephone,
    "0116 496 0999": lambda _one: setattr(the_office(), "telephone", "0116 496 0999"),
    "Office of another name": lambda _one: setattr(the_office(), "name", "Office of another name"),
}


@pytest.mark.parametrize("news", CHANGES)
def test_every_fact_that_changes_is_shown_at_once(client, invited, news):
    path, number = invited.path(), invited.link().invitation_id
    assert news not in words(client.get(path))
    CHANGES[news](db.session.get(Invitation, number))
    db.session.commit()
    assert news in words(client.get(path))


def test_a_purpose_that_becomes_sensitive_is_gone_at_once(client, invited):
    number = invited.engagement.id
    invited.engagement.purpose = "About the new station"
    db.session.commit()
    assert "About the new station" in words(client.get(invited.path()))
    db.session.get(Engagement, number).handling = Handling.OFFICIAL_SENSITIVE
    db.session.commit()
    assert "About the new station" not in words(client.get(invited.path()))


def test_a_link_that_is_revoked_shows_nothing_any_more(client, invited):
    path, number = invited.path(), invited.link().id
    client.get(path)
    db.session.get(InvitationLink, number).revoked_at = NOW
    db.session.commit()
    assert page(client.get(path)).h1.text == "This link no longer works"


@pytest.mark.parametrize(
    ("later", "heading"),
    [
        (REPLY_BY - timedelta(seconds=1), "Will you come?"),
        (REPLY_BY + timedelta(seconds=1), "The time to answer has ended"),
        (REPLY_BY + timedelta(days=9), "This is over"),
    ],
)
def test_time_alone_ends_a_kept_page(client, invited, later, heading):
    client.get(invited.path())
    with time_machine.travel(later, tick=False):
        assert page(client.get(invited.path())).h1.text == heading


def test_no_page_is_shown_to_another_invitee_or_to_the_other_address(client, invited):
    mine = words(client.get(invited.path()))
    others = words(client.get(invited.path(post=invited.stranger)))
    office = page(client.get(invited.path(Audience.PA)))
    assert "Canary" not in mine
    assert "Canary" in others
    assert "Rowan" not in others
    assert office.select_one("[name=who][checked]")["value"] == "their office"


def test_what_a_link_wishes_for_is_not_shown_without_the_wish(client, invited):
    assert page(client.get(f"{invited.path()}?answer=yes")).select_one("[name=answer][checked]")["value"] == "ACCEPTED"
    assert page(client.get(invited.path())).select_one("[name=answer][checked]") is None


def test_what_another_page_left_to_say_is_said_to_that_visitor_only(app, client, invited):
    with client.session_transaction() as stored:
        stored["_flashes"] = [("success", "The seat is saved.")]
    assert "The seat is saved." in words(client.get(invited.path()))
    assert "The seat is saved." not in words(app.test_client().get(invited.path()))


def test_invitees_who_have_not_answered_share_one_page_and_each_reads_their_own_words(app, invited, rendered):
    mine = page(app.test_client().get(invited.path()))
    other = page(app.test_client().get(invited.path(post=invited.stranger)))
    assert rendered == ["invitations/answer/form.html"]
    assert mine.form["action"] == invited.path()
    assert other.form["action"] == invited.path(post=invited.stranger)
    assert "Canary" in other.select_one(".lede").text
    assert "Canary" not in str(mine)


def test_who_has_answered_shares_their_page_with_nobody(client, invited, rendered):
    submit(client, invited.path(), {"who": "invitee", "answer": "ACCEPTED", "message": "By the back door"})
    assert "Your answer is" in words(client.get(invited.path()))
    assert "Your answer is" not in words(client.get(invited.path(post=invited.stranger)))
    assert "Your answer is" not in words(client.get(invited.path(Audience.PA, post=invited.stranger)))


def test_words_that_fill_a_page_are_text_and_never_markup(client, invited):
    client.get(invited.path(post=invited.stranger))  # the page is there
    number = invited.link().invitation_id
    invitation = db.session.get(Invitation, number)
    invitation.invitee_label = invitation.post.title = '<b>"Leader"</b>'
    db.session.commit()
    shown = client.get(invited.path()).get_data(as_text=True)
    assert "<b>" not in shown
    assert "&lt;b&gt;&#34;Leader&#34;&lt;/b&gt;" in shown


def test_no_slot_is_left_in_a_page(client, invited):
    for _ in range(2):
        shown = client.get(invited.path()).get_data(as_text=True)
        assert not [slot for slot in asdict(SLOTS).values() if slot in shown]


def test_only_so_many_pages_are_kept():
    pages = KeptPages()
    for number in range(REMEMBERED + 1):
        pages.keep(number, cut(f"a {SLOTS.whom} b secret c", "secret", number, None))
    assert pages.find(0, 0, NOW) is None
    newest = pages.find(REMEMBERED, REMEMBERED, NOW)
    assert newest.filled(OwnWords("token", "A & B", "Leader", "j…@example.org"), "other") == "a A &amp; B b other c"


COMING = 4


def drawn_when_all_come_at_once(pages):
    """How often the page was drawn for visitors who come in the same moment; each of them gets it."""
    everybody, drawn = Barrier(COMING), []

    def draw():
        drawn.append("a page")
        time.sleep(0.2)  # long enough for the others to come
        return cut("a page", "secret", "rows", None)

    def come(_number):
        everybody.wait(10)
        return pages.find_or_draw("key", "rows", NOW, draw)

    with ThreadPoolExecutor(COMING) as visitors:
        assert {page.pieces for page in visitors.map(come, range(COMING))} == {("a page",)}
    return len(drawn)


def test_whoever_comes_while_a_page_is_drawn_waits_for_it():
    assert drawn_when_all_come_at_once(KeptPages()) == 1


def test_without_the_wait_more_than_one_would_draw_it(monkeypatch):
    """The negative control."""
    pages = KeptPages()
    monkeypatch.setattr(pages, "_drawing", nullcontext())
    assert drawn_when_all_come_at_once(pages) > 1

"""Pages of the feeds as the office uses them."""

import re

import pytest
from sqlalchemy import event, select

from scheduler.audit.models import AuditEntry
from scheduler.core.db import db
from scheduler.core.tokens import Purpose, digest
from scheduler.engagements.rules import Detail, EngagementKind
from scheduler.feeds.models import Feed, FeedAddress
from scheduler.feeds.rules import OFFERED, Scope
from scheduler.feeds.service import note_fetches
from tests import factories
from tests.browsing import page, submit
from tests.feeds.conftest import NOW, made_feed

TOKEN = re.compile(r"/feeds/([a-z2-7]{32})\.ics")


def make(manager, scope="office", **values: object):
    shown = submit(manager, f"/feeds/new?scope={scope}", {"name": "Forward plan", "detail": "full"} | values)
    return manager.get(shown.location) if shown.status_code == 303 else shown


def test_a_new_feeds_address_is_shown_once_and_works(manager):
    shown = make(manager)
    token = TOKEN.search(shown.text).group(1)
    assert manager.get(f"/feeds/{token}.ics").status_code == 200
    feed = db.session.scalars(select(Feed)).one()
    again = manager.get(f"/feeds/{feed.id}")
    assert token not in again.text
    assert "Forward plan" in again.text


def test_the_address_comes_as_https_webcal_copy_button_and_qr(manager):
    shown = page(make(manager))
    token = TOKEN.search(str(shown)).group(1)
    link = shown.select_one("a[href^='webcal://']")
    assert link["href"] == f"webcal://127.0.0.1:5055/feeds/{token}.ics"
    copied = {button["data-copy"] for button in shown.select("button[data-copy]")}
    assert copied == {f"http://127.0.0.1:5055/feeds/{token}.ics", link["href"]}
    code = shown.select_one("img[src^='data:image/svg+xml']")
    assert code["alt"]
    for program in ("Outlook", "Google Calendar", "iPhone", "Thunderbird", "8 to 24 hours"):
        assert program in shown.text


def test_looking_with_head_does_not_use_the_address_up(manager):
    shown = submit(manager, "/feeds/new?scope=office", {"name": "Forward plan", "detail": "full"})
    manager.head(shown.location)
    assert TOKEN.search(manager.get(shown.location).text)


def test_neither_audit_nor_database_holds_the_token(manager):
    token = TOKEN.search(make(manager).text).group(1)
    address = db.session.scalars(select(FeedAddress)).one()
    assert address.token_hash == digest(Purpose.FEED, token)
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "feed.created")).all()
    assert len(entries) == 1
    for text in (entries[0].summary, str(entries[0].details)):
        assert token not in text
        assert address.token_hash not in text


@pytest.mark.parametrize("scope", [scope for scope in OFFERED if scope is not Scope.OFFICE])
def test_each_scope_offers_what_it_may_be_about(manager, scope):
    subject = {
        Scope.PRINCIPAL: lambda: factories.principal(title="Harbourmaster"),
        Scope.ORGANISATION: lambda: factories.organisation(name="Harbourmaster"),
        Scope.BODY: lambda: factories.body(name="Harbourmaster"),
        Scope.POST: lambda: factories.post(title="Harbourmaster"),
        Scope.ENGAGEMENT: lambda: factories.engagement(title="Harbourmaster", kind=EngagementKind.SUMMIT),
    }[scope]()
    db.session.commit()
    shown = make(manager, scope.value, scope_id=subject.id, name="Theirs", detail="busy only", leaves_out=None)
    assert "Harbourmaster" in shown.text
    feed = db.session.scalars(select(Feed)).one()
    assert (feed.scope, feed.scope_id, feed.detail, feed.name) == (scope, subject.id, Detail.BUSY, "Theirs")


def test_a_meeting_is_no_summit_and_a_made_up_key_is_refused(manager):
    meeting = factories.engagement()
    factories.engagement(kind=EngagementKind.SUMMIT)
    db.session.commit()
    for key in (meeting.id, 9999):
        refused = submit(manager, "/feeds/new?scope=engagement", {"name": "No", "detail": "full", "scope_id": key})
        assert refused.status_code == 422
        assert "There is a problem" in refused.text
    assert db.session.scalars(select(Feed)).all() == []


def test_a_form_without_answers_says_what_to_do(manager):
    refused = submit(manager, "/feeds/new?scope=office", {"name": " ", "detail": ""})
    assert "Enter a name." in refused.text
    assert "Choose how much it shows." in refused.text


def test_nothing_is_chosen_for_the_office_beforehand(manager):
    factories.principal()
    db.session.commit()
    refused = submit(manager, "/feeds/new?scope=principal", {"name": "Theirs", "detail": "full"})
    assert "Choose one from the list." in refused.text
    assert db.session.scalars(select(Feed)).all() == []


def test_a_partners_page_may_choose_beforehand(manager):
    council = factories.organisation()
    db.session.commit()
    shown = page(manager.get(f"/feeds/new?scope=organisation&scope_id={council.id}"))
    assert shown.select_one("option[selected]")["value"] == str(council.id)


def test_the_first_question_asks_whose_engagements(manager):
    shown = page(manager.get("/feeds/new"))
    assert [radio["value"] for radio in shown.select("input[name=scope]")] == [scope.value for scope in OFFERED]


def test_a_new_address_leaves_the_old_one_a_day(manager):
    old = TOKEN.search(make(manager).text).group(1)
    feed = db.session.scalars(select(Feed)).one()
    shown = manager.get(submit(manager, f"/feeds/{feed.id}", form="form[action$=new-address]").location)
    new = TOKEN.search(shown.text).group(1)
    assert new != old
    assert "Answers until" in shown.text
    assert [manager.get(f"/feeds/{token}.ics").status_code for token in (old, new)] == [200, 200]


def test_switching_off_and_deleting_ask_first(manager):
    token = TOKEN.search(make(manager).text).group(1)
    here = f"/feeds/{db.session.scalars(select(Feed.id)).one()}"
    for path in ("switch-off", "delete"):
        assert manager.get(f"{here}/{path}").status_code == 200
        assert manager.get(f"/feeds/{token}.ics").status_code == 200
    assert submit(manager, f"{here}/switch-off").status_code == 303
    assert manager.get(f"/feeds/{token}.ics").status_code == 410
    assert "Switched off" in manager.get(here).text
    assert submit(manager, f"{here}/delete").status_code == 303
    assert manager.get(f"/feeds/{token}.ics").status_code == 404
    assert manager.get(here).status_code == 404


def test_the_list_tells_who_fetched_when(manager):
    feed, token = made_feed()
    assert "Not yet" in manager.get("/feeds").text
    note_fetches({feed.addresses[0].token_hash: (NOW, "Google-Calendar-Importer")})
    db.session.commit()
    assert "by Google Calendar" in manager.get("/feeds").text
    assert token not in manager.get("/feeds").text


def test_a_viewer_sees_feeds_and_may_not_change_them(viewer):
    feed, _ = made_feed()
    shown = page(viewer.get(f"/feeds/{feed.id}"))
    assert shown.select("form[action$=new-address]") == []
    assert viewer.get("/feeds").status_code == 200
    assert viewer.get("/feeds/new").status_code == 403
    assert viewer.post(f"/feeds/{feed.id}/new-address").status_code in {400, 403}


def test_the_list_asks_a_fixed_number_of_statements(manager):
    def asked(count: int) -> int:
        for _ in range(count):
            made_feed(Scope.PRINCIPAL, factories.principal().id)
            made_feed(Scope.POST, factories.post().id)
        db.session.expunge_all()
        seen = []
        listener = lambda *facts: seen.append(facts[2])  # noqa: E731 - listened to and removed by name
        event.listen(db.engine, "before_cursor_execute", listener)
        assert manager.get("/feeds").status_code == 200
        event.remove(db.engine, "before_cursor_execute", listener)
        return len(seen)

    assert asked(2) == asked(20)

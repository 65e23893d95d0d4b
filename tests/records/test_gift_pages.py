"""The list of offers, and writing one down, correcting it, taking it away."""

import csv
import io
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from scheduler.audit.models import AuditEntry
from scheduler.core.db import db
from scheduler.engagements.rules import Handling
from scheduler.records.models import RecordNote
from scheduler.records.queries.gifts import found_gifts, giver_words, recipient_words
from scheduler.records.rules.gifts import GiftDraft
from scheduler.records.rules.vocabulary import GiftDecision, NoteKind
from scheduler.records.service.gifts import add_gift
from tests import factories
from tests.browsing import form_values, page, submit
from tests.factories import NOW

LUNCH = {"what": "Lunch", "decision": "accepted", "value": "12.50"}


def gifts():
    db.session.expire_all()
    return found_gifts()


def test_an_offer_at_an_engagement_has_its_giver_day_and_recipient_filled_in(manager, visit):
    path = f"/gifts/new?engagement={visit.engagement.id}"
    for _ in range(2):
        assert submit(manager, path, LUNCH).status_code == 303
    (gift,) = gifts()
    assert (giver_words(gift), recipient_words(gift), gift.offered_on, gift.value_pence) == (
        "Melton Borough Council",
        "Commissioner",
        date(2026, 9, 7),
        1250,
    )


def test_an_offer_to_a_member_of_staff_by_somebody_in_no_list(manager, visit):
    refused = submit(manager, "/gifts/new", LUNCH | {"value": "a lot"})
    assert refused.status_code == 422
    assert page(refused).select_one("#value")["value"] == "a lot"
    refused = submit(manager, "/gifts/new", LUNCH | {"offered_by": "Chair of the Rotary Club"})
    assert page(refused).select_one("#recipient-error")
    said = LUNCH | {"offered_by": "Chair of the Rotary Club", "recipient": "Press officer"}
    assert submit(manager, "/gifts/new", said).status_code == 303
    assert [recipient_words(each) for each in gifts()] == ["Press officer"]


def test_a_correction_and_somebody_elses(manager, visit):
    draft = GiftDraft(what="A pen", decision=GiftDecision.DECLINED, engagement_id=visit.engagement.id)
    gift = add_gift(draft, now=NOW, by="Priya Fairweather")
    path = f"/gifts/{gift.id}"
    stale = form_values(page(manager.get(path)).select_one("main form"))
    assert stale["decision"] == ["declined"]
    assert submit(manager, path, {"what": "A fountain pen", "value": "30"}).status_code == 303
    refused = manager.post(path, data=stale | {"what": "A pencil"})
    assert refused.status_code == 422
    assert "“A fountain pen”, declined, £30" in refused.text
    again = form_values(page(refused).select_one("main form"))
    assert again["what"] == ["A pencil"]
    assert manager.post(path, data=again).status_code == 303
    assert [each.what for each in gifts()] == ["A pencil"]
    assert submit(manager, path, form=f"form[action='{path}/remove']").status_code == 303
    assert gifts() == []


def test_the_list_is_filtered_and_what_is_taken_away_leaves_out_what_is_sensitive(viewer, visit):
    draft = GiftDraft(what="=A pen", decision=GiftDecision.ACCEPTED, offered_by="Chair", recipient="Press officer")
    add_gift(draft, now=NOW, by="")
    hidden = GiftDraft(what="A book", decision=GiftDecision.DECLINED, engagement_id=visit.engagement.id)
    add_gift(hidden, now=NOW, by="")
    visit.engagement.handling = Handling.OFFICIAL_SENSITIVE
    shown = page(viewer.get("/gifts"))
    assert [next(row.select_one("th").strings) for row in shown.select("tbody tr")] == ["A book", "=A pen"]
    assert "not published" in shown.text
    assert "Write down an offer" not in shown.text
    assert "A book" not in viewer.get("/gifts?decision=accepted").text
    rows = list(csv.reader(io.StringIO(viewer.get("/gifts.csv").text.removeprefix("\ufeff"))))
    assert [row[1] for row in rows] == ["What", "'=A pen"]


@pytest.mark.parametrize("number", ["x", "999999"])
def test_an_engagement_that_is_none(manager, number):
    assert manager.get(f"/gifts/new?engagement={number}").status_code == (404 if number.isdecimal() else 200)


def test_a_note_is_closed_in_words_and_opened_again(manager, visit):
    note = RecordNote(engagement=visit.engagement, kind=NoteKind.ISSUE, words="Parking", noted_at=NOW)
    db.session.add(note)
    db.session.commit()
    path, home = f"/notes/{note.id}", f"/partners/organisations/{visit.leader.organisation_id}"
    assert submit(manager, path, {"words": "x" * 301}).status_code == 422
    assert submit(manager, path, {"words": "A permit"}).status_code == 303
    assert "closed on 7 September 2026: A permit" in " ".join(page(manager.get(home)).find(id="issues").text.split())
    assert submit(manager, path, form=f"form[action='{path}/reopen']").status_code == 303
    db.session.expire_all()
    assert (note.closed_on, note.closed_words) == (None, "")


def test_a_giver_that_has_ended_since_stays_and_the_same_press_twice_is_one_correction(manager, visit):
    draft = GiftDraft(what="A pen", decision=GiftDecision.DECLINED, recipient="Press officer")
    giver = factories.organisation(name="Harborough Trust")
    gift = add_gift(replace(draft, organisation_id=giver.id), now=NOW, by="")
    giver.ended_on = NOW.date()
    db.session.commit()
    values = form_values(page(manager.get(f"/gifts/{gift.id}")).select_one("main form")) | {"what": "A fountain pen"}
    for _ in range(2):
        assert manager.post(f"/gifts/{gift.id}", data=values).status_code == 303
    assert [(each.what, giver_words(each)) for each in gifts()] == [("A fountain pen", "Harborough Trust")]
    corrected = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "gift.changed")
    assert db.session.scalar(corrected) == 1


def test_the_file_is_filtered_as_the_page_is_whatever_else_stands_in_its_address(viewer, visit):
    draft = GiftDraft(what="A pen", decision=GiftDecision.ACCEPTED, offered_by="Chair", recipient="Press officer")
    add_gift(draft, now=NOW, by="")
    shown = page(viewer.get("/gifts?decision=accepted&text=pen&endpoint=1&_scheme=x"))
    assert shown.select_one("a[href^='/gifts.csv']")["href"] == "/gifts.csv?decision=accepted&text=pen"

"""The pages of the record with something on them: accessible, at a desk and on a phone, also when they refuse."""

import pytest

from scheduler.core.db import db
from scheduler.records.rules.drafts import FactsDraft, NoteDraft, PresenceDraft, WriteUpDraft
from scheduler.records.rules.gifts import GiftDraft
from scheduler.records.rules.vocabulary import GiftDecision, Initiator, NoteKind
from scheduler.records.service.records import note_facts, write_up
from tests.axe import failures, faults
from tests.browser import DESK, PHONE, carry_session
from tests.factories import NOW

pytestmark = pytest.mark.once


@pytest.fixture
def office(browser, server_url, manager):
    with browser.new_context(base_url=server_url) as context:
        carry_session(manager, context, server_url)
        yield context


def test_pages_with_everything_written(office, visit):
    facts = FactsDraft(
        initiated_by=Initiator.PANEL, has_risk=True, risk_words="A closure", has_media_interest=True, media_words="Ask"
    )
    note_facts(visit.engagement, facts, now=NOW)
    gift = GiftDraft(what="A dinner", decision=GiftDecision.ACCEPTED, value_pence=40_00)
    stand_in = PresenceDraft(post_id=visit.leader.id, role="Deputy", is_substitute=True, band=2)
    said = WriteUpDraft(
        outcome="Said much",
        agreed="A walk",
        people=(stand_in, PresenceDraft(post_id=visit.officer.id, came=False)),
        notes=(NoteDraft(kind=NoteKind.RISK, words="Funding ends"),),
        gift=gift,
    )
    write_up(visit.engagement, said, now=NOW, by="Priya Fairweather")
    home, number = visit.leader.organisation_id, visit.engagement.id
    db.session.commit()
    db.session.remove()
    of_it = [f"/engagements/{number}{page}" for page in ("", "/record", "/facts", "/papers")]
    assert faults(office, [*of_it, "/gifts", "/gifts/1", "/notes/1", f"/partners/organisations/{home}"]) == []


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_refused_write_up_with_everything_open(office, visit, width):
    number = visit.engagement.id
    db.session.remove()
    page = office.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/engagements/{number}/record")
    for more in page.locator("details.record__more > summary").all():
        more.click()
    page.get_by_label("Yes, a gift or hospitality").check()
    page.get_by_label("By when?").first.fill("never")
    page.get_by_label("Name (optional)").last.fill("Somebody")
    page.click("text=Save: held and written up")
    page.get_by_text("There is a problem").wait_for()
    assert failures(page, f"refused at {width}") == []

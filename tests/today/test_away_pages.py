"""The pages of a day off: choose, look, send, telephone."""

import pytest
import time_machine

from scheduler.accounts.models import MailHabits
from scheduler.accounts.rules import Role
from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementStatus
from scheduler.invitations.service import token_of
from tests import factories
from tests.browsing import form_values, page, submit
from tests.conftest import signed_in
from tests.digest import database_digest
from tests.today.mornings import EIGHT, TODAY, Morning, link_of, morning, waiting

CHOICES = "main form[method=post]"
SEND = "form[action='/today/away']"


@pytest.fixture(autouse=True)
def at_eight():
    with time_machine.travel(EIGHT, tick=False):
        yield


@pytest.fixture
def day(manager) -> Morning:
    return morning()


def chosen(day: Morning, **more: str) -> dict[str, object]:
    """What somebody ticks: cancel the first, send the Chief Executive to the call, postpone the last."""
    return {
        f"e{day.early.id}-course": "cancel",
        f"e{day.call.id}-course": "in place",
        f"e{day.call.id}-who": str(day.chief_executive.id),
        f"e{day.late.id}-course": "move",
    } | more


def previewed(manager, day: Morning, **more: str):
    return submit(manager, "/today/away", chosen(day, **more), CHOICES)


def sent(manager, preview, form: str = SEND, **more: str):
    element = page(preview).select_one(form)
    return manager.post(element["action"], data=form_values(element) | more)


def text_of(response) -> str:
    return " ".join(page(response).main.text.split())


def test_the_today_page_leads_there_for_those_who_may(day, manager, app):
    assert page(manager.get("/today")).select_one("a[href='/today/away']").text == "Somebody of ours is away today"
    viewer = signed_in(app, Role.VIEWER)
    assert page(viewer.get("/today")).select_one("a[href='/today/away']") is None


def test_the_day_shows_what_is_known_and_who_is_free(day, manager):
    factories.engagement(
        title="Panel", starts_at=day.call.starts_at, ends_at=day.call.ends_at, principals=[day.chief_executive]
    )
    said = text_of(manager.get("/today/away"))
    assert "Visit to Melton Monday 7 September 2026, 9am to 10am" in said
    assert "Begins within three hours: telephone as well" in said
    assert "Who expects us: 1 of 2" in said
    assert "The Chief Executive has “Panel” from 2pm to 3pm" in said
    assert "Chief Executive Free then" in said


def test_nothing_is_chosen_and_nothing_would_be_sent_until_somebody_says_so(day, manager):
    preview = submit(manager, "/today/away", {}, CHOICES)
    assert "You have left everything as it is" in text_of(preview)
    assert page(preview).select_one(SEND) is None


def test_the_preview_stores_nothing_and_shows_mails_and_calls(day, manager):
    before = database_digest()
    preview = previewed(manager, day)
    assert database_digest() == before
    said = text_of(preview)
    assert "6 mails about the Commissioner’s Monday 7 September 2026, and 1 call." in said
    assert said.count("Dear Rowan Ashdown,") == 3
    assert "Somebody else goes: Chief Executive" in said
    assert "“Visit to Melton”, Monday 7 September 2026, 9am to 10am, will not take place. We are sorry." in said
    assert "0116 496 0101 Office, Jo Merrick" in said


def test_no_live_link_of_a_partner_is_on_the_preview(day, manager):
    link = link_of("rowan@example.org", day.call)
    token = token_of(link)
    preview = previewed(manager, day)
    assert token not in preview.text
    assert "/a/sample" in preview.text


def test_sending_leads_to_what_was_sent_and_whom_to_call(day, manager):
    done = sent(manager, previewed(manager, day))
    assert (done.status_code, done.location) == (303, f"/today/away/done?principal={day.commissioner.id}&on={TODAY}")
    said = text_of(manager.get(done.location))
    assert "Visit to Melton Cancelled. 2 mails." in said
    assert "Tea at Melton Postponed: to be arranged again. 2 mails." in said
    assert "The Commissioner is ill today. “Visit to Melton”" in said


def test_pressing_send_twice_tells_everybody_once(day, manager):
    preview = previewed(manager, day)
    assert [sent(manager, preview).status_code for _press in range(2)] == [303, 303]
    assert len(waiting()) == 6


def test_a_call_is_ticked_once_and_stands_in_the_history(day, manager):
    done = sent(manager, previewed(manager, day)).location
    form = "form[action='/today/away/called']"
    for _press in range(2):
        element = page(manager.get(done)).select_one(form)
        if element is not None:
            kept = form_values(element) | {"call": element.button["value"]}
        manager.post("/today/away/called", data=kept)
    assert "✓ Told" in text_of(manager.get(done))
    history = text_of(manager.get(f"/engagements/{day.early.id}"))
    assert history.count("Telephoned: Leader, Melton Borough Council") == 1


def test_changing_something_brings_every_choice_back(day, manager):
    preview = previewed(manager, day, words="The Commissioner has lost her voice")
    back = sent(manager, preview, form="form[action='/today/away/preview']")
    values = form_values(page(back).select_one(CHOICES))
    assert values["words"] == ["The Commissioner has lost her voice"]
    assert (values[f"e{day.early.id}-course"], values[f"e{day.board.id}-course"]) == (["cancel"], ["leave"])


def test_a_stand_in_who_is_busy_is_asked_about_and_may_go_with_a_reason(day, manager):
    factories.engagement(
        title="Panel", starts_at=day.call.starts_at, ends_at=day.call.ends_at, principals=[day.chief_executive]
    )
    refused = previewed(manager, day)
    assert refused.status_code == 422
    assert "The Chief Executive has “Panel” from 2pm to 3pm." in text_of(refused)
    element = page(refused).select_one(CHOICES)
    kept = form_values(element) | {f"e{day.call.id}-clash_reason": "The Panel starts without"}
    assert manager.post("/today/away/preview", data=kept).status_code == 200


def test_a_typed_day_moves_it_and_keeps_its_hours(day, manager):
    preview = previewed(manager, day, **{f"e{day.late.id}-day": "8 September 2026"})
    assert "Moved, to Tuesday 8 September 2026, 4pm to 5pm." in text_of(preview)
    sent(manager, preview)
    assert (db.session.get(Engagement, day.late.id).starts_at - day.late.starts_at).days == 0


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"words": ""}, "Enter what partners will read"),
        ({"day": "never"}, "Enter a day"),
        ({"who": "999"}, "Choose who goes instead."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(day, manager, typed, says):
    number = day.late.id if "day" in typed else day.call.id
    more = {name if name == "words" else f"e{number}-{name}": value for name, value in typed.items()}
    refused = previewed(manager, day, **more)
    assert refused.status_code == 422
    assert form_values(page(refused).select_one(CHOICES))[f"e{day.early.id}-course"] == ["cancel"]
    if "day" not in typed:
        assert says in text_of(refused)


def test_what_a_colleague_did_meanwhile_is_said_and_nothing_is_sent(day, manager, app):
    preview = previewed(manager, day)
    colleague = signed_in(app, Role.MANAGER)
    submit(colleague, f"/engagements/{day.late.id}/cancel", {"reason": "They asked"})
    before = len(waiting())
    refused = sent(manager, preview)
    assert refused.status_code == 422
    assert "Somebody else changed “Tea at Melton” meanwhile. Look again." in text_of(refused)
    assert len(waiting()) == before
    assert db.session.get(Engagement, day.early.id, populate_existing=True).status is EngagementStatus.AGREED


def test_more_mails_than_the_ceiling_are_asked_for_twice(day, manager):
    db.session.merge(MailHabits(office_id=1, ceiling=5))
    preview = previewed(manager, day)
    refused = sent(manager, preview)
    assert refused.status_code == 422
    assert waiting() == []
    assert sent(manager, refused, confirmed_mails="6").status_code == 303
    assert len(waiting()) == 6


def test_an_empty_day_says_that_nobody_needs_to_be_told(day, manager):
    said = text_of(manager.get(f"/today/away?principal={day.chief_executive.id}"))
    assert "Nothing is in the diary of the Chief Executive for the rest of today" in said


@pytest.mark.parametrize("on", ["yesterday-ish", "2026-09-01"])
def test_a_day_that_cannot_be_is_said_beside_its_box(day, manager, on):
    shown = page(manager.get(f"/today/away?on={on}"))
    assert shown.select_one("#on-error") is not None


def test_at_a_desk_from_the_today_page_to_the_ticked_call(day, desk_page):
    desk_page.goto("/today")
    desk_page.get_by_role("link", name="Somebody of ours is away today").click()
    early = desk_page.locator("section", has_text="Visit to Melton").last
    early.get_by_label("Cancel it").check()
    late = desk_page.locator("section", has_text="Tea at Melton").last
    late.get_by_label("Move it").check()
    desk_page.get_by_role("button", name="See what will be sent").click()
    desk_page.get_by_role("button", name="Send 4 mails").click()
    desk_page.get_by_role("button", name="Told").click()
    assert "✓ Told" in desk_page.inner_text("main")


def test_a_day_with_nothing_in_it_asks_no_question(manager, day):
    shown = text_of(manager.get("/today/away?on=4 January 2040"))
    assert "so nobody needs to be told" in shown
    assert "what becomes of each engagement" not in shown
    assert "what becomes of each engagement" in text_of(manager.get("/today/away"))

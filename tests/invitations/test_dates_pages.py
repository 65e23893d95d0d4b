"""The partner's pages behind /d/<token>."""

from datetime import date, timedelta

import pytest
import time_machine

from scheduler.almanac.rules.vocabulary import LayerKind
from scheduler.core.db import db
from scheduler.engagements.service import agree_on, cancel_engagement
from scheduler.invitations.models import SlotChoice, SuggestedTime
from scheduler.invitations.rules import Audience, Choice, OfferState
from scheduler.invitations.service.dates.closing import expire_offers, withdraw_offer
from scheduler.invitations.service.dates.links import date_token_of, renew_date_link
from scheduler.invitations.service.dates.offering import Asked
from tests import factories
from tests.browsing import form_values, page, submit
from tests.factories import NOW
from tests.invitations.conftest import mark_sent, waiting
from tests.invitations.offered import ANSWER_BY, MORNINGS, NO, YES
from tests.invitations.test_dates_service import busy_with


@pytest.fixture
def path(trial):
    trial.offer(Asked(trial.leader), Asked(trial.stranger), message="Bring the crime figures")
    return trial.path()


def heading(response):
    return " ".join(page(response).h1.text.split())


def words(response):
    return " ".join(page(response).main.text.split())


def saying(trial, *said: Choice, **others: str):
    """What the form sends for the dates in order."""
    radios = {f"said_{slot.id}": str(choice) for slot, choice in zip(trial.newest.slots, said, strict=True)}
    return {"who": "invitee"} | radios | others


def choices():
    db.session.rollback()
    return [choice.said for choice in db.session.query(SlotChoice).order_by(SlotChoice.slot_id)]


def errors(response):
    return page(response).select_one(".govuk-error-summary").text


def test_it_says_who_asks_whom_for_what_where_how_long_and_until_when(client, path):
    text = words(client.get(path))
    for fact in (
        "You are answering for: Councillor Rowan Ashdown, Leader, Melton Borough Council",
        "Visit to Melton",
        "The Commissioner and the Chief Constable",
        "Parkside, Melton Mowbray",
        "1 hour",
        "Bring the crime figures",
        "Tuesday 6 October 2026, 10am to 11am",
        "Monday 14 September 2026, 5pm",
        "r…@example.org",
    ):
        assert fact in text
    assert "rowan@example.org" not in text
    assert "Canary" not in text, "another partner is nobody's business"


def test_each_date_is_one_group_of_radios_with_its_legend_and_nothing_chosen(client, path):
    shown = page(client.get(path))
    groups = [each for each in shown.select("main form fieldset") if each.select("input[name^=said_]")]
    legends = [" ".join(each.legend.text.split()) for each in groups]
    assert legends == [f"{day} October 2026, 10am to 11am" for day in ("Tuesday 6", "Wednesday 7", "Thursday 8")]
    labels = [" ".join(label.text.split()) for label in groups[0].select("label")]
    assert labels == ["Yes", "If need be", "No"]
    assert not shown.select("input[name^=said_][checked]")


def test_a_choice_is_saved_shown_and_can_be_changed(client, trial, path):
    saved = submit(client, path, saying(trial, YES, NO, NO, message="After ten, please"))
    assert (saved.status_code, saved.location) == (303, f"{path}/receipt")
    receipt = words(client.get(saved.location))
    assert "Yes Tuesday 6 October 2026, 10am to 11am" in receipt
    assert "After ten, please" in receipt
    kept = form_values(page(client.get(path)).select_one("main form"))
    assert kept[f"said_{trial.newest.slots[0].id}"] == ["yes"]
    submit(client, path, saying(trial, NO, YES, NO))
    assert choices() == [NO, YES, NO]
    assert {notice.recipient_address for notice in waiting("dates_answered")} == {"rowan@example.org", "jo@example.org"}


def test_a_receipt_before_any_choice_leads_to_the_form(client, path):
    assert client.get(f"{path}/receipt").location == path


def test_a_bot_that_presses_without_choosing_gets_the_form_back_with_an_error_for_each_date(client, path):
    answered = submit(client, path)
    assert answered.status_code == 422
    assert "Choose “Yes”, “If need be” or “No” for Tuesday 6 October 2026, 10am to 11am." in errors(answered)
    assert errors(answered).count("Choose “Yes”, “If need be” or “No” for ") == 3
    assert choices() == []


def test_who_decides_last_lands_on_the_page_of_the_meeting(client, trial, path):
    submit(client, trial.path(trial.stranger), saying(trial, YES, YES, NO))
    saved = submit(client, path, saying(trial, NO, YES, YES))
    shown = client.get(saved.location)
    assert heading(shown) == "Your meeting is on Wednesday 7 October 2026, 10am to 11am"
    entry = client.get(f"{path}/calendar.ics")
    assert entry.content_type.startswith("text/calendar")
    assert "DTSTART;TZID=Europe/London:20261007T100000" in entry.text
    assert client.get(path).text == shown.text


def test_there_is_no_calendar_entry_before_a_date_is_agreed(client, path):
    assert client.get(f"{path}/calendar.ics").location == path


def test_other_times_are_read_as_people_type_them_and_mean_no_to_the_rest(client, trial, path):
    saved = submit(
        client, path, {"who": "invitee", "day_1": "Friday 9 Oct", "at_1": "2pm", "day_2": "13/10", "at_2": "10"}
    )
    assert saved.status_code == 303, errors(saved)
    assert choices() == [NO, NO, NO]
    times = db.session.query(SuggestedTime).order_by(SuggestedTime.starts_at).all()
    assert [(each.starts_at.isoformat(), each.obstacles) for each in times] == [
        ("2026-10-09T13:00:00+00:00", []),
        ("2026-10-13T09:00:00+00:00", []),
    ]


def test_a_time_at_which_we_are_busy_is_said_beside_its_box_in_words_that_give_nothing_away(client, trial, path):
    busy_with(trial, MORNINGS[0])
    typed = saying(trial, YES, NO, NO, day_1="6 October", at_1="10:30am", message="Kept")
    answered = submit(client, path, typed)
    assert answered.status_code == 422
    group = page(answered).select_one("#day_1").find_parent(class_="govuk-form-group")
    assert "That time may be difficult for us" in group.text
    assert "Canary briefing" not in answered.text
    assert "Commissioner has" not in answered.text
    kept = form_values(page(answered).select_one("main form"))
    assert {name: [value] for name, value in typed.items()}.items() <= kept.items()
    assert page(answered).details.has_attr("open")


def test_sent_again_unchanged_the_time_is_offered_all_the_same_and_the_office_sees_why_not(client, trial, path):
    busy_with(trial, MORNINGS[0])
    again = form_values(page(submit(client, path, saying(trial, YES, NO, NO, day_1="6 October", at_1="10:30am"))).form)
    assert client.post(path, data=again).status_code == 303
    (suggested,) = db.session.query(SuggestedTime)
    assert any("Canary briefing" in words_of_it for words_of_it in suggested.obstacles)


def test_papers_that_are_due_and_weekends_are_never_told_to_a_partner(client, trial, path):
    panel = factories.layer(name="the Canary panel", kind=LayerKind.PANEL, deadline_working_days=5)
    factories.layer_entry(layer=panel, first_on=date(2026, 10, 16), last_on=date(2026, 10, 16), words="")
    due = submit(client, path, saying(trial, YES, NO, NO, day_1="9 October", at_1="10am"))
    assert due.status_code == 303
    (suggested,) = db.session.query(SuggestedTime)
    assert any("Canary panel" in words_of_it for words_of_it in suggested.obstacles)
    saturday = submit(client, path, saying(trial, YES, NO, NO, day_1="10 October", at_1="10am"))
    assert saturday.status_code == 422
    assert "That time may be difficult for us" in saturday.text
    assert "Canary" not in saturday.text


@pytest.mark.parametrize(
    ("day", "at", "said"),
    [
        ("1 September 2026", "10am", "That time is past"),
        ("", "10am", "Enter the day too"),
        ("soon", "10am", "not a day we can read"),
        ("9 October", "", "not times we can read"),
        ("9 October", "7", "morning or evening"),
        ("25 October", "1:30am", "The clocks change"),
        ("x" * 5_000, "y" * 5_000, "not a day we can read"),
        ("\x00\u2028'; DROP TABLE", "10am", "not a day we can read"),
    ],
)
def test_what_cannot_be_read_is_asked_for_again(client, trial, path, day, at, said):
    answered = submit(client, path, saying(trial, YES, NO, NO, day_1=day, at_1=at))
    assert answered.status_code == 422
    assert said in errors(answered)
    assert choices() == []


def test_values_that_no_page_offers_are_refused(client, trial, path):
    slot = trial.newest.slots[0]
    for typed in (
        {f"said_{slot.id}": "perhaps"},
        {"who": "the King"},
        {"who": "in their place"},
        {"message": "x" * 4_001},
    ):
        assert submit(client, path, saying(trial, YES, NO, NO) | typed).status_code == 422
    assert choices() == []


def test_a_date_of_another_offer_cannot_be_chosen(client, trial, path):
    assert submit(client, path, saying(trial, YES, NO, NO) | {"said_999999": "yes"}).status_code == 303
    assert choices() == [YES, NO, NO]


def test_who_is_too_late_lands_on_fresh_dates_with_an_apology(client, trial):
    trial.offer()
    path, typed = trial.path(), saying(trial, YES, NO, NO)
    before = page(client.get(path)).select_one("main form")
    busy_with(trial, MORNINGS[0])
    saved = client.post(path, data=form_values(before) | typed)
    assert saved.status_code == 303
    assert saved.location != f"{path}/receipt"
    fresh = client.get(saved.location)
    assert "We are sorry: another meeting was agreed for the date that you had chosen" in words(fresh)
    assert len(page(fresh).select("input[type=radio][value='if need be']")) == 3
    assert trial.newest.state is OfferState.OPEN
    old = client.get(path)
    assert heading(old) == "We are sorry: these dates are gone"
    assert "Yes Tuesday 6 October 2026, 10am to 11am" in words(old), "the choice is kept"


def test_a_page_opened_after_a_date_was_taken_says_so_and_asks_for_the_rest(client, trial):
    trial.offer()
    other = factories.engagement(title="Canary", starts_at=None, ends_at=None, status="to_arrange")
    other.principals = list(trial.engagement.principals)
    db.session.commit()
    agree_on(other, MORNINGS[0], now=NOW)
    shown = client.get(trial.path())
    assert "Gone: another meeting was agreed for it since." in words(shown)
    assert len(page(shown).select("fieldset input[value='if need be']")) == 2
    assert "Canary" not in shown.text


def test_when_nothing_is_left_to_offer_the_page_is_honest(client, trial, monkeypatch):
    trial.offer()
    busy_with(trial, MORNINGS[0])
    monkeypatch.setattr("scheduler.invitations.service.dates.fresh.slots_for", lambda *_args, **_facts: [])
    saved = submit(client, trial.path(), saying(trial, YES, NO, NO))
    assert heading(client.get(saved.location)) == "We are sorry: these dates are gone"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda trial: withdraw_offer(trial.newest, now=NOW), "These dates were withdrawn"),
        (lambda _trial: expire_offers(ANSWER_BY), "The time to choose has ended"),
        (lambda trial: cancel_engagement(trial.engagement, "Ill", now=NOW), "These dates were withdrawn"),
        (lambda trial: renew_date_link(told(trial), now=NOW), "This link was replaced"),
    ],
)
def test_a_link_with_nothing_to_choose_says_why_and_takes_nothing(client, trial, path, change, said):
    form = form_values(page(client.get(path)).select_one("main form"))
    change(trial)
    db.session.commit()
    assert heading(client.get(path)) == said
    late = client.post(path, data=form | saying(trial, YES, YES, YES))
    assert (late.status_code, heading(late)) == (409, said)
    assert choices() == []


def told(trial):
    """The link, once its mail has left."""
    mark_sent(("dates",))
    return trial.link()


def test_after_the_last_moment_the_link_is_closed_before_the_worker_comes(client, path):
    with time_machine.travel(ANSWER_BY, tick=False):
        assert heading(client.get(path)) == "The time to choose has ended"


def test_an_agreed_meeting_that_was_called_off_is_not_promised(client, trial):
    trial.offer()
    path = trial.path()
    trial.choose(YES, YES, YES)
    cancel_engagement(trial.engagement, "Ill", now=NOW)
    db.session.commit()
    assert heading(client.get(path)) == "This meeting is off for now"
    assert client.get(f"{path}/calendar.ics").status_code == 410


def test_a_dead_link_mails_the_live_one_to_the_stored_address_at_most_once_an_hour(client, trial, path):
    renew_date_link(told(trial), now=NOW)
    mark_sent(("dates",))
    db.session.commit()
    asked = lambda: submit(client, path, form="main form[action$=new-link]")  # noqa: E731
    with time_machine.travel(NOW + timedelta(minutes=30), tick=False):
        assert asked().status_code == 303
        assert waiting("dates") == []
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        assert heading(client.get(asked().location)) == "Look at your mail"
        assert [notice.recipient_address for notice in waiting("dates")] == ["rowan@example.org"]


def test_the_pa_answers_for_the_post_by_a_link_of_their_own(client, trial, path):
    shown = page(client.get(trial.path(audience=Audience.PA)))
    assert shown.select_one("input[name=who][checked]")["value"] == "their office"


@pytest.mark.parametrize("token", ["a" * 32, "short", "%00", "A" * 500])
def test_unknown_links_are_no_such_page(client, path, token):
    assert client.get(f"/d/{token}").status_code == 404


def test_a_token_to_answer_opens_no_dates_and_the_other_way_round(client, trial, path):
    assert client.get(path.replace("/d/", "/a/")).status_code == 404


def test_a_token_that_a_gateway_mangled_still_opens(client, trial, path):
    assert client.get(f"/d/{date_token_of(trial.link()).upper()}.").status_code == 200


def test_robots_and_caches_keep_nothing(client, path):
    headers = client.get(path).headers
    assert headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_without_the_secret_of_the_form_nothing_is_saved(client, trial, path):
    assert client.post(path, data=saying(trial, YES, YES, YES)).status_code == 400
    assert choices() == []


def test_one_link_cannot_be_hammered(client, trial, path):
    form = form_values(page(client.get(path)).select_one("main form"))
    statuses = [client.post(path, data=form).status_code for _ in range(42)]
    assert statuses[0] == 422
    assert statuses[-1] == 429
    assert client.get(path).status_code == 200

"""The office's pages about dates on offer."""

import pytest

from scheduler.core.db import db
from scheduler.engagements.rules import EngagementStatus
from scheduler.invitations.models import DateOffer
from scheduler.invitations.queries.offer_board import offers_that_need_the_office
from scheduler.invitations.rules import OfferState, ReplySource
from scheduler.invitations.rules.dates import Chosen, Suggestion
from scheduler.invitations.service.dates.choosing import record_choices
from scheduler.invitations.service.dates.closing import expire_offers
from scheduler.invitations.service.dates.offering import Asked
from tests.browsing import form_values, page, submit
from tests.factories import NOW
from tests.invitations.conftest import mark_sent, waiting
from tests.invitations.offered import ANSWER_BY, HOUR, MORNINGS, NO, YES
from tests.invitations.test_dates_pages import errors, heading, words
from tests.invitations.test_dates_service import busy_with

CANARY_AFTERNOON = MORNINGS[0].__class__(MORNINGS[0].starts_at + 5 * HOUR, MORNINGS[0].ends_at + 5 * HOUR)


@pytest.fixture
def place(trial, manager):
    """Where dates are offered."""
    return f"/engagements/{trial.engagement.id}/dates"


def dates_on(response):
    return [each.text.split(" · ")[1] for each in page(response).select(".task h3")]


def press(manager, place, button, response=None, **typed: object):
    """Send the form of a page with one of its buttons."""
    shown = response or manager.get(place)
    form = page(shown).select_one("form[method=post][novalidate], main form:has(button[value=send])")
    return manager.post(place, data=form_values(form) | {"do": button} | typed)


def offers():
    db.session.rollback()
    return db.session.query(DateOffer).order_by(DateOffer.id).all()


def test_an_engagement_without_a_date_has_the_way_to_offer_some(manager, trial, place):
    shown = page(manager.get(f"/engagements/{trial.engagement.id}"))
    assert shown.select_one(f"a[href='{place}']").text.strip() == "Offer dates"


def test_three_dates_are_proposed_with_reasons_and_nothing_is_stored_by_looking(manager, place):
    shown = manager.get(place)
    assert len(dates_on(shown)) == 3
    assert all(each.select(".why li") for each in page(shown).select(".task"))
    assert form_values(page(shown).select_one("form[novalidate]"))["answer_by"] == ["Monday 14 September 2026"]
    assert offers() == []


def test_one_is_swapped_one_taken_off_one_more_proposed_and_none_comes_back(manager, place):
    first = manager.get(place)
    mark = form_values(page(first).select_one("form[novalidate]"))["slot"][0]
    swapped = press(manager, place, f"swap:{mark}", first)
    assert len(dates_on(swapped)) == 3
    assert len(set(dates_on(first)) & set(dates_on(swapped))) == 2
    fewer = press(
        manager, place, "drop:" + form_values(page(swapped).select_one("form[novalidate]"))["slot"][0], swapped
    )
    assert len(dates_on(fewer)) == 2
    more = press(manager, place, "propose", fewer)
    assert len(dates_on(more)) == 3
    assert dates_on(first)[0] not in dates_on(more)


def test_a_date_typed_by_hand_is_checked_at_once_in_words(manager, trial, place):
    busy_with(trial, MORNINGS[0])
    added = press(manager, place, "add", day="6 October", times="10am to 11am")
    assert "Tuesday 6 October 2026, 10am to 11am" in dates_on(added)
    assert "Canary briefing" in words(added)
    assert page(added).select_one("input[name^=why_]")
    refused = press(manager, place, "check", added)
    assert refused.status_code == 422
    assert "Say why, or take this date off." in errors(refused)
    why = page(added).select_one("input[name^=why_]")["name"]
    assert heading(press(manager, place, "check", added, **{why: "The briefing can wait"})) == "Check the dates"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"day": "soon", "times": "10"}, "not a day we can read"),
        ({"day": "6 October", "times": ""}, "Enter the times"),
        ({"day": "", "times": ""}, "Enter the day and the times"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_box(manager, place, typed, said):
    assert said in errors(press(manager, place, "add", **typed))


def test_the_mail_is_seen_as_it_will_be_and_then_sent(manager, trial, place):
    preview = press(manager, place, "check", message="Bring the figures")
    text = words(preview)
    assert "4 mails to 2 partners" in text
    assert "Which date suits you? Visit to Melton" in text
    assert "Dear Councillor Rowan Ashdown" in text
    assert offers() == []
    sent = press(manager, place, "send", preview)
    (offer,) = offers()
    assert sent.location == f"/engagements/dates/{offer.id}"
    assert (offer.message, len(offer.slots), len(waiting("dates"))) == ("Bring the figures", 3, 4)
    assert trial.engagement.status is EngagementStatus.OFFERING_DATES
    assert "The dates are held" in manager.get(sent.location).text


def test_from_the_preview_one_goes_back_with_everything_kept(manager, place):
    preview = press(manager, place, "check", message="Bring the figures")
    back = form_values(page(press(manager, place, "edit", preview)).select_one("form[novalidate]"))
    assert back["message"] == ["Bring the figures"]
    assert len(back["slot"]) == 3


def test_partners_are_asked_as_the_office_says(manager, trial, place):
    parts = {f"part_{trial.leader.id}": "optional", f"part_{trial.stranger.id}": "no"}
    refused = press(manager, place, "send", **parts)
    assert refused.status_code == 422
    assert "at least one partner who decides" in errors(refused)
    press(manager, place, "send", **parts | {f"part_{trial.stranger.id}": "required"})
    (offer,) = offers()
    assert [each.is_required for each in offer.partners] == [False, True]


@pytest.mark.parametrize(
    "tampered", [{"slot": "x"}, {"slot": "20261006T0900_20261006T0800"}, {"slot": ["a_b", "\x00", "9" * 500]}]
)
def test_tampered_dates_are_left_out(manager, place, tampered):
    assert press(manager, place, "send", **tampered).status_code == 422
    assert offers() == []


def test_the_offer_page_says_who_said_what_in_words_and_shapes(manager, trial):
    offer = trial.offer(Asked(trial.leader), Asked(trial.stranger, is_required=False))
    trial.choose(NO, NO, NO, post=trial.stranger, message="Away all week")
    shown = manager.get(f"/engagements/dates/{offer.id}")
    (leader, stranger) = page(shown).select("tbody tr")
    assert leader.text.count("No answer") == 3
    assert " ".join(stranger.text.split()).count("✕ No") == 3
    assert "Away all week" in stranger.text


def test_the_office_settles_by_hand_and_the_invitations_go_out(manager, trial):
    offer = trial.offer()
    saved = submit(manager, f"/engagements/dates/{offer.id}", form=f"form[action$='settle/{offer.slots[1].id}']")
    assert saved.location == f"/engagements/{trial.engagement.id}"
    assert offers()[0].state is OfferState.SETTLED
    assert len(waiting("invitation")) == 2


def test_settling_on_a_date_that_is_gone_is_said_kindly(manager, trial):
    offer = trial.offer()
    busy_with(trial, MORNINGS[1])
    place = f"/engagements/dates/{offer.id}"
    saved = submit(manager, place, form=f"form[action$='settle/{offer.slots[1].id}']")
    assert "That date is gone" in manager.get(saved.location).text
    assert offers()[0].state is OfferState.OPEN


def test_a_time_that_a_partner_offered_can_be_agreed_on(manager, trial):
    offer = trial.offer()
    trial.choose(NO, NO, NO, suggestions=(Suggestion(CANARY_AFTERNOON),))
    submit(manager, f"/engagements/dates/{offer.id}", form="form[action*='/agree/']")
    assert offers()[0].state is OfferState.SETTLED
    assert trial.engagement.starts_at == CANARY_AFTERNOON.starts_at


def test_a_time_offered_over_a_clash_needs_the_office_s_reason(manager, trial):
    offer = trial.offer()
    busy_with(trial, CANARY_AFTERNOON)
    trial.choose(NO, NO, NO, suggestions=(Suggestion(CANARY_AFTERNOON, ("Busy",)),))
    place, form = f"/engagements/dates/{offer.id}", "form[action*='/agree/']"
    submit(manager, place, form=form)
    assert offers()[0].state is OfferState.NOTHING_FITS
    submit(manager, place, {"reason": "The briefing can wait"}, form)
    assert offers()[0].state is OfferState.SETTLED


def test_a_call_is_noted_with_who_noted_it(manager, trial):
    offer = trial.offer(Asked(trial.leader), Asked(trial.stranger))
    place = f"/engagements/dates/partners/{trial.partner().id}/answer"
    radios = {f"said_{slot.id}": "yes" for slot in offer.slots}
    assert submit(manager, place, {"who": "their office"}).status_code == 422
    assert submit(manager, place, radios | {"who": "their office"}).status_code == 303
    text = words(manager.get(f"/engagements/dates/{offer.id}"))
    assert "by telephone, noted by Robin Ferncastle" in text


def test_more_time_is_given_and_what_cannot_be_read_is_said(manager, trial):
    offer = trial.offer()
    place, form = f"/engagements/dates/{offer.id}", "form[action$='/extend']"
    assert "not a day we can read" in errors(submit(manager, place, {"answer_by": "later"}, form))
    assert "after the first of the dates" in errors(submit(manager, place, {"answer_by": "30 October"}, form))
    assert submit(manager, place, {"answer_by": "18 September"}, form).status_code == 303
    assert offers()[0].answer_by_at.isoformat() == "2026-09-18T17:00:00+00:00"


def test_dates_are_withdrawn_and_sent_again(manager, trial):
    offer = trial.offer()
    mark_sent(("dates",))
    place = f"/engagements/dates/{offer.id}"
    submit(manager, place, form="form[action$='/send-again']")
    assert len(waiting("dates")) == 1
    submit(manager, place, form="form[action$='/withdraw']")
    assert offers()[0].state is OfferState.WITHDRAWN
    assert waiting("dates") == []


def test_all_that_is_held_is_listed_with_its_age_and_end(manager, trial):
    trial.offer()
    text = words(manager.get("/engagements/dates"))
    for fact in (
        "Visit to Melton",
        "Tuesday 6 October 2026, 10am to 11am",
        "0 of 1",
        "today",
        "14 September 2026, 5pm",
    ):
        assert fact in text


def test_today_hears_of_what_does_not_fit_and_of_what_ran_out(trial):
    offer = trial.offer()
    assert offers_that_need_the_office(NOW) == []
    trial.choose(NO, NO, NO, suggestions=(Suggestion(CANARY_AFTERNOON),))
    (need,) = offers_that_need_the_office(NOW)
    assert (need.title, need.offer_id) == ("No date yet: Visit to Melton", offer.id)
    assert need.reason == "None of the dates suits everybody who decides. 1 other time was offered."
    expire_offers(ANSWER_BY)
    (need,) = offers_that_need_the_office(ANSWER_BY)
    assert need.reason.startswith("Nobody settled it by 14 September 2026: the dates are free again.")


def test_today_hears_of_silence_before_the_end_and_of_mail_that_came_back(trial):
    offer = trial.offer()
    (need,) = offers_that_need_the_office(ANSWER_BY - HOUR)
    assert "No answer: Leader, Melton Borough Council" in need.reason
    for link in offer.partners[0].links:
        link.undeliverable_at = NOW
    (need,) = offers_that_need_the_office(NOW)
    assert need.reason.startswith("The mail did not arrive: Leader, Melton Borough Council")
    said = Chosen({slot.id: YES for slot in offer.slots})
    record_choices(trial.partner(), said, source=ReplySource.TELEPHONE, now=NOW)
    assert offers_that_need_the_office(NOW) == []


def test_a_viewer_sees_and_changes_nothing(viewer, trial):
    offer = trial.offer()
    shown = page(viewer.get(f"/engagements/dates/{offer.id}"))
    assert not shown.select("main form")
    assert viewer.get(f"/engagements/{trial.engagement.id}/dates").status_code == 403
    assert viewer.post(f"/engagements/dates/{offer.id}/withdraw").status_code in {400, 403}


def test_what_has_its_date_cannot_be_offered_others(manager, visit):
    assert manager.get(f"/engagements/{visit.engagement.id}/dates").location == f"/engagements/{visit.engagement.id}"

"""Sixty-four partners choose among the same three dates at once; and proof that the lock is what keeps it right."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from scheduler.core.db import db
from scheduler.engagements.models import Engagement, Hold, Principal
from scheduler.engagements.rules import EngagementStatus
from scheduler.engagements.service import agreeing
from scheduler.invitations.models import DateOffer, Invitation, OfferLink
from scheduler.invitations.rules import OfferState
from scheduler.invitations.service.dates import choosing
from scheduler.invitations.service.dates.links import date_token_of
from scheduler.invitations.service.dates.offering import Asked, OfferedTime, offer_dates
from tests import factories
from tests.browsing import form_values, page
from tests.factories import NOW
from tests.invitations.offered import ANSWER_BY, MORNINGS
from tests.invitations.test_concurrent_invites import no_serialised_writers

PARTNERS, THREADS = 64, 8
STARTS = {when.starts_at for when in MORNINGS}


def dated_offers(app, number):
    """So many councils, each asked about a visit of the same two principals on the same three mornings."""
    factories.office()
    ours = [factories.principal(), factories.principal(title="Chief Constable")]
    facts = {"starts_at": None, "ends_at": None, "status": EngagementStatus.TO_ARRANGE}
    for _ in range(number):
        post = factories.post()
        visit = factories.engagement(principals=ours, posts=[post], **facts)
        times = [OfferedTime(when) for when in MORNINGS]
        offer_dates(visit, times, [Asked(post)], answer_by_at=ANSWER_BY, now=NOW)
    db.session.commit()
    paths = [f"/d/{date_token_of(link)}" for link in db.session.scalars(select(OfferLink).order_by(OfferLink.id))]
    db.session.remove()  # or this thread would hold the writers' lock
    return [opened(app, path) for path in paths]


def opened(app, path):
    """A partner's browser with the page in front of them and yes beside every date."""
    browser = FlaskClient(app, app.response_class)
    with app.app_context():  # of its own: the secret of a form is kept in it
        form = page(browser.get(path)).select_one("main form")
    radios = {each["name"]: "yes" for each in form.select("input[name^=said_]")}
    return browser, path, form_values(form) | radios


def choose(opened_page):
    """Press the button and follow to the page that it ends on."""
    browser, path, values = opened_page
    pressed = browser.post(path, data=values)
    landed = browser.get(pressed.location) if pressed.status_code == 303 else pressed
    heading = page(landed).h1
    return pressed.status_code, landed.status_code, " ".join(heading.text.split()) if heading else ""


def choose_together(pages):
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(choose, pages))


def agreed():
    """How many visits were agreed for each time."""
    query = select(Engagement.starts_at).where(Engagement.status == EngagementStatus.AGREED)
    return Counter(db.session.scalars(query))


@pytest.fixture(params=[pytest.param(12, id="12"), pytest.param(PARTNERS, id="64", marks=pytest.mark.storm)])
def crowd(request, app):
    """The pages of a crowd; the whole one is for the storm."""
    return dated_offers(app, request.param)


def test_each_date_has_one_winner_and_every_loser_fresh_dates_or_an_honest_page(crowd):
    landed = choose_together(crowd)
    assert {status for first, second, _ in landed for status in (first, second)} <= {200, 303}
    headings = Counter(heading for _, _, heading in landed)
    won = sum(count for heading, count in headings.items() if heading.startswith("Your meeting is on"))
    kind = headings["Which dates suit you?"] + headings["We are sorry: these dates are gone"]
    assert (won, kind) == (len(MORNINGS), len(crowd) - len(MORNINGS))
    assert headings["Which dates suit you?"] > 0
    assert agreed() == dict.fromkeys(STARTS, 1)
    everyone_has_an_answer(len(crowd))


def everyone_has_an_answer(number):
    """Every partner is invited, or has a fresh offer whose dates nobody else has, or an offer that says it is gone."""
    newest = {each.engagement_id: each for each in db.session.scalars(select(DateOffer).order_by(DateOffer.id))}
    states = Counter(each.state for each in newest.values())
    assert states[OfferState.SETTLED] == len(MORNINGS)
    assert states[OfferState.SETTLED] + states[OfferState.OPEN] + states[OfferState.TAKEN] == number
    assert db.session.query(Invitation).count() == len(MORNINGS)
    held = Counter(db.session.scalars(select(Hold.starts_at).where(Hold.released_at.is_(None))))
    assert not STARTS & held.keys()
    assert max(held.values(), default=0) == 1
    assert all(each.follows_id for each in newest.values() if each.state is OfferState.OPEN)


def test_without_the_locks_the_same_presses_do_book_twice(app, monkeypatch):
    pages = dated_offers(app, 8)
    monkeypatch.setattr(choosing, "lock_for_dates", lambda *_args: None)
    monkeypatch.setattr(agreeing, "principals_for_update", unlocked)
    monkeypatch.setattr(agreeing, "require_free", slowly(agreeing.require_free))
    with no_serialised_writers(monkeypatch):
        choose_together(pages)
    assert max(agreed().values(), default=0) > 1


def unlocked(principal_ids):
    """The same rows, held by nobody."""
    return list(db.session.scalars(select(Principal).where(Principal.id.in_(principal_ids)).order_by(Principal.id)))


def slowly(check):
    """As when a disk is slow: what was read grows old before it is acted on."""

    def check_and_wait(when, principal_ids, engagement, reason):
        found = check(when, principal_ids, engagement, reason)
        time.sleep(0.05)
        return found

    return check_and_wait

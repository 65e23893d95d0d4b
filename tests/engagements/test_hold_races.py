"""Two managers and many partners at once want the same hour; and proof that the lock is what keeps it right."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from scheduler.core.db import db
from scheduler.engagements.models import Engagement, Principal
from scheduler.engagements.rules import EngagementDraft, EngagementKind, EngagementStatus, HoldEnd, PlaceKind
from scheduler.engagements.service import ClashFound, agree_on, agreeing, clashes, place_holds, plan_engagement
from scheduler.ical.event import Timed
from tests import factories
from tests.factories import NOW
from tests.invitations.test_concurrent_invites import no_serialised_writers

PARTNERS, THREADS = 24, 8
WHEN = Timed(NOW + timedelta(days=29), NOW + timedelta(days=29, hours=1))


@pytest.fixture
def looking(session):
    """Engagements of one principal that all hold the same hour."""
    commissioner = factories.principal()
    facts = {"status": EngagementStatus.OFFERING_DATES, "starts_at": None, "ends_at": None}
    made = [factories.engagement(principals=[commissioner], **facts) for _ in range(PARTNERS)]
    for each in made:
        place_holds(each, [WHEN], expires_at=NOW + timedelta(days=7), now=NOW)
    principal_id, ids = commissioner.id, [each.id for each in made]
    db.session.commit()
    db.session.remove()  # or this thread would hold the writers' lock
    return principal_id, ids


def agree(app, engagement_id):
    """One partner's choice; False when another was quicker or the database refused."""
    with app.app_context():
        engagement = db.session.get(Engagement, engagement_id)
        try:
            agree_on(engagement, WHEN, now=NOW)
            db.session.commit()
        except (ClashFound, SQLAlchemyError):
            db.session.rollback()
            return False
        return True


def plan(app, principal_id):
    """A manager types the same hour into the form; a hold alone needs a reason, given here."""
    draft = EngagementDraft(
        kind=EngagementKind.MEETING,
        title="Urgent",
        principal_ids=(principal_id,),
        when=WHEN,
        place_kind=PlaceKind.ONLINE,
        clash_reason="",
    )
    with app.app_context():
        try:
            plan_engagement(draft, now=NOW)
            db.session.commit()
        except ClashFound:
            db.session.rollback()
            return False
        return True


def agreed():
    return list(db.session.scalars(select(Engagement).where(Engagement.status == EngagementStatus.AGREED)))


def all_choose(app, ids):
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(lambda number: agree(app, number), ids))


def test_of_many_who_choose_one_hour_one_has_it_and_the_others_holds_are_taken(app, looking):
    _, ids = looking
    assert sum(all_choose(app, ids)) == 1
    (winner,) = agreed()
    others = db.session.scalars(select(Engagement).where(Engagement.id != winner.id))
    assert {hold.end for each in others for hold in each.holds} == {HoldEnd.TAKEN}
    assert [hold.end for hold in winner.holds] == [HoldEnd.CHOSEN]


def test_a_manager_who_plans_while_a_partner_chooses_books_nobody_twice(app, looking):
    principal_id, ids = looking
    for engagement_id in ids[:6]:
        both = threading.Barrier(2)

        def at_once(work, argument, both=both):
            both.wait()
            return work(app, argument)

        with ThreadPoolExecutor(2) as pool:
            choices = [pool.submit(at_once, agree, engagement_id), pool.submit(at_once, plan, principal_id)]
            for each in choices:
                each.result()
        assert len(agreed()) == 1
        db.session.remove()


def test_without_the_lock_the_same_choices_do_book_twice(app, looking, monkeypatch):
    _, ids = looking
    read = clashes.obstacles_in_way

    def slowly(*arguments: object):
        """As when a disk is slow: what was read grows old before it is acted on."""
        found = read(*arguments)
        time.sleep(0.05)
        return found

    monkeypatch.setattr(clashes, "obstacles_in_way", slowly)
    monkeypatch.setattr(agreeing, "principals_for_update", unlocked)
    with no_serialised_writers(monkeypatch):
        all_choose(app, ids)
    assert len(agreed()) > 1


def unlocked(principal_ids):
    return list(db.session.scalars(select(Principal).where(Principal.id.in_(principal_ids))))

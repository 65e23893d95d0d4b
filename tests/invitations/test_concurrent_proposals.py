"""Two managers accept different times of one proposal at once; and proof that the lock is what keeps it right."""

import time
from concurrent.futures import ThreadPoolExecutor

from flask.testing import FlaskClient

from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.invitations.models import ProposedTime
from scheduler.invitations.queries.another_time import standing_state
from scheduler.invitations.service import another_time
from tests.browsing import form_values, page
from tests.invitations.proposing import FRIDAY, THURSDAY, WEDNESDAY
from tests.invitations.test_concurrent_invites import no_serialised_writers


def opened(app, manager, proposing):
    """The buttons of three managers, each with a time of their own before them."""
    proposal = proposing.propose(WEDNESDAY, THURSDAY, FRIDAY)
    form = page(manager.get(f"/proposals-of-time/{proposal.id}")).select("form[action$=accept]")
    pressed = [(each["action"], form_values(each)) for each in form]
    cookie = manager.get_cookie("session")
    db.session.remove()  # or this thread would hold the writers' lock

    def press(button):
        browser = FlaskClient(app, app.response_class)
        browser.set_cookie("session", cookie.value)
        return browser.post(button[0], data=button[1])

    return lambda: list(ThreadPoolExecutor(3).map(press, pressed))


def taken():
    return db.session.query(ProposedTime).filter(ProposedTime.is_taken).count()


def test_one_manager_wins_and_the_others_get_a_plain_page(app, manager, proposing):
    answers = opened(app, manager, proposing)()
    assert sorted(each.status_code for each in answers) == [303, 409, 409]
    assert all("Somebody was faster" in each.text for each in answers if each.status_code == 409)
    assert taken() == 1
    assert db.session.scalars(db.select(Engagement.sequence)).one() == 1


def test_without_the_lock_the_others_do_not_see_who_was_faster(app, manager, proposing, monkeypatch):
    press_all = opened(app, manager, proposing)

    def unlocked(proposal, now):
        """The same check, and then what a slow disk does."""
        state = standing_state(proposal, now)
        time.sleep(0.2)
        if state is not another_time.ProposalState.OPEN:
            raise another_time.ProposalDecided(state, proposal.decided_by)
        return proposal.invitation

    monkeypatch.setattr(another_time, "_locked", unlocked)
    with no_serialised_writers(monkeypatch):
        answers = press_all()
    faster = [each for each in answers if "Somebody was faster" in each.text]
    assert len(faster) < 2, "all three read an open proposal; only the engagement's version stops the last ones"

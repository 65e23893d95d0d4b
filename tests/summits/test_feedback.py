"""Whoever came is thanked and asked once; nothing that is kept tells whose answer it is."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import OperationalError

from scheduler.accounts.models import MailHabits
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.invitations.service import token_of
from scheduler.outbox.models import Notice
from scheduler.outbox.rendering import render
from scheduler.summits.models import FeedbackAnswer, FeedbackAsk
from scheduler.summits.queries.outcomes import feedback_of
from scheduler.summits.rules.check_in import Noted
from scheduler.summits.rules.outcomes import result_of
from scheduler.summits.rules.vocabulary import CheckInKind
from scheduler.summits.service.check_in import Device, close_day, take_presses
from scheduler.summits.service.outcomes import THANKS, give_feedback, thank
from tests import factories
from tests.browsing import page, submit
from tests.factories import NOW
from tests.summits.attending import invited

LEVELS = {"useful": 5, "right_people": 4, "homework": None, "organised": 1}


@pytest.fixture
def came(session):
    """A closed day: one of two invitees came."""
    factories.office()
    summit = factories.summit()
    invitation, attendee = invited(summit)
    invited(summit, "Bea Larkfield")
    arrived = Noted(str(uuid.uuid4()), CheckInKind.ARRIVED, NOW, attendee_id=attendee.id)
    take_presses(summit, [arrived], Device("door", "Kit Barrowby", NOW), now=NOW)
    close_day(summit, now=NOW)
    return summit, invitation


def thanks():
    return list(db.session.scalars(select(Notice).where(Notice.kind == THANKS).order_by(Notice.id)))


def test_whoever_came_is_thanked_once_and_nobody_else(came):
    summit, invitation = came
    assert thank(summit, now=NOW) == len(thanks()) == len(invitation.links)
    assert thank(summit, now=NOW + timedelta(days=1)) == 0
    mail = render(thanks()[0])
    assert f"/a/{token_of(invitation.links[0])}/feedback" in mail.text


def test_nobody_is_thanked_before_the_day_is_closed(session):
    factories.office()
    with pytest.raises(RuleBroken, match="Close the day first"):
        thank(factories.summit(), now=NOW)


def test_an_answer_keeps_no_trace_of_who_gave_it_or_when(came):
    summit, invitation = came
    thank(summit, now=NOW)
    assert give_feedback(invitation, LEVELS, "Longer breaks.")
    assert not give_feedback(invitation, LEVELS, "Twice.")
    (answer,) = db.session.scalars(select(FeedbackAnswer))
    assert (answer.useful, answer.homework, answer.words) == (5, None, "Longer breaks.")
    kept = {column.key for column in inspect(FeedbackAnswer).columns}
    assert kept == {"id", "summit_id", "useful", "right_people", "homework", "organised", "words"}
    assert {column.key for column in inspect(FeedbackAsk).columns} == {"invitation_id", "summit_id", "has_answered"}
    assert render(thanks()[0]) is None


def test_whoever_was_not_asked_cannot_answer(came):
    _, invitation = came
    assert not give_feedback(invitation, LEVELS, "")
    assert db.session.scalars(select(FeedbackAnswer)).all() == []


def test_results_are_shown_from_three_answers_on(came):
    summit, _ = came
    for number in range(3):
        assert feedback_of(summit).results == ()
        db.session.add(FeedbackAnswer(id=f"{number}", summit_id=summit.id, useful=number + 3, words=""))
        db.session.flush()
    useful = feedback_of(summit).results[0]
    assert (useful.answers, useful.mean, useful.levels) == (3, 4.0, (0, 0, 1, 1, 1))


def test_a_question_that_was_left_out_counts_for_nothing():
    assert result_of("useful", [None, 2, None]).mean == 2.0
    assert result_of("useful", [None]).mean is None


def test_five_questions_are_answered_by_the_link_on_a_phone(came, client):
    summit, invitation = came
    thank(summit, now=NOW)
    path = f"/a/{token_of(invitation.links[0])}/feedback"
    db.session.commit()
    nothing = submit(client, path)
    assert nothing.status_code == 422
    assert "Answer at least one question." in nothing.text
    assert submit(client, path, {"useful": "4", "words": "More time."}).status_code == 303
    assert "We have your answers" in page(client.get(path)).main.text
    assert client.get("/a/" + "a" * 32 + "/feedback").status_code == 404


def test_rows_do_not_lie_in_the_order_in_which_answers_came(came):
    summit, _ = came
    for number in (3, 1, 2):
        db.session.add(FeedbackAnswer(id=f"{number}", summit_id=summit.id, words=""))
        db.session.flush()
    if db.engine.dialect.name == "sqlite":
        lying = db.session.scalars(text("SELECT id FROM summit_feedback")).all()
        assert lying == ["1", "2", "3"]
        with pytest.raises(OperationalError):
            db.session.execute(text("SELECT rowid FROM summit_feedback"))


def test_more_thanks_than_usual_at_once_are_asked_for_twice(came, manager):
    _, another = invited(came[0], "Ife Adeyemi")
    arrived = Noted(str(uuid.uuid4()), CheckInKind.ARRIVED, NOW, attendee_id=another.id)
    take_presses(came[0], [arrived], Device("door", "Kit Barrowby", NOW), now=NOW)
    db.session.get(MailHabits, 1).ceiling = 1
    path, form = f"/summits/{came[0].id}/after", "form[action$='/thank']"
    refused = submit(manager, path, form=form)
    assert refused.status_code == 422
    assert thanks() == []
    number = page(refused).select_one("#confirmed_mails")["value"]
    assert submit(manager, path, {"confirmed_mails": number}, form=form).status_code == 303
    assert len(thanks()) == int(number)


def test_a_walk_in_is_not_one_of_those_who_were_expected(came, manager):
    walk_in = Noted(str(uuid.uuid4()), CheckInKind.WALK_IN, NOW, name="Mo Tenbury")
    take_presses(came[0], [walk_in], Device("door", "Kit Barrowby", NOW), now=NOW)
    shown = page(manager.get(f"/summits/{came[0].id}/after")).select_one(".summary").get_text(" ", strip=True)
    assert shown.startswith("1 of 2 expected came, and 1 person whom nobody expected")

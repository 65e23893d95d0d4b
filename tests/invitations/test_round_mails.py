"""The words of a round mail about several engagements."""

import pytest

from scheduler.invitations.models import InvitationLink
from scheduler.invitations.notices.chasers import sample_mail
from scheduler.invitations.rules import PartStat
from scheduler.invitations.rules.ladders import Step
from tests.factories import NOW
from tests.invitations.test_chasers import another, answer, invited
from tests.invitations.test_telling import move

__all__ = ["invited"]


@pytest.fixture
def links(visit, invited) -> list[InvitationLink]:
    """The Leader's, to a visit and to a board."""
    board, second = another(visit)
    move(board)
    return [next(link for link in each.links if link.address == "rowan@example.org") for each in (invited, second)]


def test_the_title_stands_once_above_the_facts_of_each(links):
    text = sample_mail(Step.CHASE, links, NOW).text
    assert ("1. Visit to Melton" in text, "2. Board" in text) == (True, True)
    assert "What:" not in text
    assert "What: Visit to Melton" in sample_mail(Step.CHASE, links[:1], NOW).text


def test_nobody_who_answered_all_reads_that_an_answer_is_missing(links):
    for link in links:
        answer(link.invitation, PartStat.ACCEPTED)
    text = sample_mail(Step.CHASE, links, NOW).text
    assert "You had answered these invitations, but they have changed since." in text
    assert "We have not had your answer" not in text

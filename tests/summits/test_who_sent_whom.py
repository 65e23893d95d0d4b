"""Who sent whom over the years, whatever the engagement was."""

from datetime import UTC, datetime

import pytest
import time_machine

from scheduler.core.db import db
from scheduler.invitations.models import Invitation
from scheduler.invitations.queries import live_links
from scheduler.invitations.rules import Answer, Authority, PartStat, ReplySource, StandIn
from scheduler.invitations.service import invite, record_reply, withdraw_invitation
from scheduler.summits.queries.who_sent_whom import who_sent_whom
from tests import factories
from tests.browsing import page
from tests.factories import NOW
from tests.queries import count_queries
from tests.summits.county import County, county

ANALYST = StandIn("Wilf Larkrise", "Analyst", 4, Authority.NONE, "")
DEPUTY = StandIn("Ife Adeyemi", "Deputy leader", 2, Authority.FULL, "")


@pytest.fixture(autouse=True)
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ours(app) -> County:
    return county()


def met(ours: County, seat: str, month: int, partstat: PartStat, stand_in: StandIn | None = None) -> Invitation:
    """A meeting on the first of a month to which a seat is invited, with its answer."""
    starts_at = datetime(2027, month, 1, 10, tzinfo=UTC)
    meeting = factories.engagement(title=f"Board {month}", starts_at=starts_at, ends_at=starts_at.replace(hour=12))
    (invitation,) = invite(meeting, [ours.seats[seat]], now=NOW).invited
    answer, link = Answer(partstat, substitute=stand_in), live_links(invitation)[0]
    record_reply(invitation, answer, source=ReplySource.LINK, link=link, now=NOW)
    db.session.commit()
    return invitation


def test_substitutes_of_every_engagement_stand_under_their_organisation_the_latest_first(ours):
    met(ours, "melton", 2, PartStat.DELEGATED, ANALYST)
    met(ours, "melton", 5, PartStat.DELEGATED, DEPUTY)
    met(ours, "chair", 3, PartStat.DELEGATED, ANALYST)
    senders = who_sent_whom()
    assert [sender.name for sender in senders] == ["Harby Community Safety Partnership", "Melton Borough Council"]
    assert [(each.day, each.engagement, each.invited, each.name, each.role) for each in senders[1].sent] == [
        ("1 May 2027", "Board 5", "Leader", "Ife Adeyemi", "Deputy leader"),
        ("1 February 2027", "Board 2", "Leader", "Wilf Larkrise", "Analyst"),
    ]
    assert [(each.invited_band, each.band, each.can_commit) for each in senders[1].sent] == [
        (1, 2, "Yes"),
        (1, 4, "No, to listen"),
    ]


def test_how_often_the_invitee_came_stands_beside_it(ours):
    met(ours, "melton", 2, PartStat.DELEGATED, ANALYST)
    met(ours, "melton", 3, PartStat.ACCEPTED)
    met(ours, "melton chief", 4, PartStat.DECLINED)
    (sender,) = who_sent_whom()
    assert sender.words == (
        "invited 3 times: once the invitee said yes, once somebody else was sent, 1 of them two bands or more below"
    )


def test_a_substitute_whom_the_principal_called_back_was_not_sent(ours):
    invitation = met(ours, "melton", 2, PartStat.DELEGATED, ANALYST)
    link = live_links(invitation)[0]
    record_reply(invitation, Answer(PartStat.ACCEPTED), source=ReplySource.LINK, link=link, now=NOW)
    assert who_sent_whom() == []


def test_a_withdrawn_invitation_counts_for_nothing(ours):
    withdraw_invitation(met(ours, "melton", 2, PartStat.DELEGATED, ANALYST), now=NOW)
    assert who_sent_whom() == []


def test_it_asks_as_often_however_many_there_are(ours):
    met(ours, "melton", 2, PartStat.DELEGATED, ANALYST)
    db.session.expire_all()
    with count_queries() as few:
        who_sent_whom()
    for month, seat in enumerate(("harby", "chair", "trust", "melton"), start=3):
        met(ours, seat, month, PartStat.DELEGATED, DEPUTY)
    db.session.expire_all()
    with count_queries() as many:
        assert len(who_sent_whom()) == 4
    assert len(many) == len(few)


def test_the_page_and_its_spreadsheet_are_narrowed_by_name(ours, viewer):
    met(ours, "melton", 2, PartStat.DELEGATED, ANALYST)
    met(ours, "chair", 3, PartStat.DELEGATED, DEPUTY)
    path = f"/summits/{ours.summit.id}/coming/who-sent-whom"
    shown = page(viewer.get(f"{path}?q=melton"))
    assert [each.contents[0] for each in shown.select("th[scope=rowgroup]")] == ["Melton Borough Council"]
    assert "▲ 3 bands below" in shown.text
    lines = viewer.get(f"{path}.csv?q=melton").get_data().decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith(
        "Melton Borough Council,2027-02-01,Board 2,Leader,Elected or statutory head,Wilf Larkrise"
    )
    assert lines[1].endswith(',Analyst,Manager,"No, to listen"')


def test_nobody_ever_sent_is_said_kindly(ours, viewer):
    assert "Nobody has sent a substitute yet" in viewer.get(f"/summits/{ours.summit.id}/coming/who-sent-whom").text

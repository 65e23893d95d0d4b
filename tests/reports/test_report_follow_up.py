"""Actions, notes and invitations to us stand in the report as they stood on the period's last day."""

from datetime import timedelta

import pytest

from scheduler.actions.models import Action, ActionUpdate
from scheduler.actions.rules import ActionState
from scheduler.core.db import db
from scheduler.engagements.models import Principal
from scheduler.engagements.rules import EngagementStatus, Handling
from scheduler.incoming.models import IncomingInvitation
from scheduler.incoming.rules.vocabulary import Decision
from scheduler.records.models import Presence, RecordNote
from scheduler.records.rules.vocabulary import NoteKind, Side
from scheduler.reports.queries.sections.boards import board_blocks, seats_in
from scheduler.reports.queries.sections.follow_up import follow_up_blocks
from scheduler.reports.queries.sections.ground import Ground, Period, ground_of
from scheduler.reports.queries.sections.partners import COUNCILS, partner_blocks
from scheduler.reports.rules.document import Block, Table
from tests.reports.position import FROM, UNTIL, Position, at, engagement, load_position, posts_of

NEXT_DAY = UNTIL + timedelta(days=1)


@pytest.fixture
def position(session) -> Position:
    return load_position()


def ground() -> Ground:
    db.session.flush()
    db.session.expire_all()
    return ground_of(Period(FROM, UNTIL))


def cells(blocks: list[Block], key: str) -> list[tuple[str, ...]]:
    return [row.cells for each in blocks if isinstance(each, Table) and each.key == key for row in each.rows]


@pytest.mark.parametrize(
    ("told_on", "state"), [(UNTIL, "Done"), (NEXT_DAY, "Not begun")], ids=["told by then", "told later"]
)
def test_an_action_stands_as_it_was_told_by_then(position: Position, told_on, state: str) -> None:
    action = db.session.query(Action).one()
    action.state = ActionState.DONE
    db.session.add(ActionUpdate(action=action, at=at(told_on), state=ActionState.DONE))
    ((*_, said),) = cells(follow_up_blocks(ground()), "actions")
    assert said == state


def test_what_was_over_before_the_period_or_agreed_after_it_is_not_listed(position: Position) -> None:
    action = db.session.query(Action).one()
    action.created_at = at(FROM - timedelta(days=40))
    db.session.add(ActionUpdate(action=action, at=at(FROM - timedelta(days=9)), state=ActionState.DONE))
    assert cells(follow_up_blocks(ground()), "actions") == []
    db.session.query(ActionUpdate).delete()
    action.created_at = at(NEXT_DAY)
    assert cells(follow_up_blocks(ground()), "actions") == []


def test_a_note_closed_later_was_open_then(position: Position) -> None:
    note = db.session.query(RecordNote).one()
    note.closed_on = NEXT_DAY
    db.session.add(RecordNote(engagement=note.engagement, kind=NoteKind.RISK, words="Flood", noted_at=at(UNTIL)))
    assert cells(follow_up_blocks(ground()), "raised") == [("Issue", "1", "0"), ("Threat or risk", "1", "0")]
    note.closed_on = UNTIL
    assert cells(follow_up_blocks(ground()), "raised")[0] == ("Issue", "1", "1")


def test_nothing_follows_from_what_is_sensitive(position: Position) -> None:
    position.visit.handling = Handling.OFFICIAL_SENSITIVE
    assert follow_up_blocks(ground()) == []


def test_invitations_to_us_count_by_what_we_had_answered_by_then(position: Position) -> None:
    hidden = engagement(UNTIL, [], [], handling=Handling.OFFICIAL_SENSITIVE)
    for decision, received_on, decided_on, about in (
        (Decision.ACCEPTED, FROM, UNTIL, None),
        (Decision.DECLINED, FROM, UNTIL, None),
        (Decision.ACCEPTED, UNTIL, NEXT_DAY, None),
        (Decision.ACCEPTED, NEXT_DAY, NEXT_DAY, None),
        (Decision.ACCEPTED, FROM, UNTIL, hidden),
    ):
        db.session.add(
            IncomingInvitation(
                title="Board",
                received_at=at(received_on),
                decision=decision,
                decided_at=at(decided_on),
                engagement=about,
            )
        )
    there = ground()
    blocks = board_blocks(there, seats_in(there.period))
    assert cells(blocks, "incoming") == [("Waiting for our answer", "1"), ("Accepted", "1"), ("Declined", "1")]


def test_who_came_in_the_end_is_no_part_of_what_was_in_the_diary(position: Position) -> None:
    """A meeting of October, seen from September, with whoever was to come, although it is written up by now."""
    coming = next(each for each in ground().ahead if "Wold" in each.partners).engagement
    coming.status = EngagementStatus.WRITTEN_UP
    leader = posts_of(position.councils["Wold"])[0]
    later = {"came": False, "side": Side.THEIRS, "post_id": leader.id}
    db.session.add(Presence(engagement_id=coming.id, **later))
    chief = db.session.query(Principal).filter_by(title="Chief Executive").one()
    db.session.add(Presence(engagement_id=coming.id, side=Side.OURS, principal_id=chief.id))
    assert cells(partner_blocks(ground(), COUNCILS), "councils-diary") == [
        ("Wold Council", "20 October 2014", "Meeting", "Commissioner and Chief Constable", "Leader and Chief Executive")
    ]

"""A visit to Melton next week, with a past: two earlier meetings, promises both ways, an open issue."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from time_machine import travel

from scheduler.accounts.rules import Role
from scheduler.actions.rules import ActionDraft, Owner
from scheduler.actions.service import add_action
from scheduler.core.db import commit, db
from scheduler.engagements.models import Engagement, Principal, PrincipalDiary
from scheduler.engagements.rules import EngagementStatus
from scheduler.records.models import EngagementRecord, RecordNote
from scheduler.records.rules.vocabulary import NoteKind
from scheduler.stakeholders.models import Organisation, Post
from tests import factories
from tests.conftest import signed_in
from tests.factories import NOW

OCTOBER_6 = date(2026, 10, 6)


@pytest.fixture
def viewer(at_september, app):
    """Signed in on that morning, so that the session is not from the future."""
    return signed_in(app, Role.VIEWER)


@dataclass
class Melton:
    """The visit and what belongs to it."""

    visit: Engagement
    last: Engagement
    before: Engagement
    commissioner: Principal
    council: Organisation
    leader: Post


@pytest.fixture
def at_september():
    """A Monday morning four weeks before the visit."""
    with travel(NOW, tick=False):
        yield NOW


@pytest.fixture
def melton(session, at_september):
    """On that morning."""
    return settled()


def settled() -> Melton:
    """Committed: pages can be asked for at once."""
    factories.office()
    base = factories.place(name="Office of ours", town="Enderby", is_ours=True)
    there = factories.place(access_notes="Ring at the side door.")
    factories.town(name="Enderby", latitude=52.59, longitude=-1.21)
    factories.town(name="Melton Mowbray", latitude=52.77, longitude=-0.89)
    commissioner = factories.principal(name="Morgan Thornbury")
    commissioner.diary = PrincipalDiary(base_place=base)
    council = factories.organisation(name="Melton Borough Council")
    leader = factories.post(organisation=council, telephone="01664 496 000", pa_name="Kit Barrowby")
    facts = {"principals": [commissioner], "posts": [leader]}
    last = held(date(2026, 6, 3), title="Meeting with the Leader", **facts)
    before = held(date(2026, 3, 2), title="First meeting", **facts)
    record(before, outcome="They lack a rural crime officer.", agreed="Meet again in June.")
    visit = factories.engagement(title="Visit to Melton", place=there, **facts)
    promise(last, "Name a rural crime lead", f"principal:{commissioner.id}", due_on=date(2026, 9, 1))
    promise(last, "Share the town centre figures", f"organisation:{council.id}", role="Head of Community Safety")
    db.session.add(RecordNote(engagement=last, kind=NoteKind.RISK, words="Hare coursing", noted_at=NOW))
    commit()
    return Melton(visit, last, before, commissioner, council, leader)


def held(day: date, **changes: object) -> Engagement:
    """An engagement that took place at ten."""
    starts_at = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
    facts = {"starts_at": starts_at, "ends_at": starts_at.replace(hour=11), "status": EngagementStatus.HELD}
    return factories.engagement(**facts | changes)


def record(engagement: Engagement, **facts: object) -> EngagementRecord:
    """What somebody wrote about it."""
    made = EngagementRecord(engagement=engagement, **facts)
    db.session.add(made)
    db.session.flush()
    return made


def promise(engagement: Engagement, words: str, owner: str, **facts: object):
    """An action agreed there."""
    return add_action(engagement, ActionDraft(words=words, owner=Owner.read(owner), **facts), now=NOW)

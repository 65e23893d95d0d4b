"""A visit to two councils that took place this morning."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine

from scheduler.core.db import db
from scheduler.engagements.models import Engagement, Principal
from scheduler.engagements.rules import PrincipalKind
from scheduler.stakeholders.models import Post
from scheduler.stakeholders.rules import RoleKind
from tests import factories
from tests.factories import NOW

SAID = {"outcome": "They share figures monthly.", "offered": "no", "save": "done"}
"""The least that writes a meeting up."""


@dataclass
class Visit:
    """Two principals and three seats: a Leader and a chief executive in Melton, a Leader in Blaby."""

    engagement: Engagement
    commissioner: Principal
    constable: Principal
    leader: Post
    officer: Post
    stranger: Post


@pytest.fixture(autouse=True)
def frozen():
    """The clock stands at NOW."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def visit(app) -> Visit:
    """Agreed, and over since half an hour; nothing is written."""
    factories.office()
    ours = [
        factories.principal(),
        factories.principal(title="Chief Constable", kind=PrincipalKind.CHIEF_CONSTABLE, position=1),
    ]
    melton = factories.organisation(name="Melton Borough Council")
    seats = [
        factories.post(organisation=melton),
        factories.post(
            organisation=melton, title="Chief Executive", role_kind=RoleKind.OFFICER_HEAD, band=2, email="", pa_email=""
        ),
        factories.post(organisation=factories.organisation(name="Blaby District Council")),
    ]
    factories.tenure(post=seats[0], person=factories.person(honorific="Councillor", name="Rowan Ashdown"))
    engagement = factories.engagement(
        title="Visit to Melton",
        place=factories.place(),
        starts_at=NOW - timedelta(minutes=90),
        ends_at=NOW - timedelta(minutes=30),
        principals=ours,
        posts=seats,
    )
    db.session.commit()
    return Visit(engagement, *ours, *seats)


@pytest.fixture
def path(visit) -> str:
    """Where it is written up."""
    return f"/engagements/{visit.engagement.id}/record"


def fresh(visit: Visit) -> Engagement:
    """The engagement as it is stored now."""
    db.session.expire_all()
    return db.session.get_one(Engagement, visit.engagement.id)

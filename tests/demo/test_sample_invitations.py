import pytest

from scheduler.core.db import db
from scheduler.demo.sample_engagements import load_engagements, load_principals
from scheduler.demo.sample_invitations import load_invitations
from scheduler.demo.sample_partners import load_partners
from scheduler.invitations.models import Invitation
from scheduler.invitations.rules import PartStat
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.once


def test_the_sample_has_invitations_with_every_kind_of_answer(app):
    factories.office()
    load_partners(NOW.date())
    load_principals()
    load_engagements(NOW.date())
    load_invitations(NOW)
    db.session.commit()
    invitations = db.session.query(Invitation).order_by(Invitation.id).all()
    assert {invitation.partstat for invitation in invitations} == set(PartStat)
    assert invitations[0].partstat is PartStat.NEEDS_ACTION

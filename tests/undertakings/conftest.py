"""Undertakings of July 2014, with the Panel to which they were given."""

from datetime import date

import pytest

from scheduler.stakeholders.rules import BodyKind
from scheduler.undertakings.rules.drafts import UndertakingDraft
from scheduler.undertakings.service import add_undertaking
from tests import factories
from tests.factories import NOW

GIVEN_ON = date(2014, 7, 14)


@pytest.fixture
def panel(session):
    return factories.body(name="Police and Crime Panel", kind=BodyKind.PANEL)


@pytest.fixture
def undertaken(session):
    """Makes one; keywords override the draft's."""

    def make(words: str = "Meet every Leader by the autumn", **changes: object):
        facts = {"words": words, "source": "Police and Crime Panel", "source_on": GIVEN_ON}
        return add_undertaking(UndertakingDraft(**facts | changes), now=NOW)

    return make

"""An action that was agreed at a summit is for whoever answers for its organisation there."""

import pytest

from scheduler.actions.models import Action
from scheduler.actions.rules import ActionDraft, Owner, OwnerKind
from scheduler.actions.service import add_action
from scheduler.summits.models import Agency
from tests import factories
from tests.factories import NOW
from tests.summits import homework


@pytest.fixture
def council(session) -> Agency:
    factories.office()
    return homework.agency(factories.summit(), "Blaby District Council")


def agreed(council: Agency, owner: int | None = None, **changes: object) -> Action:
    facts = {"words": "Light the bus station", "owner": Owner(OwnerKind.ORGANISATION, owner or council.organisation_id)}
    return add_action(council.summit.engagement, ActionDraft(**facts | changes), now=NOW)


def test_the_contact_of_the_agency_is_taken_when_none_is_typed(council):
    action = agreed(council)
    assert (action.contact_name, action.contact_address) == (council.contact_name, council.contact_address)
    assert action.told_at is None


def test_whoever_is_typed_stays(council):
    action = agreed(council, contact_name="Kit Barrowby", contact_address="kit.barrowby@example.org")
    assert (action.contact_name, action.contact_address) == ("Kit Barrowby", "kit.barrowby@example.org")


def test_nobody_is_taken_for_who_has_no_part_in_the_summit_nor_elsewhere(council):
    assert agreed(council, factories.organisation().id).contact_address == ""
    draft = ActionDraft(words="Light it", owner=Owner(OwnerKind.ORGANISATION, council.organisation_id))
    assert add_action(factories.engagement(), draft, now=NOW).contact_address == ""

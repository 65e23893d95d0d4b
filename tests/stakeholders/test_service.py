from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from scheduler.audit.models import AuditEntry
from scheduler.core.db import commit, db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.stakeholders.queries import holder_of
from scheduler.stakeholders.rules import BodyKind, OrganisationKind, RoleKind
from scheduler.stakeholders.rules.drafts import BodyDraft, OrganisationDraft, PersonDraft, PostDraft
from scheduler.stakeholders.service import (
    add_area,
    add_body,
    add_organisation,
    add_person,
    add_post,
    appoint,
    change_body,
    change_organisation,
    change_person,
    change_post,
    end_tenure,
    ensure_areas,
    partner_changed,
    remove_area,
)
from tests import factories

ON = factories.NOW.date()
MELTON = OrganisationDraft("Melton Borough Council", OrganisationKind.BOROUGH, identifiers=(("GSS", "E07000133"),))


@pytest.fixture
def melton(session):
    return add_organisation(MELTON)


@pytest.fixture
def leader(melton):
    return add_post(melton, PostDraft("Leader", RoleKind.POLITICAL_HEAD, 1), now=factories.NOW)


def test_a_change_is_logged_with_before_and_after_and_announced(melton):
    heard = []
    with partner_changed.connected_to(heard.append):
        change_organisation(melton, replace(MELTON, short_name="  Melton\n"), version=melton.version)
    commit()
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.action, entry.subject_id) == ("organisation changed", melton.id)
    assert entry.details == {"before": {"short_name": ""}, "after": {"short_name": "Melton"}}
    assert heard == [melton]


def test_saving_what_is_stored_changes_nothing(melton):
    commit()
    version = melton.version
    heard = []
    with partner_changed.connected_to(heard.append):
        change_organisation(melton, MELTON, version=version)
    commit()
    assert (melton.version, heard) == (version, [])


def test_a_change_from_an_older_page_is_refused(melton, leader):
    change_organisation(melton, replace(MELTON, name="Melton Council"), version=1)
    with pytest.raises(VersionConflict):
        change_organisation(melton, MELTON, version=1)
    seen = leader.version
    change_post(leader, PostDraft("Mayor", RoleKind.CIVIC_HEAD), version=seen)
    with pytest.raises(VersionConflict):
        change_post(leader, PostDraft("Leader", RoleKind.POLITICAL_HEAD), version=seen)


def test_a_code_belongs_to_one_organisation(melton):
    with pytest.raises(RuleBroken, match="already belongs to Melton Borough Council"):
        add_organisation(OrganisationDraft("Other", OrganisationKind.OTHER, identifiers=(("GSS", "E07000133"),)))


def test_codes_can_be_exchanged(melton):
    changed = replace(MELTON, identifiers=(("ODS", "X1"), ("GSS", "E07000133")))
    change_organisation(melton, changed, version=1)
    commit()
    db.session.expire_all()
    assert [(code.scheme, code.value) for code in melton.identifiers] == [("GSS", "E07000133"), ("ODS", "X1")]


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (replace(MELTON, name=" "), "name"),
        (replace(MELTON, identifiers=(), started_on=ON, ended_on=ON - timedelta(days=1)), "ended_on"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(session, draft, field):
    with pytest.raises(RuleBroken) as refusal:
        add_organisation(draft)
    assert refusal.value.field == field


def test_an_address_that_is_none_is_refused(melton):
    with pytest.raises(RuleBroken, match="not an e-mail address"):
        add_post(melton, PostDraft("Leader", RoleKind.POLITICAL_HEAD, pa_email="kit at example"), now=factories.NOW)


def test_two_councils_share_a_body(melton):
    blaby = add_organisation(OrganisationDraft("Blaby District Council", OrganisationKind.DISTRICT))
    body = add_body(BodyDraft("Joint partnership", BodyKind.CSP, covers=(melton.id, blaby.id)))
    assert [each.name for each in body.covers] == [blaby.name, melton.name]


def test_a_body_cannot_stand_below_itself(session):
    above = add_body(BodyDraft("Board", BodyKind.BOARD))
    below = add_body(BodyDraft("Executive", BodyKind.BOARD, parent_id=above.id))
    with pytest.raises(RuleBroken, match="under itself"):
        change_body(above, BodyDraft("Board", BodyKind.BOARD, parent_id=below.id), version=above.version)


@pytest.mark.parametrize(
    ("draft", "shown"),
    [
        (PersonDraft("Zoë O'Neill-Ashdown", "Councillor", "OBE"), "Councillor Zoë O'Neill-Ashdown OBE"),
        (PersonDraft("Ravi"), "Ravi"),
        (PersonDraft("Bea Larkfield", honours="CC"), "Bea Larkfield CC"),
    ],
)
def test_a_name_comes_back_as_it_was_typed(session, draft, shown):
    person = add_person(draft)
    commit()
    db.session.expire_all()
    assert person.full_name == shown


def test_whoever_follows_ends_the_one_before(leader):
    first, second = add_person(PersonDraft("Lottie Farrow")), add_person(PersonDraft("Mo Tenby"))
    appoint(leader, first, from_on=date(2023, 5, 15))
    appoint(leader, second, from_on=date(2025, 5, 20))
    assert holder_of(leader, date(2025, 5, 19)).person is first
    assert holder_of(leader, date(2025, 5, 20)).person is second


def test_nobody_is_appointed_into_somebody_elses_time(leader):
    appoint(leader, add_person(PersonDraft("Lottie Farrow")), from_on=date(2023, 5, 15))
    with pytest.raises(RuleBroken, match="Lottie Farrow holds this post from 15 May 2023"):
        appoint(leader, add_person(PersonDraft("Mo Tenby")), from_on=date(2023, 5, 15))


def test_a_role_holder_who_ended_leaves_a_vacancy(leader):
    heard = []
    tenure = appoint(leader, add_person(PersonDraft("Lottie Farrow")), from_on=date(2023, 5, 15))
    with partner_changed.connected_to(heard.append):
        end_tenure(tenure, until_on=ON)
    assert holder_of(leader, ON) is tenure
    assert holder_of(leader, ON + timedelta(days=1)) is None
    assert heard == [leader]


def test_a_person_holds_two_posts_and_keeps_them_when_renamed(melton, leader):
    chair = add_post(melton, PostDraft("Chair", RoleKind.CHAIR), now=factories.NOW)
    person = add_person(PersonDraft("Jean Skipwith"))
    for post in (leader, chair):
        appoint(post, person, from_on=ON)
    change_person(person, PersonDraft("Jean Dovey"), version=person.version)
    assert {holder_of(post, ON).person.name for post in (leader, chair)} == {"Jean Dovey"}


def test_an_area_in_use_stays_on_the_list(session):
    area, spare = ensure_areas()[:2]
    add_organisation(OrganisationDraft("Blaby", OrganisationKind.DISTRICT, area_id=area.id))
    with pytest.raises(RuleBroken, match="still has 1"):
        remove_area(area)
    remove_area(spare)
    with pytest.raises(RuleBroken, match="already an area"):
        add_area("LOCAL authority")
    assert len(ensure_areas()) == 5

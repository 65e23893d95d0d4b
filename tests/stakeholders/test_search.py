import pytest

from scheduler.stakeholders.queries.directory import organisation_sheet, post_sheet
from scheduler.stakeholders.rules import OrganisationKind, RoleKind
from scheduler.stakeholders.rules.directory import Wanted
from scheduler.stakeholders.rules.drafts import OrganisationDraft, PersonDraft, PostDraft
from scheduler.stakeholders.rules.search import fold, name_key
from scheduler.stakeholders.service import add_organisation, add_person, add_post, appoint, change_organisation
from tests.factories import NOW

ON = NOW.date()


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Zoë O'Neill-Ashdown", "zoe oneillashdown"),
        ("Zoë O’Neill‑Ashdown", "zoe oneillashdown"),
        ("STRASSE straße", "strasse strasse"),
        ("Łukasz Ørsted", "lukasz orsted"),
        ("  Two \u00a0spaces ", "two spaces"),
        ("%_\\", ""),
    ],
)
def test_accents_case_and_punctuation_are_folded_away(typed, folded):
    assert fold(typed) == folded


def test_and_is_an_ampersand():
    assert name_key("Hinckley & Bosworth") == name_key("hinckley AND bosworth")


HINCKLEY = OrganisationDraft(
    "Hinckley & Bosworth Borough Council", OrganisationKind.BOROUGH, identifiers=(("GSS", "E07000132"),)
)


@pytest.fixture
def hinckley(session):
    organisation = add_organisation(HINCKLEY)
    post = add_post(organisation, PostDraft("Leader", RoleKind.POLITICAL_HEAD), now=NOW)
    appoint(post, add_person(PersonDraft("Zoë O'Neill-Ashdown", "Councillor", "OBE")), from_on=ON)
    return organisation


@pytest.mark.parametrize("text", ["bosworth hinckley", "BOROUGH hinck", "hinckley and bosworth", "e07000132", ""])
def test_an_organisation_is_found_in_any_word_order(hinckley, text):
    assert [row.home.name for row in organisation_sheet(Wanted(text), ON).rows] == [hinckley.name]


@pytest.mark.parametrize("text", ["hinckley melton", "100%", "hinckley_"])
def test_every_word_must_match_and_wildcards_are_letters(hinckley, text):
    found = organisation_sheet(Wanted(text), ON).rows
    assert [row.home.name for row in found] == ([hinckley.name] if text == "hinckley_" else [])


@pytest.mark.parametrize("text", ["leader hinckley", "oneill bosworth", "zoe obe", "Neill leader"])
def test_a_post_is_found_by_title_home_and_holder_together(hinckley, text):
    assert [seat.post.title for seat in post_sheet(Wanted(text), ON).rows] == ["Leader"]


def test_a_renamed_organisation_takes_its_posts_along(hinckley):
    change_organisation(
        hinckley, OrganisationDraft("Watling Council", OrganisationKind.BOROUGH), version=hinckley.version
    )
    assert post_sheet(Wanted("leader watling"), ON).total == 1
    assert post_sheet(Wanted("leader hinckley"), ON).total == 0

from datetime import date

import pytest

from scheduler.core.db import commit, db
from scheduler.stakeholders.models import Organisation, Person
from scheduler.stakeholders.queries import holder_of
from scheduler.stakeholders.rules import BodyKind, OrganisationKind, RoleKind
from scheduler.stakeholders.rules.drafts import (
    BodyDraft,
    GroupDraft,
    OrganisationDraft,
    PersonDraft,
    PlaceDraft,
    PostDraft,
)
from scheduler.stakeholders.service import (
    add_area,
    add_body,
    add_group,
    add_organisation,
    add_person,
    add_place,
    add_post,
    appoint,
    change_organisation,
    review_group,
)
from tests.browsing import form_values, page, submit
from tests.factories import NOW

MELTON = OrganisationDraft("Melton Borough Council", OrganisationKind.BOROUGH)


@pytest.fixture
def melton(session):
    return add_organisation(MELTON)


@pytest.fixture
def leader(melton):
    return add_post(melton, PostDraft("Leader", RoleKind.POLITICAL_HEAD, 1, "leader@example.org"), now=NOW)


def rows(client, path):
    return [row.text for row in page(client.get(path)).select("main tbody tr")]


def test_ended_partners_are_left_out_until_asked_for(manager, melton):
    add_organisation(OrganisationDraft("Old Trust", OrganisationKind.JUSTICE, ended_on=date(2023, 5, 5)))
    assert "Old Trust" not in manager.get("/partners").text
    assert "ended 5 May 2023" in manager.get("/partners?state=ended").text
    assert len(rows(manager, "/partners?state=all")) == 2


def test_the_search_goes_to_the_list_that_finds_something(manager, leader):
    appoint(leader, add_person(PersonDraft("Zoë O'Neill-Ashdown", "Councillor", "OBE")), from_on=date(2023, 5, 15))
    shown = page(manager.get("/partners?q=ONEILL+zoe"))
    assert shown.select_one("main nav a[aria-current=page]").text == "Posts (1)"
    assert "Councillor Zoë O'Neill-Ashdown OBE" in shown.select_one("main tbody").text


def test_lists_are_filtered_by_kind_and_area(manager, melton):
    add_body(BodyDraft("Melton CSP", BodyKind.CSP))
    assert len(rows(manager, "/partners?show=bodies&kind=board")) == 0
    assert len(rows(manager, "/partners?show=bodies&kind=community+safety+partnership")) == 1
    assert rows(manager, "/partners?show=organisations&kind=nonsense&area=99999999999&page=x&state=y")


def test_an_organisation_shows_who_holds_its_posts_and_what_is_vacant(manager, melton, leader):
    add_body(BodyDraft("Joint CSP", BodyKind.CSP, covers=(melton.id,)))
    add_post(melton, PostDraft("Deputy", RoleKind.MEMBER, ended_on=date(2023, 5, 5)), now=NOW)
    shown = manager.get(f"/partners/organisations/{melton.id}").text
    for words in ("Vacant", "leader@example.org", "Joint CSP", "ended 5 May 2023"):
        assert words in shown


def test_a_partner_is_added_as_typed(manager):
    typed = {"name": "O’Neill & Sons <b>", "kind": "business", "codes": "gss E07000133\nODS X9"}
    stored = submit(manager, "/partners/organisations/new", typed)
    assert stored.status_code == 303
    shown = manager.get(stored.location).text
    assert "O’Neill &amp; Sons &lt;b&gt;" in shown
    assert "GSS E07000133" in shown


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Enter the name of the organisation."),
        ({"codes": "E07000133"}, "needs a register and a code"),
        ({"ended_on": ["31", "2", "2023"]}, "Enter a real date"),
        ({"started_on": ["2", "1", "2023"], "ended_on": ["1", "1", "2023"]}, "The last day is before the first day"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(manager, melton, typed, sentence):
    shown = submit(manager, f"/partners/organisations/{melton.id}/edit", typed)
    assert shown.status_code == 422
    assert sentence in page(shown).select_one(".govuk-error-summary").text


def test_a_change_meanwhile_is_shown_and_what_was_typed_is_kept(manager, melton):
    address = f"/partners/organisations/{melton.id}/edit"
    commit()
    manager.get(address)
    change_organisation(melton, OrganisationDraft("Melton Council", OrganisationKind.BOROUGH), version=melton.version)
    shown = submit(manager, address, {"version": "1", "short_name": "Typed by me"})
    assert shown.status_code == 409
    parsed = page(shown)
    assert "Somebody else changed this" in parsed.text
    assert parsed.select_one("#short_name")["value"] == "Typed by me"
    form = {field["name"]: field.get("value", "") for field in parsed.select("main form input")}
    again = manager.post(address, data=form | {"kind": "borough council", "codes": "", "notes": ""})
    assert again.status_code == 303
    db.session.expire_all()
    assert db.session.get(Organisation, melton.id).short_name == "Typed by me"


def test_saving_a_body_keeps_what_it_covers(manager, melton):
    body = add_body(BodyDraft("Joint CSP", BodyKind.CSP, covers=(melton.id,)))
    assert submit(manager, f"/partners/bodies/{body.id}/edit", {"short_name": "JCSP"}).status_code == 303
    db.session.expire_all()
    assert (body.short_name, body.covers) == ("JCSP", [melton])


def test_a_post_is_added_filled_and_left(manager, melton):
    stored = submit(
        manager, f"/partners/posts/new?at=organisation-{melton.id}", {"title": "Chair", "role_kind": "chair"}
    )
    assert stored.status_code == 303
    typed = {"name": "Ravi", "honours": "CC", "from_on": ["15", "5", "2023"]}
    assert submit(manager, f"{stored.location}/appoint", typed).status_code == 303
    shown = page(manager.get(stored.location))
    assert "Ravi CC since 15 May 2023" in " ".join(shown.select_one(".facts").text.split())
    ending = shown.find("a", string="Role holder ended")["href"]
    assert submit(manager, ending, {"until_on": ["1", "6", "2024"]}).status_code == 303
    assert "Vacant" in page(manager.get(stored.location)).select_one(".facts").text
    assert "1 June 2024" in manager.get(stored.location).text


def test_somebody_with_a_known_name_is_asked_about(manager, melton, leader):
    chair = add_post(melton, PostDraft("Chair", RoleKind.CHAIR), now=NOW)
    known = add_person(PersonDraft("Rowan Ashdown"))
    appoint(leader, known, from_on=date(2023, 5, 15))
    typed = {"name": "rowan ashdown", "from_on": ["1", "6", "2024"]}
    address = f"/partners/posts/{chair.id}/appoint"
    asked = submit(manager, address, typed)
    assert asked.status_code == 422
    assert "Leader, Melton Borough Council" in asked.text
    shown = manager.get(address)
    token = page(shown).select_one("main [name=csrf_token]")["value"]
    days = {"csrf_token": token, "name": "rowan ashdown", "from_on": ["1", "6", "2024"]}
    assert manager.post(address, data=days | {"same_as": str(known.id)}).status_code == 303
    assert holder_of(chair, date(2024, 6, 1)).person_id == known.id
    other = manager.post(f"/partners/posts/{leader.id}/appoint", data=days | {"same_as": "new"})
    assert other.status_code == 303
    assert holder_of(leader, date(2024, 6, 1)).person_id != known.id
    assert "Another person has this name" in manager.get(f"/partners/people/{known.id}").text


def test_a_group_tells_who_is_new_vacant_and_out_of_reach(manager, leader):
    add_group(GroupDraft("Leaders", ("political head",)), now=NOW.replace(year=2025))
    leader.email = ""
    shown = page(manager.get("/partners/groups/1"))
    assert "1 post today, 1 new since 7 September 2025, 1 vacant, 1 without an address" in " ".join(shown.text.split())
    assert submit(manager, "/partners/groups/1", form="main .actions form").status_code == 303
    assert "none new" in " ".join(page(manager.get("/partners/groups/1")).text.split())


def test_areas_and_places_are_edited(manager):
    assert submit(manager, "/partners/areas/new", {"name": "Faith"}).status_code == 303
    assert submit(manager, "/partners/areas/1", {"name": "Faith and belief"}).status_code == 303
    assert "Faith and belief" in manager.get("/partners/areas").text
    assert submit(manager, "/partners/areas/new", {"name": "faith AND belief"}).status_code == 422
    assert submit(manager, "/partners/areas").status_code == 303
    assert submit(manager, "/partners/places/new", {"name": "Parkside", "latitude": "52.7"}).status_code == 303
    assert submit(manager, "/partners/places/1/edit", {"ended_on": ["5", "5", "2023"]}).status_code == 303
    assert "ended 5 May 2023" in manager.get("/partners/places").text


def test_a_viewer_reads_and_changes_nothing(viewer, melton, leader):
    assert viewer.get(f"/partners/posts/{leader.id}").status_code == 200
    assert viewer.get(f"/partners/posts/{leader.id}/edit").status_code == 403
    assert viewer.get("/partners/organisations/999").status_code == 404


@pytest.mark.parametrize("name", ["Ravi", "Zoë O'Neill-Ashdown", "Jean-Luc d’Arcy"])
def test_a_persons_form_gives_back_what_it_was_given(manager, name):
    stored = submit(manager, "/partners/people/new", {"name": name, "honours": "OBE"})
    assert submit(manager, f"{stored.location}/edit").status_code == 303
    person = db.session.get(Person, int(stored.location.rsplit("/", 1)[1]))
    assert (person.full_name, person.version) == (f"{name} OBE", 1)


@pytest.mark.parametrize("path", ["", "/organisations/{0}", "/posts/{1}", "/groups", "/places", "/areas"])
def test_a_viewer_is_offered_nothing_that_only_a_manager_may_do(viewer, melton, leader, path):
    shown = page(viewer.get(f"/partners{path.format(melton.id, leader.id)}"))
    offered = [str(link["href"]) for link in shown.select("main a[href]")]
    assert not shown.select("main form[method=post]")
    assert not [href for href in offered if href.endswith(("/new", "/edit", "/import", "/appoint"))]


def test_a_form_can_be_left_for_where_one_came_from(manager, melton):
    shown = page(manager.get(f"/partners/organisations/{melton.id}/edit"))
    assert shown.select_one("main form a.govuk-button--secondary")["href"] == f"/partners/organisations/{melton.id}"


@pytest.mark.parametrize(
    ("path", "quicker", "typed", "kept"),
    [
        ("places/1/edit", {"name": "Somebody's own"}, {"name": "Parkside House"}, "Parkside House"),
        ("areas/1", {"name": "Somebody's own"}, {"name": "Councils"}, "Councils"),
        ("groups/1/edit", {"name": "Somebody's own"}, {"name": "Every leader"}, "Every leader"),
        ("tenures/1", {"until_on": ["1", "2", "2028"]}, {"until_on": ["1", "2", "2027"]}, "2027"),
    ],
)
def test_of_two_tabs_the_second_is_told_and_keeps_what_it_typed(manager, leader, path, quicker, typed, kept):
    add_place(PlaceDraft("Parkside"))
    add_area("Local authority")
    add_group(GroupDraft("Leaders", (RoleKind.POLITICAL_HEAD,), (), ()), now=NOW)
    appoint(leader, add_person(PersonDraft("Rowan Ashdown")), from_on=date(2023, 5, 15))
    commit()
    tab = form_values(page(manager.get(f"/partners/{path}")).select_one("main form"))
    assert submit(manager, f"/partners/{path}", quicker).status_code == 303
    late = manager.post(f"/partners/{path}", data=tab | typed)
    assert late.status_code == 409
    assert "Somebody else changed this" in late.text
    again = form_values(page(late).select_one("main form"))
    assert any(kept in values for values in again.values())
    assert manager.post(f"/partners/{path}", data=again).status_code == 303


def test_using_a_group_is_no_change_of_its_rule(manager):
    group = add_group(GroupDraft("Leaders", (RoleKind.POLITICAL_HEAD,), (), ()), now=NOW)
    commit()
    tab = form_values(page(manager.get(f"/partners/groups/{group.id}/edit")).select_one("main form"))
    review_group(group, now=NOW.replace(year=2027))
    commit()
    assert manager.post(f"/partners/groups/{group.id}/edit", data=tab | {"name": "All leaders"}).status_code == 303


def test_a_post_s_open_form_is_saved_though_its_organisation_got_another_name(manager, melton, leader):
    commit()
    path = f"/partners/posts/{leader.id}/edit"
    tab = form_values(page(manager.get(path)).select_one("main form"))
    submit(manager, f"/partners/organisations/{melton.id}/edit", {"name": "Melton Vale Council"})
    assert manager.post(path, data=tab | {"title": "Leader of the Council"}).status_code == 303
    assert "Leader of the Council" in manager.get("/partners?show=posts&q=vale+leader").text

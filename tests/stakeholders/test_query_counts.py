import pytest

from scheduler.core.db import commit, db
from scheduler.stakeholders.models import Body, BodyCover, Organisation, Person, Post, PostGroup, Tenure
from scheduler.stakeholders.rules import BodyKind, OrganisationKind, RoleKind
from tests.factories import NOW
from tests.queries import count_queries

PAGES = {
    "/partners?show=organisations": 14,
    "/partners?show=bodies": 15,
    "/partners?show=posts&q=leader": 13,
    "/partners?show=people": 14,
    "/partners/groups": 9,
    "/partners/groups/1": 10,
    "/partners/export.csv": 10,
    "/partners/organisations/1": 28,  # with what is open, promised and under way with it
}


def fill(number: int) -> None:
    """Organisations with four posts each, all held, and a body over each."""
    homes = [
        Organisation(name=f"Council {i}", kind=OrganisationKind.BOROUGH, search_key=f"council {i}")
        for i in range(number)
    ]
    bodies = [Body(name=f"Board {i}", kind=BodyKind.CSP, search_key=f"board {i}") for i in range(number // 10)]
    db.session.add_all([*homes, *bodies])
    db.session.flush()
    for index, body in enumerate(bodies):
        db.session.add(BodyCover(body_id=body.id, organisation_id=homes[index].id))
    for home in homes:
        for each in range(4):
            post = Post(
                title=f"Leader {each}",
                role_kind=RoleKind.POLITICAL_HEAD,
                band=1,
                organisation=home,
                created_at=NOW,
                search_key=f"leader {each} {home.search_key}",
            )
            person = Person(name=f"Person {home.id} {each}", search_key=f"person {home.id} {each}")
            db.session.add(Tenure(post=post, person=person, from_on=NOW.date()))
    commit()


def queries_of(client, path: str) -> int:
    with count_queries() as statements:
        assert client.get(path).status_code == 200
    return len(statements)


@pytest.fixture
def counted(manager):
    """How many statements each page sends with 50 organisations and with 500 (2,000 posts)."""
    db.session.add(PostGroup(name="Leaders", role_kinds=["political head"]))
    fill(50)
    few = {path: queries_of(manager, path) for path in PAGES}
    fill(450)
    return {path: (few[path], queries_of(manager, path)) for path in PAGES}


def test_no_page_sends_more_for_500_organisations_than_for_50(counted):
    assert {path: pair for path, pair in counted.items() if pair[0] != pair[1]} == {}


def test_no_page_sends_more_than_its_share(counted):
    assert {path: pair[1] for path, pair in counted.items() if pair[1] > PAGES[path]} == {}

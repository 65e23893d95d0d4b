"""A county's worth of partners: 500 organisations with four posts each, every post held."""

from datetime import date, datetime

from bench.rows import add
from scheduler.accounts.models import Office
from scheduler.stakeholders.models import Area, Organisation, Person, Place, Post, Tenure
from scheduler.stakeholders.rules import OrganisationKind, RoleKind
from scheduler.stakeholders.rules.search import search_key

ORGANISATIONS = 500
PLACES = 10
SEATS = (
    ("Leader", RoleKind.POLITICAL_HEAD, 1),
    ("Chief executive", RoleKind.OFFICER_HEAD, 2),
    ("Director of communities", RoleKind.CHIEF_OFFICER, 3),
    ("Community safety manager", RoleKind.OFFICER, 4),
)


def load_partners(now: datetime) -> tuple[list[int], list[int]]:
    """The office and its partners; gives the keys of the posts and of the places. Commits nothing."""
    add(
        Office,
        [{"id": 1, "name": "Office of the Commissioner", "email": "office@example.org", "telephone": "0116 496 0000"}],
    )
    (area,) = add(Area, [{"name": "Local authorities"}])
    places = add(
        Place, [{"name": f"Town hall {n}", "town": f"Town {n}", "postcode": f"LE{n} 1GH"} for n in range(1, PLACES + 1)]
    )
    names = [f"Council {number}" for number in range(1, ORGANISATIONS + 1)]
    homes = add(
        Organisation,
        [
            {"name": name, "kind": OrganisationKind.BOROUGH, "area_id": area, "place_id": places[number % PLACES]}
            | {"search_key": search_key(name)}
            for number, name in enumerate(names)
        ],
    )
    posts = add(
        Post,
        [
            {"title": title, "role_kind": kind, "band": band, "organisation_id": home, "created_at": now}
            | {"email": f"{kind.value.replace(' ', '.')}.{home}@example.org", "search_key": search_key(title, name)}
            for home, name in zip(homes, names, strict=True)
            for title, kind, band in SEATS
        ],
    )
    _load_holders(posts)
    return posts, places


def _load_holders(posts: list[int]) -> None:
    names = [f"Rowan Ashdown {number}" for number in range(len(posts))]
    people = add(Person, [{"name": name, "search_key": search_key(name)} for name in names])
    held = zip(people, posts, strict=True)
    add(Tenure, [{"person_id": person, "post_id": post, "from_on": date(2023, 5, 15)} for person, post in held])

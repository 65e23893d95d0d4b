"""Sample partners: the real public bodies of Leicester, Leicestershire and Rutland with invented people in them."""

from collections.abc import Iterator, Sequence
from dataclasses import field, replace
from datetime import date, datetime, timedelta
from itertools import product

from scheduler.core.clock import start_of_day
from scheduler.core.values import dataclass
from scheduler.demo import sample_names as names
from scheduler.stakeholders.models import Body, Organisation, Person, Place, Post
from scheduler.stakeholders.rules import COUNCIL_KINDS, BodyKind, OrganisationKind, RoleKind
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
    ensure_areas,
)

CSP_POST_IS_NEW = "Melton"
"""This chair's post was made after the groups were last reviewed, so that the demo shows a newcomer."""


def spare_names() -> Iterator[str]:
    """Invented first names with invented surnames, never a pair that stands for somebody else."""
    taken = set(names.NAMED_PEOPLE)
    pairs = list(product(range(len(names.FIRST_NAMES)), range(len(names.SURNAMES))))
    pairs.sort(key=lambda pair: (pair[1] - pair[0]) % len(names.SURNAMES))  # spreads the surnames
    for first, last in pairs:
        name = f"{names.FIRST_NAMES[first]} {names.SURNAMES[last]}"
        if name not in taken:
            yield name


@dataclass
class _Sample:
    """What has been built so far, by name."""

    today: date
    areas: dict[str, int] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    spare_names: Iterator[str] = field(default_factory=spare_names)

    @property
    def now(self) -> datetime:
        return start_of_day(self.today)

    def person(self, name: str, honorific: str = "", honours: str = "") -> Person:
        """The one person of a name, made on first use."""
        if name not in self.people:
            self.people[name] = add_person(PersonDraft(name, honorific, honours, email=_address(name)))
        return self.people[name]

    def post(self, home: Organisation | Body, draft: PostDraft, holder: Person | None, *, age: int = 60) -> Post:
        """A post that was made `age` days ago; its holder came some years before that."""
        post = add_post(home, draft, now=self.now - timedelta(days=age))
        if holder is not None:
            appoint(post, holder, from_on=self.today - timedelta(days=700 + post.id % 300))
        return post


def load_partners(today: date) -> None:
    """Build the sample in an empty database; does not commit."""
    sample = _sample_with_councils(today, names.COUNCILS)
    voluntary = add_area("Voluntary, community and faith")
    sample.areas[voluntary.name] = voluntary.id
    _add_endings(sample)
    for other in names.OTHERS:
        _add_other(sample, other)
    for partnership in names.CSPS:
        _add_csp(sample, partnership)
    for board in names.BOARDS:
        _add_board(sample, board)
    _add_groups(sample)


def load_local_authorities(today: date, councils: Sequence[names.Council]) -> None:
    """Only the councils, their community safety partnerships and the groups of their heads; does not commit."""
    sample = _sample_with_councils(today, councils)
    for partnership in names.CSPS:
        _add_csp(sample, partnership)
    _add_groups(sample)


def _sample_with_councils(today: date, councils: Sequence[names.Council]) -> _Sample:
    sample = _Sample(today)
    sample.areas = {area.name: area.id for area in ensure_areas()}
    for council in councils:
        _add_council(sample, council)
    return sample


def _add_council(sample: _Sample, council: names.Council) -> None:
    place = add_place(
        PlaceDraft(council.place, council.address, council.town, council.postcode, council.latitude, council.longitude)
    )
    organisation = add_organisation(
        OrganisationDraft(
            council.name,
            council.kind,
            council.short,
            sample.areas["Local authority"],
            place.id,
            identifiers=(("GSS", council.gss),),
        )
    )
    sample.organisations[council.short] = organisation
    styled = "" if council.honours == "CC" else "Councillor"
    head = sample.person(council.head, "" if council.head_title == "City Mayor" else styled, council.honours)
    sample.post(organisation, _head(council, council.head_title, RoleKind.POLITICAL_HEAD, sample), head)
    officer = sample.person(council.officer) if council.officer else None
    sample.post(organisation, _head(council, council.officer_title, RoleKind.OFFICER_HEAD, sample), officer)
    safety = PostDraft("Head of Community Safety", RoleKind.OFFICER, 4, _address("community safety", council.short))
    sample.post(organisation, safety, sample.person(next(sample.spare_names)))
    lead = PostDraft("Cabinet lead for community safety", RoleKind.PORTFOLIO_HOLDER, 2)
    lead_name = names.COUNTY_LEAD if council.kind is OrganisationKind.COUNTY else next(sample.spare_names)
    sample.post(organisation, lead, sample.person(lead_name, styled, council.honours if not styled else ""))


def _head(council: names.Council, title: str, role_kind: RoleKind, sample: _Sample) -> PostDraft:
    """The two heads of a council have a mailbox and a PA each."""
    return PostDraft(
        title,
        role_kind,
        1,
        _address(title, council.short),
        next(sample.spare_names),
        _address("pa", title, council.short),
        council.telephone,
    )


def _add_endings(sample: _Sample) -> None:
    """Things that ended: a post, a council's seat, and an organisation with a successor."""
    city, oadby = sample.organisations["Leicester"], sample.organisations["Oadby and Wigston"]
    ended = PostDraft("Chief Executive", RoleKind.OFFICER_HEAD, 1, ended_on=date(2021, 3, 31))
    sample.post(city, ended, None)
    add_place(PlaceDraft("Bushloe House", "Station Road", "Wigston", "", ended_on=date(2023, 7, 2)))
    assert isinstance(oadby.place, Place)
    oadby.place.started_on = date(2023, 7, 3)


def _add_other(sample: _Sample, other: names.Other) -> None:
    organisation = add_organisation(
        OrganisationDraft(other.name, other.kind, other.short, sample.areas[other.area], ended_on=other.ended_on)
    )
    sample.organisations[other.short or other.name] = organisation
    if other.succeeds:
        sample.organisations[other.succeeds].successor = organisation
    if other.post and not other.ended_on:
        draft = PostDraft(other.post, other.role_kind, other.band, _address(other.post, other.short or other.name))
        sample.post(organisation, draft, _holder_of_other(sample, other))


def _holder_of_other(sample: _Sample, other: names.Other) -> Person:
    """The named one, else somebody spare; the second Rowan Ashdown is another person of that name."""
    if other.holder == names.NAMESAKE:
        return add_person(PersonDraft(names.NAMESAKE, "Dr", email="r.ashdown.university@example.org"))
    return sample.person(other.holder or next(sample.spare_names))


def _add_csp(sample: _Sample, partnership: names.Csp) -> None:
    covered = [sample.organisations[short] for short in partnership.covers]
    body = _add_body(sample, BodyDraft(partnership.name, BodyKind.CSP, place_id=covered[0].place_id), covered)
    key = partnership.covers[0]
    chair = PostDraft(
        "Chair",
        RoleKind.CHAIR,
        2,
        _address("csp chair", key),
        next(sample.spare_names),
        _address("csp support", key),
    )
    age = 5 if key == CSP_POST_IS_NEW else 60
    sample.post(body, chair, sample.person(partnership.chair, "Councillor"), age=age)


def _add_board(sample: _Sample, board: names.Board) -> None:
    everyone = [each for each in sample.organisations.values() if each.kind in COUNCIL_KINDS]
    covered = everyone if board.covers == names.EVERY_COUNCIL else [sample.organisations[key] for key in board.covers]
    parent = sample.bodies[board.parent].id if board.parent else None
    body = _add_body(sample, BodyDraft(board.name, board.kind, board.short, parent), covered)
    sample.bodies[board.short or board.name] = body
    chair = PostDraft("Chair", RoleKind.CHAIR, 2, _address("chair", board.short or board.name))
    sample.post(body, chair, sample.person(board.chair or next(sample.spare_names)))


def _add_body(sample: _Sample, draft: BodyDraft, covered: list[Organisation]) -> Body:
    is_justice = draft.kind is not BodyKind.CSP and "Justice" in draft.name
    return add_body(
        replace(
            draft,
            area_id=sample.areas["Criminal justice" if is_justice else "Local authority"],
            secretariat_name=next(sample.spare_names),
            secretariat_email=_address("secretariat", draft.short_name or draft.name),
            covers=tuple(each.id for each in covered),
        )
    )


def _add_groups(sample: _Sample) -> None:
    reviewed_at = sample.now - timedelta(days=30)
    councils = tuple(sorted(kind.value for kind in COUNCIL_KINDS))
    for draft in (
        GroupDraft("All Leaders and the City Mayor", (RoleKind.POLITICAL_HEAD,), councils),
        GroupDraft("Every council's chief officer", (RoleKind.OFFICER_HEAD,), councils),
        GroupDraft("Every CSP chair", (RoleKind.CHAIR,), (), (BodyKind.CSP,)),
    ):
        add_group(draft, now=reviewed_at)


def _address(*parts: str) -> str:
    """“leader.melton@example.org”: no address of the sample leads anywhere."""
    words = " ".join(parts).lower().replace("&", " ")
    kept = "".join(letter if letter.isalnum() and letter.isascii() else " " for letter in words)
    return f"{'.'.join(kept.split())[:60]}@example.org"

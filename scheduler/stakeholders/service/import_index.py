"""Every partner by the names under which a spreadsheet may speak of it; loaded once, then no queries."""

from collections import defaultdict
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.stakeholders.models import Area, Body, Identifier, Organisation, Person, Place, Post, Tenure
from scheduler.stakeholders.rules import is_live
from scheduler.stakeholders.rules.search import fold, name_key

GSS = "GSS"


class Index:
    """What is known before and during an import."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.areas = {fold(area.name): area for area in db.session.scalars(select(Area).order_by(Area.position))}
        self.places: dict[str, list[Place]] = defaultdict(list)
        self.organisations: dict[str, Organisation] = {}
        self.by_gss: dict[str, Organisation] = {}
        self.by_code: dict[tuple[str, str], Organisation] = {}
        self.bodies: dict[str, Body] = {}
        self.posts: dict[Organisation | Body, list[Post]] = defaultdict(list)
        self.tenures: dict[Post, list[Tenure]] = defaultdict(list)
        self.people: dict[str, list[Person]] = defaultdict(list)
        self._load_homes()
        self._load_posts()

    def _load_homes(self) -> None:
        for place in db.session.scalars(select(Place).order_by(Place.id)):
            if is_live(place.started_on, place.ended_on, self.on):
                self.know_place(place)
        organisations = list(
            db.session.scalars(
                select(Organisation)
                .options(
                    joinedload(Organisation.place),
                    joinedload(Organisation.area),
                    selectinload(Organisation.identifiers),
                )
                .order_by(Organisation.id.desc())
            )
        )
        # Short names first, so that a full name wins; live ones last, so that they win over ended ones.
        for organisation in organisations:
            if organisation.short_name and is_live(organisation.started_on, organisation.ended_on, self.on):
                self.organisations[name_key(organisation.short_name)] = organisation
        for organisation in sorted(organisations, key=self._is_live):
            self.know_organisation(organisation)
        bodies = select(Body).options(joinedload(Body.place), joinedload(Body.area), selectinload(Body.covers))
        for body in sorted(db.session.scalars(bodies.order_by(Body.id.desc())), key=self._is_live):
            self.know_body(body)

    def _is_live(self, home: Organisation | Body) -> bool:
        return is_live(home.started_on, home.ended_on, self.on)

    def _load_posts(self) -> None:
        query = select(Post).options(joinedload(Post.organisation), joinedload(Post.body)).order_by(Post.id)
        by_id = {post.id: post for post in db.session.scalars(query) if is_live(None, post.ended_on, self.on)}
        for post in by_id.values():
            self.know_post(post)
        for person in db.session.scalars(select(Person).order_by(Person.id)):
            self.know_person(person)
        tenures = select(Tenure).options(joinedload(Tenure.person)).order_by(Tenure.from_on)
        for tenure in db.session.scalars(tenures):
            if tenure.post_id in by_id:
                self.tenures[by_id[tenure.post_id]].append(tenure)

    def know_place(self, place: Place) -> None:
        """Find it from now on."""
        self.places[name_key(place.name)].append(place)

    def know_organisation(self, organisation: Organisation) -> None:
        """Find it from now on, by name and by code."""
        self.organisations[name_key(organisation.name)] = organisation
        for code in organisation.identifiers:
            self.know_code(organisation, code)

    def know_code(self, organisation: Organisation, code: Identifier) -> None:
        """Find the organisation by its code from now on."""
        self.by_code[code.scheme, code.value] = organisation
        if code.scheme == GSS:
            self.by_gss[code.value.upper()] = organisation

    def know_body(self, body: Body) -> None:
        """Find it from now on."""
        self.bodies[name_key(body.name)] = body

    def know_post(self, post: Post) -> None:
        """Find it from now on among the posts of its home."""
        self.posts[post.home].append(post)

    def posts_of(self, record: object) -> list[Post]:
        """The posts of a home; none of anything else."""
        return self.posts[record] if isinstance(record, Organisation | Body) else []

    def know_person(self, person: Person) -> None:
        """Find them from now on."""
        self.people[name_key(person.name)].append(person)

    def organisation(self, name: str, gss: str) -> Organisation | None:
        """By its code, else by its name. Raises RuleBroken when the two mean different ones."""
        by_name = self.organisations.get(name_key(name))
        by_gss = self.by_gss.get(gss.upper()) if gss else None
        if by_gss is not None and by_name is not None and by_gss is not by_name:
            raise RuleBroken(f"GSS code {gss} belongs to {by_gss.name}, not to {by_name.name}. Correct one of them.")
        return by_gss or by_name

    def area(self, name: str) -> Area:
        """By its name. Raises RuleBroken with the list."""
        area = self.areas.get(fold(name))
        if area is None:
            known = ", ".join(each.name for each in self.areas.values()) or "none yet"
            raise RuleBroken(f"“{name}” is not one of your areas ({known}). Correct it, or add the area first.")
        return area

    def holder(self, post: Post) -> Tenure | None:
        """Who holds the post now or, failing that, will."""
        open_ones = [each for each in self.tenures[post] if each.until_on is None or each.until_on >= self.on]
        current = [each for each in open_ones if each.from_on <= self.on]
        return next(reversed(current or open_ones), None)

    def same_person(self, name: str, email: str) -> Person | None:
        """The one person whom a name and an address can mean; none when the address tells them apart."""
        namesakes = self.people[name_key(name)]
        exact = [each for each in namesakes if email and each.email.casefold() == email.casefold()]
        if exact:
            return exact[0]
        unclear = [each for each in namesakes if not (email and each.email)]
        return unclear[0] if len(namesakes) == 1 and unclear else None

"""By what a person is found: forms of the name, addresses, and whether a surname is theirs alone."""

from sqlalchemy import select

from scheduler.core.addresses import address_key
from scheduler.core.db import db
from scheduler.engagements.models import Principal
from scheduler.engagements.queries import all_principals
from scheduler.inbox.models import AddressAlias
from scheduler.invitations.models import Invitation, InvitationLink
from scheduler.invitations.rules import Audience
from scheduler.keeping.rules.likeness import national_digits
from scheduler.stakeholders.models import Body, Organisation, Person, Place, Post, Tenure
from scheduler.stakeholders.rules.search import fold

SHORTEST_SURNAME = 4
NO_ROLE = "(name removed)"


def person_of(person_id: int) -> Person | None:
    """One of the list."""
    return db.session.get(Person, person_id)


def tenures_of(person: Person) -> list[Tenure]:
    """What they hold and held, the latest first."""
    query = select(Tenure).where(Tenure.person_id == person.id).order_by(Tenure.from_on.desc(), Tenure.id.desc())
    return list(db.session.scalars(query))


def role_of(person: Person) -> str:
    """“Leader, Melton Borough Council”: the last post that they held; without one, that a name stood here."""
    tenures = tenures_of(person)
    return tenures[0].post.full_title if tenures else NO_ROLE


def titles_of(person: Person) -> list[str]:
    """What may follow their name in a label."""
    posts = [tenure.post for tenure in tenures_of(person)]
    return [each for post in posts for each in (post.full_title, post.title)]


def name_forms(person: Person) -> list[str]:
    """Full name and “Ashdown, Rowan”; with an honorific or the initial only where nobody else has the surname."""
    parts = person.name.split()
    forms = [person.full_name, person.name]
    if len(parts) > 1:
        forms += [f"{parts[-1]}, {' '.join(parts[:-1])}"]
    if len(parts) > 1 and not others_called(parts[-1], person.id):
        forms += [f"{parts[0][0]} {parts[-1]}", *(f"{each} {parts[-1]}" for each in _honorifics(person))]
    return list(dict.fromkeys(forms))


def others_called(surname: str, person_id: int | None) -> list[str]:
    """Who else has the word in their name, among partners and principals."""
    word = fold(surname)
    others = select(Person.name).where(Person.id != (person_id or 0)).order_by(Person.name)
    named = [*db.session.scalars(others), *db.session.scalars(select(Principal.name).order_by(Principal.position))]
    person = person_of(person_id) if person_id is not None else None
    own = set(fold(person.name).split()) if person else {None}
    folded = [(name, set(fold(name).split())) for name in named]
    return [name for name, words in folded if word in words and not own <= words]


def _honorifics(person: Person) -> list[str]:
    usual = ["Councillor", "Cllr", "Mr", "Mrs", "Ms", "Miss", "Dr"]
    return list(dict.fromkeys([*([person.honorific] if person.honorific else []), *usual]))


def addresses_of(person: Person) -> list[str]:
    """Their own, other ones that were remembered, and those to which their invitations went; never a seat's own."""
    found = [person.email] if person.email else []
    found += db.session.scalars(select(AddressAlias.address_key).where(AddressAlias.person_id == person.id))
    sent = select(InvitationLink.address).join(Invitation, InvitationLink.invitation_id == Invitation.id)
    theirs = sent.where(Invitation.person_id == person.id, InvitationLink.audience == Audience.PRINCIPAL)
    theirs = theirs.where(InvitationLink.name.contains(person.name, autoescape=True))
    found += db.session.scalars(theirs.order_by(InvitationLink.id))
    seats = {address_key(each) for each in db.session.scalars(select(Post.email).where(Post.email != ""))}
    seats -= {address_key(person.email)}
    unique = {address_key(each): each for each in reversed(found) if not each.endswith(".invalid")}
    return [each for key, each in reversed(unique.items()) if key not in seats]


def surname_of(person: Person) -> str:
    """The last word of a name of several."""
    parts = person.name.split()
    return parts[-1] if len(parts) > 1 else ""


def why_not_alone(surname: str, person_id: int | None) -> str:
    """Why the surname alone would find others too; empty: it is nobody's and nothing's but theirs."""
    if len(surname) < SHORTEST_SURNAME:
        return "it is too short"
    word = fold(surname)
    if others_called(surname, person_id):
        return "somebody else is called that too"
    homes = [*db.session.scalars(select(Organisation.name)), *db.session.scalars(select(Body.name))]
    places = [part for row in db.session.execute(select(Place.name, Place.town, Place.address)) for part in row]
    if any(word in fold(name).split() for name in [*homes, *places]):
        return "a partner or a place is called that too"
    return ""


def has_their_name(person: Person) -> bool:
    """Whether another person of the list, or one of ours, has the very same name; perhaps it is the same human."""
    ours = {fold(each.name) for each in all_principals()}
    return fold(person.name) in ours or bool(namesakes(person.name, person.id))


def contacts_of_others(person: Person) -> frozenset[str]:
    """Mailboxes and numbers that belong to a seat, a board, one of ours or another person too: they stay in use."""
    of_others = Person.id != person.id
    queries = (
        *(select(column).where(of_others) for column in (Person.email, Person.telephone)),
        *(select(column) for column in (Post.email, Post.pa_email, Post.telephone)),
        *(select(column) for column in (Body.secretariat_email, Principal.email)),
    )
    return frozenset(contact_key(each) for query in queries for each in db.session.scalars(query) if each)


def contact_key(contact: str) -> str:
    """One form for each mailbox, and for each number however it is grouped."""
    return address_key(contact) if "@" in contact else national_digits(contact)


def namesakes(name: str, person_id: int | None) -> list[Person]:
    """Others of the very same name: their words cannot be told apart."""
    query = select(Person).where(Person.id != (person_id or 0)).order_by(Person.id)
    return [each for each in db.session.scalars(query) if fold(each.name) == fold(name)]

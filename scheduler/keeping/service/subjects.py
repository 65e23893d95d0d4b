"""Makes of a person what they are looked for by."""

from scheduler.keeping.queries.subjects import addresses_of, name_forms, role_of, titles_of
from scheduler.keeping.queries.tracing import Subject
from scheduler.keeping.rules.likeness import Likeness, digits_enough
from scheduler.stakeholders.models import Person


def subject_of(person: Person) -> Subject:
    """Everything by which one of our list is known, the surname alone left out."""
    likeness = Likeness(
        names=tuple(name_forms(person)),
        role=role_of(person),
        addresses=tuple(addresses_of(person)),
        telephones=(person.telephone,) if digits_enough(person.telephone) else (),
        titles=tuple(titles_of(person)),
    )
    return Subject(likeness, person.id)

"""Makes of a person what they are looked for by."""

from dataclasses import replace

from scheduler.keeping.queries.subjects import (
    addresses_of,
    contact_key,
    contacts_of_others,
    has_their_name,
    name_forms,
    role_of,
    titles_of,
)
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


def unmistakable(person: Person) -> Subject:
    """Only what is surely theirs: nobody looks before it goes, so a name or a mailbox of others too is left alone."""
    subject, others = subject_of(person), contacts_of_others(person)
    found = subject.likeness
    likeness = replace(
        found,
        names=() if has_their_name(person) else found.names,
        addresses=tuple(each for each in found.addresses if contact_key(each) not in others),
        telephones=tuple(each for each in found.telephones if contact_key(each) not in others),
    )
    return replace(subject, likeness=likeness)

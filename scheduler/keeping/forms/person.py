"""By what somebody is looked for, and what the office presses for."""

import re
from typing import Any

from wtforms import BooleanField, HiddenField, SelectMultipleField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Length

from scheduler.core.text import clean_line, clean_text
from scheduler.keeping.forms.about import AboutForm
from scheduler.keeping.queries.subjects import (
    NO_ROLE,
    addresses_of,
    name_forms,
    others_called,
    role_of,
    surname_of,
    titles_of,
    why_not_alone,
)
from scheduler.keeping.queries.tracing import Subject
from scheduler.keeping.rules.likeness import Likeness, digits_enough
from scheduler.stakeholders.forms.fields import line
from scheduler.stakeholders.models import Person
from scheduler.stakeholders.rules.search import fold
from scheduler.uploads.models import Upload

SHORTEST_NAME = 5
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
TOO_SHORT = f"Each form of the name needs {SHORTEST_NAME} letters or more, or it would be found in other words."


def _lines(label: str, hint: str) -> Any:  # wtforms' fields are typed by their class only
    return TextAreaField(label, [Length(max=4_000, message="Use 4,000 characters or fewer.")], description=hint)


class PersonForm(AboutForm):
    """Forms of the name, addresses, numbers; each on a line of its own."""

    seen = HiddenField()
    names = _lines("Forms of the name", "One on each line. Titles such as Councillor are found with them.")
    addresses = _lines("E-mail addresses", "One on each line. Leave the mailbox of the post out: it stays.")
    telephones = _lines("Telephone numbers", "One on each line.")
    surname = HiddenField()
    surname_alone = BooleanField("Also the surname alone")
    role = line("What takes the name’s place", 300, hint="Such as Leader, Melton Borough Council.")
    reason = line("Why", 300, hint="Such as Request of 3 June 2026. Without the name: it stays in the log.")
    files = SelectMultipleField("Delete these files whole", coerce=int, choices=[], validate_choice=False)

    def fill(self, person: Person) -> None:
        """All that we would look for."""
        self.person.data = str(person.id)
        self.names.data = "\n".join(name_forms(person))
        self.addresses.data = "\n".join(addresses_of(person))
        self.telephones.data = person.telephone if digits_enough(person.telephone) else ""
        self.surname.data, self.role.data = surname_of(person), role_of(person)

    @property
    def others(self) -> list[str]:
        """Who else has the surname: then “Councillor Ashdown” may be any of them."""
        return others_called(self.surname.data, self.person_id) if self.surname.data else []

    @property
    def why_not_alone(self) -> str:
        """Why the surname alone is not offered."""
        return why_not_alone(self.surname.data or "", self.person_id)

    def offer(self, uploads: list[Upload]) -> None:
        """The files whose names speak of them."""
        self.files.choices = [SelectChoice(str(each.id), each.file_name) for each in uploads]

    def validate(self, extra_validators: Any = None) -> bool:
        """Also refuses what would be found everywhere, and a search for nothing."""
        if not super().validate(extra_validators):
            return False
        names, addresses = _typed(self.names), _typed(self.addresses)
        if not (names or addresses):
            self.names.errors = ["Enter a name or an address."]
        elif any(len(name) < SHORTEST_NAME or not fold(name) for name in names):
            self.names.errors = [TOO_SHORT]
        elif not all(_ADDRESS.fullmatch(address) for address in addresses):
            self.addresses.errors = ["Enter each address like name@example.org, on a line of its own."]
        elif not all(digits_enough(number) for number in _typed(self.telephones)):
            self.telephones.errors = ["Enter each number with its area code, on a line of its own."]
        return not self.errors

    def subject(self, person: Person | None) -> Subject:
        """Whom it is about."""
        alone = self.surname_alone.data and not self.why_not_alone
        likeness = Likeness(
            names=tuple(_typed(self.names)),
            role=clean_line(self.role.data or "") or NO_ROLE,
            addresses=tuple(_typed(self.addresses)),
            telephones=tuple(_typed(self.telephones)),
            surname=clean_line(self.surname.data or "") if alone else "",
            titles=tuple(titles_of(person)) if person else (),
        )
        return Subject(likeness, person.id if person else None)


def _typed(field: TextAreaField) -> list[str]:
    return [line for each in clean_text(field.data or "").splitlines() if (line := clean_line(each))]

"""Forms of organisations, bodies and places."""

from typing import Any, ClassVar

from wtforms import BooleanField, FloatField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, NumberRange, Optional

from scheduler.stakeholders.forms.fields import (
    RecordForm,
    Section,
    choice,
    day,
    kind_choices,
    line,
    mailbox,
    optional_id,
    record_choice,
    text,
)
from scheduler.stakeholders.models import Organisation
from scheduler.stakeholders.rules import BodyKind, OrganisationKind
from scheduler.stakeholders.rules.drafts import BodyDraft, OrganisationDraft, PlaceDraft

SECOND_LINE = "Shown where space is short."
ENDED_HINT = "The last day it exists. It stays findable. Where somebody takes over, use “Merge or split” on its page."


class OrganisationForm(RecordForm):
    """An organisation; codes are typed one a line."""

    SECTIONS: ClassVar[tuple[Section, ...]] = (
        ("", ("name", "short_name", "kind", "area_id", "place_id", "codes")),
        ("Beginning and end", ("started_on", "ended_on")),
        ("", ("notes",)),
    )
    name = line("Name", 200, required="Enter the name of the organisation.")
    short_name = line("Short name", 60, hint=SECOND_LINE, width=20)
    kind = choice("Kind", required="Choose what kind of organisation it is.")
    area_id = record_choice("Partnership area")
    place_id = record_choice("Place", "Where you usually meet them; when they move, say so on their page.")
    codes = text("Codes in registers", "One a line: the register, then the code, such as GSS E07000133.")
    started_on = day("Began on")
    ended_on = day("Ended on", ENDED_HINT)
    notes = text("Notes")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        organisation = kwargs.get("obj")
        if isinstance(organisation, Organisation):
            kwargs["codes"] = "\n".join(f"{code.scheme} {code.value}" for code in organisation.identifiers)
        super().__init__(*args, **kwargs)
        self.kind.choices = kind_choices(OrganisationKind)

    def draft(self) -> OrganisationDraft:
        """What was typed."""
        return OrganisationDraft(
            name=self.name.data,
            kind=OrganisationKind(self.kind.data),
            short_name=self.short_name.data,
            area_id=self.area_id.data,
            place_id=self.place_id.data,
            started_on=self.started_on.data,
            ended_on=self.ended_on.data,
            notes=self.notes.data,
            identifiers=self._codes(),
        )

    def _codes(self) -> tuple[tuple[str, str], ...]:
        pairs = (each.split(None, 1) for each in self.codes.data.splitlines() if each.strip())
        return tuple((pair[0].upper(), pair[1].strip()) for pair in pairs if len(pair) == 2)

    def validate_codes(self, field: StringField) -> None:
        """Each line has a register and a code of storable length."""
        for each in field.data.splitlines():
            parts = each.split(None, 1)
            if parts and (len(parts) == 1 or len(parts[0]) > 20 or len(parts[1].strip()) > 40):
                message = f"“{each.strip()[:60]}” needs a register and a code, such as GSS E07000133."
                field.errors = [*field.errors, message]


class BodyForm(RecordForm):
    """A body: board, partnership, forum, panel or group."""

    SECTIONS: ClassVar[tuple[Section, ...]] = (
        ("", ("name", "short_name", "kind", "parent_id", "area_id", "place_id", "covered")),
        ("Secretariat", ("secretariat_name", "secretariat_email")),
        ("Beginning and end", ("started_on", "ended_on")),
        ("", ("notes",)),
    )
    name = line("Name", 200, required="Enter the name of the body.")
    short_name = line("Short name", 60, hint=SECOND_LINE, width=20)
    kind = choice("Kind", required="Choose what kind of body it is.")
    parent_id = record_choice("Parent body", "The body that it reports to.")
    area_id = record_choice("Partnership area")
    place_id = record_choice("Place", "Where it usually meets.")
    covered = SelectMultipleField("Covers", coerce=int, choices=[], description="Tick every council that shares it.")
    secretariat_name = line("Name", 200)
    secretariat_email = mailbox("E-mail address")
    started_on = day("Began on")
    ended_on = day("Ended on", ENDED_HINT)
    notes = text("Notes")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        body = kwargs.get("obj")
        if body is not None:
            kwargs["covered"] = [each.id for each in body.covers]
        super().__init__(*args, **kwargs)
        self.kind.choices = kind_choices(BodyKind)

    def draft(self) -> BodyDraft:
        """What was typed."""
        return BodyDraft(
            name=self.name.data,
            kind=BodyKind(self.kind.data),
            short_name=self.short_name.data,
            parent_id=self.parent_id.data,
            area_id=self.area_id.data,
            place_id=self.place_id.data,
            secretariat_name=self.secretariat_name.data,
            secretariat_email=self.secretariat_email.data,
            started_on=self.started_on.data,
            ended_on=self.ended_on.data,
            notes=self.notes.data,
            covers=tuple(self.covered.data or ()),
        )


class PlaceForm(RecordForm):
    """A place to meet."""

    SECTIONS: ClassVar[tuple[Section, ...]] = (
        ("", ("name", "address", "town", "postcode", "is_ours", "access_notes")),
        ("Position", ("latitude", "longitude")),
        ("Beginning and end", ("started_on", "ended_on")),
    )
    name = line("Name", 200, required="Enter the name of the place.")
    address = line("Address", 400)
    town = line("Town", 80, width=20)
    postcode = line("Postcode", 10, width=10)
    is_ours = BooleanField("This is one of our own places")
    access_notes = text("Access", "Parking, entrance, lift; one or two lines.")
    latitude = FloatField("Latitude", [Optional(), NumberRange(-90, 90, "Enter degrees from -90 to 90.")])
    longitude = FloatField("Longitude", [Optional(), NumberRange(-180, 180, "Enter degrees from -180 to 180.")])
    started_on = day("In use from")
    ended_on = day("In use until", "When a council moves, say so on the council’s page.")

    def draft(self) -> PlaceDraft:
        """What was typed."""
        return PlaceDraft(**{name: self[name].data for _heading, names in self.SECTIONS for name in names})


class MoveForm(RecordForm):
    """An organisation or body moves."""

    SECTIONS: ClassVar[tuple[Section, ...]] = (("", ("from_on", "place_id")),)
    from_on = day("Moves on", "The first day at the new place.", required="Enter the first day at the new place.")
    place_id = SelectField("To", [InputRequired("Choose the new place.")], coerce=optional_id, choices=[])


class AreaForm(RecordForm):
    """The name of a partnership area."""

    SECTIONS: ClassVar[tuple[Section, ...]] = (("", ("name",)),)
    name = line("Name", 80, required="Enter the name of the area.", width=20)

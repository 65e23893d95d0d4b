"""The shape of what people tell beside the answer; workshops and who comes along vary by summit and party."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import Field
from wtforms.form import BaseForm

from scheduler.core.errors import RuleBroken
from scheduler.summits.models import Attendee, Session
from scheduler.summits.queries.details import Told
from scheduler.summits.rules.details import (
    MOST_ALONG,
    RANKS,
    Along,
    Details,
    NeedsChange,
    ToldNeeds,
    repeated_at,
    without_gaps,
)
from scheduler.summits.rules.needs import DIET_WORDS, Diet, Needs

NUMBER_LENGTH = 9
ORDINALS = ("First choice", "Second choice", "Third choice")
EMPTY_LINES = 2
"""Lines for companions that nobody has named yet; after saving there are more."""


class NeedsFields(Form):
    """Needs of one human; `change` is asked only when some were told before, which are never shown."""

    change = RadioField(
        "You have told us of needs (hidden)",
        choices=[
            (str(NeedsChange.KEEP), "Keep them"),
            (str(NeedsChange.REPLACE), "Replace them with what I enter below"),
            (str(NeedsChange.CLEAR), "Clear them now"),
        ],
        default=str(NeedsChange.KEEP),
        validate_choice=False,
    )
    diets = SelectMultipleField(
        "Food", choices=[(str(diet), words) for diet, words in DIET_WORDS.items()], validate_choice=False
    )
    diet_words = TextAreaField("Anything else about food, such as an allergy", render_kw={"autocomplete": "off"})
    access = TextAreaField(
        "Access",
        description="For example step-free access, a hearing loop, large print.",
        render_kw={"autocomplete": "off"},
    )
    has_told = False

    def told(self) -> ToldNeeds:
        """What was entered; the first time there is nothing to keep."""
        wanted = set(self.diets.data or ())
        needs = Needs(self.access.data or "", tuple(d for d in Diet if d in wanted), self.diet_words.data or "")
        if not self.has_told:
            return ToldNeeds(NeedsChange.REPLACE if needs else NeedsChange.KEEP, needs)
        chosen = str(self.change.data)
        return ToldNeeds(NeedsChange(chosen) if chosen in set(NeedsChange) else NeedsChange.KEEP, needs)


class PersonFields(Form):
    """Somebody who comes along."""

    attendee = HiddenField()
    name = StringField("Their name", render_kw={"autocomplete": "off"})
    role = StringField("Their role", render_kw={"autocomplete": "off"})
    on_printed_list = BooleanField("They agree to be on the printed list")
    needs = FormField(NeedsFields, separator="-", label="")


class DetailsFields(FlaskForm):
    """Everything but the workshops."""

    about = HiddenField()
    companions = FieldList(FormField(PersonFields), max_entries=MOST_ALONG)
    support = FieldList(FormField(PersonFields), max_entries=MOST_ALONG)
    needs = FormField(NeedsFields, label="")
    wants_parking = BooleanField("Keep a parking space for me")
    vehicle = StringField(
        "Vehicle registration",
        description="Such as AB12 CDE.",
        render_kw={"autocomplete": "off", "autocapitalize": "characters"},
    )
    on_printed_list = BooleanField("Put my name, role and organisation on the list that everybody at the summit gets")
    sessions: Sequence[Session] = ()

    def choices_of(self, session: Session) -> list[Field]:
        """The selects of one workshop session, the dearest first."""
        return [self[name] for name in _names(session)]

    def refuse(self, broken: RuleBroken) -> None:
        """Show why a rule refused, beside its field; what names no field of ours stands above the form."""
        field = _find(self, broken.field or "")
        if field is not None:
            field.errors = [*field.errors, broken.message]
        else:
            self.form_errors.append(broken.message)

    def read_details(self) -> Details | None:
        """What was told, or None with each error beside its field."""
        if not self.validate() or not self._choices_differ():
            return None
        return Details(
            wishes={each.id: without_gaps(self._chosen(each)) for each in self.sessions},
            companions=_people(self.companions),
            support=_people(self.support),
            wants_parking=bool(self.wants_parking.data),
            vehicle=self.vehicle.data or "",
            on_printed_list=bool(self.on_printed_list.data),
            needs=self.needs.form.told(),
        )

    def _chosen(self, session: Session) -> list[int | None]:
        return [_number(field.data) for field in self.choices_of(session)]

    def _choices_differ(self) -> bool:
        """False with the error beside the second of two equal choices."""
        differ = True
        for session in self.sessions:
            again = repeated_at(self._chosen(session))
            if again is not None:
                field = self.choices_of(session)[again]
                field.errors = [
                    *field.errors,
                    "You have chosen this workshop already. Choose another one, or leave it.",
                ]
                differ = False
        return differ


def details_form(told: Told, *, is_sent: bool) -> DetailsFields:
    """The form for what is stored: filled with it, or with what was sent."""
    kind = type("DetailsForm", (DetailsFields,), _workshop_fields(told.sessions) | {"sessions": told.sessions})
    form: DetailsFields = kind() if is_sent else kind(data=_stored(told))
    if not is_sent:
        form.about.data = told.attendee.human_key
        _show_wishes(form, told)
    form.needs.form.has_told = told.attendee.id in told.with_needs
    for entry in (*form.companions, *form.support):
        entry.form.needs.form.has_told = _number(entry.form.attendee.data) in told.with_needs
    return form


def _workshop_fields(sessions: Sequence[Session]) -> dict[str, Any]:
    return {
        name: SelectField(
            ordinal,
            choices=[
                ("", "No preference"),
                *((str(each.id), f"{each.letter}: {each.title}") for each in session.workshops),
            ],
            validate_choice=False,
        )
        for session in sessions
        for ordinal, name in zip(ORDINALS, _names(session), strict=False)
    }


def _names(session: Session) -> list[str]:
    """Of a session's selects: no more choices than workshops."""
    return [f"wish_{session.id}_{rank}" for rank in range(1, min(RANKS, len(session.workshops)) + 1)]


def _stored(told: Told) -> dict[str, Any]:
    attendee = told.attendee
    blank: list[dict[str, Any]] = [{}] * min(EMPTY_LINES, told.more, MOST_ALONG - len(told.companions))
    more_support: list[dict[str, Any]] = [{}] * min(1, MOST_ALONG - len(told.support))
    return {
        "companions": [*map(_line, told.companions), *blank],
        "support": [*map(_line, told.support), *more_support],
        "wants_parking": attendee.wants_parking,
        "vehicle": attendee.vehicle,
        "on_printed_list": attendee.on_printed_list,
    }


def _line(person: Attendee) -> dict[str, Any]:
    return {
        "attendee": str(person.id),
        "name": person.name,
        "role": person.role,
        "on_printed_list": person.on_printed_list,
    }


def _show_wishes(form: DetailsFields, told: Told) -> None:
    for session in told.sessions:
        for field, workshop_id in zip(form.choices_of(session), told.wishes.get(session.id, ()), strict=False):
            field.data = str(workshop_id)


def _people(lines: FieldList) -> tuple[Along, ...]:
    return tuple(
        Along(
            entry.form.name.data or "",
            entry.form.role.data or "",
            bool(entry.form.on_printed_list.data),
            entry.form.needs.form.told(),
            _number(entry.form.attendee.data),
            slot,
        )
        for slot, entry in enumerate(lines)
    )


def _number(text: object) -> int | None:
    """A row's number as a form carries it; None for anything else."""
    digits = str(text or "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= NUMBER_LENGTH else None


def _find(form: BaseForm, name: str) -> Field | None:
    """The field of an HTML name, however deep it lies."""
    for field in form:
        if field.name == name and not isinstance(field, FormField | FieldList):
            return field
        inner = field.form if isinstance(field, FormField) else None
        entries = field.entries if isinstance(field, FieldList) else ()
        for below in (inner, *(entry.form for entry in entries)):
            found = _find(below, name) if below is not None else None
            if found is not None:
                return found
    return None

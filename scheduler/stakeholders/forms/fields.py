"""The pieces that the partners' forms are made of."""

from collections.abc import Iterable
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from scheduler.core.addresses import clean_address
from scheduler.core.errors import RuleBroken
from scheduler.core.widgets import DayField

Section = tuple[str, tuple[str, ...]]


def line(label: str, limit: int, *, required: str = "", hint: str = "", width: int = 0) -> StringField:
    """One line of text; `required` is the sentence shown when it is empty."""
    checks: list[Any] = [InputRequired(required)] if required else []
    checks.append(Length(max=limit, message=f"Use {limit} characters or fewer."))
    shown = {"class": f"govuk-input--width-{width}"} if width else {}
    return StringField(label, checks, description=hint, render_kw=shown)


def mailbox(label: str, hint: str = "") -> StringField:
    """An e-mail address or nothing."""
    checks = [Length(max=254, message="Use 254 characters or fewer."), _is_address]
    return StringField(label, checks, description=hint, render_kw={"type": "email", "autocomplete": "off"})


def text(label: str, hint: str = "") -> TextAreaField:
    """Several lines of text."""
    return TextAreaField(label, [Length(max=10_000, message="Use 10,000 characters or fewer.")], description=hint)


def choice(label: str, *, required: str = "", hint: str = "") -> SelectField:
    """One of a list that the route or the class fills in."""
    return SelectField(label, [InputRequired(required)] if required else [], description=hint, choices=[])


def optional_id(value: object) -> int | None:
    """The id that a select sends, or None for its empty choice."""
    return int(str(value)) if value not in {None, "", "None"} else None


def record_choice(label: str, hint: str = "") -> SelectField:
    """One of the stored records, or none."""
    return SelectField(label, description=hint, coerce=optional_id, choices=[])


def record_choices(records: Iterable[Any], empty: str = "None") -> list[SelectChoice]:
    """The choices of `record_choice`: an empty one and each record by its name."""
    return [SelectChoice("", empty), *(SelectChoice(str(each.id), each.name) for each in records)]


def kind_choices(kinds: Iterable[Any], empty: str = "Choose") -> list[SelectChoice]:
    """The choices of an enum, as people read them."""
    return [SelectChoice("", empty), *(SelectChoice(kind.value, _sentence(kind.value)) for kind in kinds)]


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def day(label: str, hint: str = "", *, required: str = "") -> Any:  # wtforms' fields are typed by their class only
    """A day, or nothing unless `required` says what to enter."""
    return DayField(label, [InputRequired(required)] if required else [], description=hint)


def _is_address(_form: FlaskForm, field: Field) -> None:
    if not (field.data or "").strip():
        return
    try:
        clean_address(field.data)
    except RuleBroken as error:
        raise ValidationError(error.message) from error


class RecordForm(FlaskForm):
    """A form over a stored record: knows which version it shows and takes a service's refusal."""

    SECTIONS: ClassVar[tuple[Section, ...]] = ()
    version = HiddenField(default="0")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.overtaken = False
        self.form_errors: list[str] = []

    @property
    def seen_version(self) -> int:
        """The version of the record that the page showed; a spoilt one never matches."""
        return int(self.version.data) if str(self.version.data).isdigit() else -1

    def refuse(self, error: RuleBroken) -> None:
        """Put a service's sentence beside its field, or above the form."""
        if error.field is not None and error.field in self:
            self[error.field].errors = [*self[error.field].errors, error.message]
        else:
            self.form_errors.append(error.message)

    def differs_from(self, stored: "RecordForm") -> list[tuple[str, str]]:
        """What is stored now, by label, wherever it is not what was typed."""
        names = [name for _heading, names in self.SECTIONS for name in names]
        return [
            (stored[name].label.text, shown_text(stored[name]))
            for name in names
            if stored[name].data != self[name].data
        ]


def shown_text(field: Field) -> str:
    """A field's value as its page shows it."""
    if isinstance(field, SelectField) or hasattr(field, "iter_choices"):
        return ", ".join(each.label for each in field.iter_choices() if each.selected) or "none"
    if isinstance(field, DayField):
        return " ".join(field.parts()).strip() or "none"
    return str(field.data or "none")

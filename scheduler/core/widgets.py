"""Turns WTForms fields into parameters of the GOV.UK macros, for templates/components/forms.html."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup, escape
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    Field,
    FieldList,
    FileField,
    FormField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    SubmitField,
    TextAreaField,
)
from wtforms.fields.choices import Choice
from wtforms.form import BaseForm

from scheduler.core.values import dataclass

DAY_PARTS = (
    ("day", "Day", "govuk-input--width-2"),
    ("month", "Month", "govuk-input--width-2"),
    ("year", "Year", "govuk-input--width-4"),
)


class DayField(DateField):
    """A day typed as day, month, year in three boxes; months may be words ("29 Sep 2014")."""

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Any] = (),
        **kwargs: Any,  # DateField's own
    ) -> None:
        formats = [f"%d {month} {year}" for month in ("%m", "%B", "%b") for year in ("%Y", "%y")]
        kwargs.setdefault("format", formats)
        kwargs.setdefault("invalid_value_message", "Enter a real date, such as 29 9 2014.")
        super().__init__(label, list(validators), **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Three empty boxes are no answer; anything else must be a date."""
        typed = [value.strip() for value in valuelist]
        if any(typed):
            super().process_formdata(typed)
        else:
            self.data = None

    def parts(self) -> list[str]:
        """What to show in the boxes: what was typed, else the stored day."""
        if self.raw_data:
            return [*self.raw_data, "", "", ""][:3]
        if isinstance(self.data, date):
            return [str(self.data.day), str(self.data.month), str(self.data.year)]
        return ["", "", ""]


@dataclass(frozen=True, slots=True)
class Component:
    """Which macro draws a field, and with what."""

    kind: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Options:
    """What a template may say about a field beyond what the form says."""

    label: str | None = None
    hint: str | None = None
    size: str = "s"
    classes: str = ""
    rows: int = 5
    inline: bool = False
    small: bool = False
    heading: bool = False
    hide_label: bool = False
    conditional: Mapping[str, str] | None = None


def component_of(field: Field, **options: Any) -> Component:  # the fields of Options
    """The GOV.UK component for a field; unknown kinds become a text input."""
    chosen = Options(**options)
    for kind, types, build in BUILDERS:
        if isinstance(field, types):
            return Component(kind, build(field, chosen))
    return Component("input", _input(field, chosen))


def first_control_id(field: Field) -> str:
    """The id of the control that a link to the field should move to."""
    if isinstance(field, DayField):
        return f"{field.id}-{DAY_PARTS[0][0]}"
    return str(field.id)


def summary_of_errors(form: BaseForm) -> list[dict[str, str]]:
    """Every error of a form in the order of its fields, for the error summary."""
    whole_form = [{"text": str(text)} for text in getattr(form, "form_errors", ())]
    return whole_form + [item for field in form for item in _errors_below(field)]


def _errors_below(field: Field) -> Iterator[dict[str, str]]:
    if isinstance(field, FormField):
        for inner in field.form:
            yield from _errors_below(inner)
    elif isinstance(field, FieldList) and field.entries:
        for entry in field.entries:
            yield from _errors_below(entry)
    elif message := _first_error(field):
        hidden = isinstance(field, HiddenField)
        yield {"text": message} if hidden else {"text": message, "href": f"#{first_control_id(field)}"}


def _first_error(field: Field) -> str | None:
    return next((str(error) for error in field.errors if isinstance(error, str)), None)


def _common(field: Field, options: Options) -> dict[str, Any]:
    """Name, id, hint, error and every attribute that has no place of its own."""
    params: dict[str, Any] = {"id": field.id, "name": field.name, "classes": options.classes}
    if hint := options.hint or field.description:
        params["hint"] = {"text": hint}
    if message := _first_error(field):
        params["errorMessage"] = {"text": message}
    kept = dict(field.render_kw or {})
    if extra_class := kept.pop("class", None) or kept.pop("class_", None):
        params["classes"] = f"{options.classes} {extra_class}".strip()
    params["attributes"] = kept
    return params


def _label(field: Field, options: Options, block: str = "govuk-label") -> dict[str, Any]:
    hidden = " govuk-visually-hidden" if options.hide_label else ""
    text = options.label or field.label.text
    return {"text": text, "classes": f"{block}--{options.size}{hidden}", "isPageHeading": options.heading}


def _labelled(field: Field, options: Options) -> dict[str, Any]:
    return _common(field, options) | {"label": _label(field, options)}


def _grouped(field: Field, options: Options, block: str) -> dict[str, Any]:
    """For controls that are several: their common name is a legend."""
    params = _common(field, options) | {"idPrefix": field.id}
    params["fieldset"] = {"legend": _label(field, options, "govuk-fieldset__legend")}
    looks = [f"{block}--inline"] * options.inline + [f"{block}--small"] * options.small
    params["classes"] = " ".join([params["classes"], *looks]).strip()
    return params


def _input(field: Field, options: Options) -> dict[str, Any]:
    params = _labelled(field, options) | {"value": field._value()}  # noqa: SLF001  # WTForms' way to the shown text
    kind = getattr(field.widget, "input_type", None) or "text"
    if isinstance(field, IntegerField | DecimalField):
        # A number input loses what is mistyped and changes with the mouse wheel.
        kind, params["inputmode"] = "text", "numeric" if isinstance(field, IntegerField) else "decimal"
    params["type"] = kind
    if kind in {"email", "url"}:
        params["spellcheck"] = False
    for name in ("autocomplete", "inputmode", "autocapitalize", "pattern", "spellcheck", "type"):
        if name in params["attributes"]:
            params[name] = params["attributes"].pop(name)
    return params


def _password(field: Field, options: Options) -> dict[str, Any]:
    params = _labelled(field, options)
    params["autocomplete"] = params["attributes"].pop("autocomplete", "current-password")
    return params


def _textarea(field: Field, options: Options) -> dict[str, Any]:
    params = _labelled(field, options)
    # The macros indent what they nest; character references keep a long text as it was typed.
    text = str(escape(field._value())).replace("\r\n", "\n")  # noqa: SLF001  # WTForms' way to the shown text
    params["value"] = Markup(text.replace("\n", "&#10;"))  # noqa: S704  # escaped a line above
    params["rows"] = params["attributes"].pop("rows", options.rows)
    if "autocomplete" in params["attributes"]:
        params["autocomplete"] = params["attributes"].pop("autocomplete")
    return params


def _file(field: Field, options: Options) -> dict[str, Any]:
    return _labelled(field, options)


def _items(field: Field, options: Options, mark: str) -> list[dict[str, Any]]:
    """One item a choice; render_kw of a choice may carry a hint, disabled and attributes."""
    revealed = options.conditional or {}
    return [_item(choice, revealed.get(str(choice.value)), mark) for choice in field.iter_choices()]


def _item(choice: Choice, revealed: str | None, mark: str) -> dict[str, Any]:
    extra = dict(choice.render_kw or {})
    item: dict[str, Any] = {"value": choice.value, "text": choice.label, mark: bool(choice.selected)}
    if hint := extra.pop("hint", None):
        item["hint"] = {"text": hint}
    item["disabled"] = bool(extra.pop("disabled", False))
    item["attributes"] = extra
    if revealed:
        item["conditional"] = {"html": revealed}
    return item


def _radios(field: Field, options: Options) -> dict[str, Any]:
    return _grouped(field, options, "govuk-radios") | {"items": _items(field, options, "checked")}


def _checkboxes(field: Field, options: Options) -> dict[str, Any]:
    return _grouped(field, options, "govuk-checkboxes") | {"items": _items(field, options, "checked")}


def _tick(field: Field, options: Options) -> dict[str, Any]:
    """One box: its label is the item's, so there is no legend to repeat it."""
    params = _common(field, options) | {"idPrefix": field.id}
    hint = params.pop("hint", None)
    item = {"value": field._value(), "text": options.label or field.label.text, "checked": bool(field.data)}  # noqa: SLF001  # WTForms' way to the shown text
    if hint:
        item["hint"] = hint
    if revealed := (options.conditional or {}).get(str(item["value"])):
        item["conditional"] = {"html": revealed}
    item["attributes"] = params.pop("attributes")
    small = "govuk-checkboxes--small" if options.small else ""
    return params | {"items": [item], "classes": f"{params['classes']} {small}".strip()}


def _select(field: Field, options: Options) -> dict[str, Any]:
    params = _labelled(field, options) | {"items": _items(field, options, "selected"), "groups": []}
    if field.has_groups():
        params["groups"] = [
            {"name": name, "items": [_item(choice, None, "selected") for choice in choices]}
            for name, choices in field.iter_groups()
        ]
    return params


def _day(field: Field, options: Options) -> dict[str, Any]:
    params = _grouped(field, options, "govuk-date-input")
    wrong = " govuk-input--error" if field.errors else ""
    params["items"] = [
        {"id": f"{field.id}-{part}", "name": field.name, "label": label, "classes": width + wrong, "value": value}
        | {"inputmode": "text" if part == "month" else "numeric"}
        for (part, label, width), value in zip(DAY_PARTS, field.parts(), strict=True)
    ]
    return params


def _hidden(field: Field, _options: Options) -> dict[str, Any]:
    return {"id": field.id, "name": field.name, "value": field._value()}  # noqa: SLF001  # WTForms' way to the shown text


def _submit(field: Field, options: Options) -> dict[str, Any]:
    text = options.label or field.label.text
    return {"text": text, "name": field.name, "value": "1", "id": field.id, "classes": options.classes}


def _nested(field: Field, options: Options) -> dict[str, Any]:
    """A form in a form keeps its labels; the entries of a list are numbered from one."""
    if isinstance(field, FormField):
        inner = [(each, each.label.text) for each in field.form]
    else:
        inner = [(each, f"{field.label.text} {number}") for number, each in enumerate(field.entries, 1)]
    return {"legend": _label(field, options, "govuk-fieldset__legend"), "fields": inner}


# Most particular first: WTForms' fields inherit from one another.
BUILDERS: tuple[tuple[str, Any, Callable[[Field, Options], dict[str, Any]]], ...] = (
    ("hidden", HiddenField, _hidden),
    ("submit", SubmitField, _submit),
    ("password", PasswordField, _password),
    ("textarea", TextAreaField, _textarea),
    ("checkboxes", BooleanField, _tick),
    ("radios", RadioField, _radios),
    ("checkboxes", SelectMultipleField, _checkboxes),
    ("select", SelectField, _select),
    ("day", DayField, _day),
    ("file", FileField, _file),
    ("nested", (FormField, FieldList), _nested),
)

"""Numbers of places, and what the office does with one party's offer."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField
from wtforms.validators import InputRequired, Length

from scheduler.almanac.forms.numbers import NARROW, WholeNumberField
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.summits.models import Agency, Summit
from scheduler.summits.rules.places import Numbers

OWN = "own_"
EMPTY_OR_NUMBER = "Enter a whole number, such as 120, or leave it empty for no limit."


class NumbersForm(FlaskForm):
    """Places of the summit and of each organisation; `seen` names the numbers whose consequences were shown."""

    places = StringField(
        "Places at the summit", description="Leave it empty if everybody may come.", render_kw=dict(NARROW)
    )
    quota = StringField(
        "Places for each organisation",
        description="Companions count, interpreters and carers do not. Leave it empty for no limit.",
        render_kw=dict(NARROW),
    )
    seen = HiddenField()

    @classmethod
    def of(cls, agencies: Sequence[Agency]) -> "NumbersForm":
        """With a box for each organisation's own number."""
        boxes = {f"{OWN}{each.id}": _own_box(each) for each in agencies}
        made: NumbersForm = type("NumbersFormWithOwn", (cls,), boxes)()
        return made

    def fill(self, summit: Summit, agencies: Sequence[Agency]) -> None:
        """As it stands."""
        self.places.data, self.quota.data = _shown(summit.places.places), _shown(summit.places.quota)
        for agency in agencies:
            self[f"{OWN}{agency.id}"].data = _shown(agency.quota) if agency.has_own_quota else ""

    def read(self) -> Numbers | None:
        """What was typed; None with the reason beside its box."""
        if not self.validate_on_submit():
            return None
        own = {int(name.removeprefix(OWN)): self._number(self[name]) for name in self._fields if name.startswith(OWN)}
        places, quota = self._number(self.places), self._number(self.quota)
        if self.errors:
            return None
        return Numbers(places, quota, {key: number for key, number in own.items() if number is not None})

    def refuse(self, broken: RuleBroken) -> None:
        """Show why a rule refused, beside its box."""
        _add_error(self[broken.field if broken.field in self else "places"], broken.message)

    def _number(self, box: Field) -> int | None:
        text = clean_line(box.data or "")
        if not text:
            return None
        if not text.isascii() or not text.isdigit() or len(text) > 9:
            _add_error(box, EMPTY_OR_NUMBER)
            return None
        return int(text)

    def stamp(self) -> str:
        """The numbers in one line, to know that they are those whose consequences were shown."""
        boxes = [name for name in self._fields if name not in {"seen", "csrf_token"}]
        return "|".join(f"{name}={clean_line(self[name].data or '')}" for name in boxes)


def _own_box(agency: Agency) -> Any:
    return StringField(f"Own number of {agency.name}", render_kw=dict(NARROW))


def _shown(number: int | None) -> str:
    return "" if number is None else str(number)


class OfferNowForm(FlaskForm):
    """A free place to somebody who is not next."""

    reason = StringField(
        "Why do they come before the others?",
        [InputRequired("Say why they come before the others. It is kept in the log."), Length(max=300)],
        description="It is kept in the log, and told to nobody.",
    )


class TakeBackForm(FlaskForm):
    """An open offer, taken back."""

    why = StringField(
        "Why is the offer taken back?", [Length(max=300)], description="It is kept in the log, and told to nobody."
    )


class KeepLongerForm(FlaskForm):
    """More time for an open offer."""

    hours = WholeNumberField(
        "Working hours from now", [InputRequired("Enter a whole number, such as 16.")], render_kw=dict(NARROW)
    )


def refuse(form: FlaskForm, name: str, broken: RuleBroken) -> None:
    """Show why a rule refused, beside the form's one box."""
    _add_error(form[name], broken.message)


def _add_error(field: Field, message: str) -> None:
    field.errors = [*field.errors, message]

"""The form of the office's habits with mail."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, IntegerField
from wtforms.validators import InputRequired, NumberRange, StopValidation

from scheduler.accounts.rules import LIMITS, Habits, Limit


class WholeNumber(IntegerField):
    """An integer whose refusal says what to enter."""

    def __init__(self, label: str, limit: Limit, description: str, **place: Any) -> None:
        self.advice = f"Enter a whole number from {limit.least} to {limit.most}."
        wanted = [_typed, InputRequired(self.advice), NumberRange(limit.least, limit.most, self.advice)]
        super().__init__(label, wanted, description=description, render_kw={"inputmode": "numeric"}, **place)

    def process_formdata(self, valuelist: list[str]) -> None:
        """What is no number is refused in our words."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(self.advice) from error


def _typed(_form: object, field: Field) -> None:
    """One error is enough."""
    if field.process_errors:
        field.errors = []
        raise StopValidation(field.process_errors[0])


class HabitsForm(FlaskForm):
    """How careful the office is with mail."""

    undo_seconds = WholeNumber(
        "Seconds to undo",
        LIMITS["undo_seconds"],
        "Mail that somebody of the office sends waits so long and can be stopped. 0: it leaves at once.",
    )
    ceiling = WholeNumber(
        "Most mails at once",
        LIMITS["ceiling"],
        "An action that would send more asks for a second confirmation.",
    )
    late_hours = WholeNumber(
        "Hours before the start in which every change goes by mail",
        LIMITS["late_hours"],
        "Calendars that subscribe look too seldom for these. Such mail also leaves out of hours.",
    )

    def habits(self) -> Habits:
        """What was typed."""
        return Habits(self.undo_seconds.data, self.ceiling.data, self.late_hours.data)

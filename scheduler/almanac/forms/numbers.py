"""Numbers in boxes, refused in our words."""

from typing import Any

from wtforms import FloatField, IntegerField

NARROW = {"class": "govuk-input--width-4", "inputmode": "numeric"}


class WholeNumberField(IntegerField):
    """A whole number."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """As the library reads it, with our sentence."""
        _read(super().process_formdata, valuelist, "Enter a whole number, such as 7.")


class CoordinateField(FloatField):
    """Degrees as a decimal number."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """As the library reads it, with our sentence."""
        _read(super().process_formdata, valuelist, "Enter degrees as a number, such as 52.6386.")


def _read(process: Any, typed: list[str], message: str) -> None:
    try:
        process(typed)
    except ValueError as error:
        raise ValueError(message) from error

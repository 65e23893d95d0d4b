"""Days and times that are typed as text, and read when the form is checked."""

from collections.abc import Callable
from datetime import date, time
from typing import Any, TypeVar

from wtforms import Field

from scheduler.core.clock import local_day, utc_now
from scheduler.core.errors import RuleBroken
from scheduler.core.typed import typed_day, typed_times
from scheduler.core.wording import day_words, time_range_words
from scheduler.stakeholders.forms.fields import RecordForm, line

Read = TypeVar("Read")
NO_TIMES: tuple[time | None, time | None] = (None, None)


def day_line(label: str, *, required: str = "", hint: str = "") -> Any:  # wtforms' fields are typed by their class only
    """A day as people type it."""
    return line(label, 60, required=required, hint=hint, width=20)


class TypedForm(RecordForm):
    """A form whose days and times are text; what they mean is asked with `day` and `times` after `validate`."""

    def read_day(self, field: Field) -> date | None:
        """The day in a box, none when it is empty; an unreadable one is said beside it."""
        text = (field.data or "").strip()
        return self._read(field, lambda: typed_day(text, local_day(utc_now()))) if text else None

    def read_times(self, field: Field) -> tuple[time | None, time | None]:
        """From and to, none when the box is empty; unreadable ones are said beside it."""
        text = (field.data or "").strip()
        return (self._read(field, lambda: typed_times(text)) or NO_TIMES) if text else NO_TIMES

    def _read(self, field: Field, read: Callable[[], Read]) -> Read | None:
        try:
            return read()
        except RuleBroken as refused:
            field.errors = [*field.errors, refused.message]
            return None


def shown_day(day: date) -> str:
    """As somebody would type it."""
    return day_words(day, weekday=True)


def shown_times(starts: time | None, ends: time | None) -> str:
    """As somebody would type them."""
    return time_range_words(starts, ends) if starts is not None and ends is not None else ""

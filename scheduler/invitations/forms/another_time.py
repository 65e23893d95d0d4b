"""Up to three other times as a partner types them, or as the office notes them after a call; and the office's reply."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields import Field

from scheduler.core.clock import from_local, to_local
from scheduler.core.errors import RuleBroken
from scheduler.core.typed import typed_day, typed_time, typed_times
from scheduler.core.wording import day_words, time_words
from scheduler.engagements.rules import check_clear_times
from scheduler.ical.event import AllDay, Timed
from scheduler.invitations.rules import Answerer
from scheduler.invitations.rules.another_time import DIFFICULT, MOST_TIMES, checked_message, reason_to_refuse

NUMBERS = range(1, MOST_TIMES + 1)
NARROW = "govuk-input--width-5"


class AnotherTimeForm(FlaskForm):
    """`day_<n>`, `from_<n>` and `until_<n>` for each time; made by `another_time_form`."""

    def name_the_partner(self, seat: str, *, is_person: bool) -> None:
        """Put the invitee's own title or name into the choices: “I am the Leader”."""
        them = seat if is_person else f"the {seat}"
        self.who.choices = [
            (str(Answerer.INVITEE), f"I am {them}"),
            (str(Answerer.OFFICE), f"I ask for {them}’s office"),
        ]

    def name_the_caller(self, seat: str, *, is_person: bool) -> None:
        """The same for a member of staff who notes a call."""
        self.who.label.text, self.message.label.text = "Who told you?", "Note (optional)"
        them = seat if is_person else f"The {seat}"
        self.who.choices = [(str(Answerer.INVITEE), them), (str(Answerer.OFFICE), "Their office")]

    @property
    def boxes(self) -> list[tuple[Field, Field, Field]]:
        """Day, from and until of each time."""
        return [(self[f"day_{each}"], self[f"from_{each}"], self[f"until_{each}"]) for each in NUMBERS]

    @property
    def sequence_seen(self) -> int:
        """SEQUENCE of the plan that the page had shown; below every real one when somebody tampered with it."""
        typed = str(self.sequence.data or "")
        return int(typed) if typed.isdecimal() else -1

    def fill(self, whens: Iterable[Timed], who: Answerer, message: str) -> None:
        """Type a stored proposal into the boxes."""
        self.who.data, self.message.data = str(who), message
        for (day, starts, ends), when in zip(self.boxes, whens, strict=False):
            first, last = to_local(when.starts_at), to_local(when.ends_at)
            day.data = day_words(first.date(), weekday=True)
            starts.data, ends.data = time_words(first.time()), time_words(last.time())

    def read_times(self, minutes: int, planned: Timed | AllDay | None, now: datetime) -> list[tuple[int, Timed]]:
        """The times that were typed, each with its number; errors stand beside their boxes. `minutes` if undated."""
        self.validate()
        today = to_local(now).date()
        if isinstance(planned, Timed):
            minutes = (planned.ends_at - planned.starts_at) // timedelta(minutes=1)
        read = [(number, self._read_time(number, minutes, today)) for number in NUMBERS]
        whens = [(number, when) for number, when in read if when is not None]
        for number, when in whens:
            if refusal := reason_to_refuse(when, planned, now):
                add_error(self[f"day_{number}"], refusal)
        if not whens and not self.errors:
            add_error(self["day_1"], "Enter at least one day and time that would suit.")
        return whens

    def warn_of(self, number: int, when: Timed) -> None:
        """Say once that a time may be difficult; sent again unchanged it passes."""
        if _mark(when) not in self._marks():
            add_error(self[f"day_{number}"], DIFFICULT)
            self.told.data = ",".join([*self._marks(), _mark(when)])
            self.told.raw_data = None

    def read_rest(self) -> tuple[Answerer, str] | None:
        """Who is asking and the message, or None with each error beside its field, those of the times among them."""
        if self.who.data not in {value for value, _ in self.who.choices}:
            add_error(self.who, "Choose who is asking.")
        try:
            message = checked_message(self.message.data or "")
        except RuleBroken as broken:
            add_error(self.message, broken.message)
        return None if self.errors else (Answerer(self.who.data), message)

    def show(self, refused: RuleBroken) -> None:
        """Put the sentence of a rule where it belongs."""
        add_error(self[refused.field if refused.field in self else "day_1"], refused.message)

    def _read_time(self, number: int, minutes: int, today: date) -> Timed | None:
        day, starts, ends = (self[f"{name}_{number}"] for name in ("day", "from", "until"))
        if not _typed(day):
            if _typed(starts) or _typed(ends):
                add_error(day, "Enter the day too, for example 29 September.")
            return None
        field = day
        try:
            on = typed_day(_typed(day), today)
            field = starts
            when = _span(on, _typed(starts), _typed(ends), minutes)
            check_clear_times(when)
        except RuleBroken as broken:
            add_error(field, broken.message)
            return None
        return when

    def _marks(self) -> list[str]:
        return [mark for mark in (self.told.data or "")[:400].split(",") if mark]


class DeclineForm(FlaskForm):
    """What the office writes when it cannot make the times; filled in courteously beforehand."""

    words = TextAreaField("What we write to them")

    def show(self, refused: RuleBroken) -> None:
        """Why a rule refused."""
        add_error(self.words, refused.message)


def another_time_form() -> AnotherTimeForm:
    """The form with its fields."""
    fields: dict[str, Any] = dict(_fields())
    kind: type[AnotherTimeForm] = type("TimesForm", (AnotherTimeForm,), fields)
    return kind()


def _fields() -> Iterator[tuple[str, Field]]:
    """In the order of the page, which is the order of the list of errors."""
    yield "who", RadioField("Who is asking?", choices=[], validate_choice=False)
    quiet = {"autocomplete": "off"}
    for number in NUMBERS:
        yield f"day_{number}", StringField(f"Day of time {number}", render_kw=quiet)
        yield f"from_{number}", StringField(f"Start of time {number}", render_kw=quiet | {"class": NARROW})
        yield f"until_{number}", StringField(f"End of time {number}", render_kw=quiet | {"class": NARROW})
    yield "message", TextAreaField("Message to the office (optional)")
    yield "sequence", HiddenField()
    yield "told", HiddenField()


def _span(on: date, starts: str, ends: str, minutes: int) -> Timed:
    """From and until on one day; without an end as long as planned. “10am to 11am” in the first box will do too."""
    if not starts:
        raise RuleBroken("Enter when it starts, for example 10am.")
    try:
        first, last = typed_times(f"{starts} to {ends}") if ends else (typed_time(starts), None)
    except RuleBroken:
        if ends:
            raise
        first, last = typed_times(starts)
    begins_at = from_local(on, first)
    if last is None:
        return Timed(begins_at, begins_at + timedelta(minutes=minutes))
    if last <= first:
        raise RuleBroken("It must end after it starts, on the same day.")
    return Timed(begins_at, from_local(on, last))


def _typed(field: Field) -> str:
    return str(field.data or "").strip()


def _mark(when: Timed) -> str:
    return f"{when.starts_at:%Y%m%dT%H%M}-{when.ends_at:%dT%H%M}"


def add_error(field: Field, message: str) -> None:
    """One more sentence beside a field."""
    field.errors = [*field.errors, message]

"""Which dates suit, as a partner says it on a page and as the office notes it after a call."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields import Field

from scheduler.core.clock import from_local, to_local
from scheduler.core.errors import RuleBroken
from scheduler.core.typed import typed_day, typed_time
from scheduler.core.wording import day_words, time_words
from scheduler.engagements.rules import check_clear_times
from scheduler.ical.event import Timed
from scheduler.invitations.rules import Answerer, Choice
from scheduler.invitations.rules.dates import MOST_SUGGESTIONS, SAID_WORDS, Chosen, Suggestion

NUMBERS = range(1, MOST_SUGGESTIONS + 1)


class ChoosingForm(FlaskForm):
    """`said_<key>` for each date, `day_<n>` and `at_<n>` for other times; made by `choosing_form`."""

    slot_ids: tuple[int, ...]

    def name_the_partner(self, title: str) -> None:
        """Put the post's own title into the choices: “I am the Leader”."""
        self.who.choices = [
            (str(Answerer.INVITEE), f"I am the {title}"),
            (str(Answerer.OFFICE), f"I answer for the {title}’s office"),
        ]

    def name_the_caller(self, title: str) -> None:
        """The same for a member of staff who notes a call."""
        self.who.label.text, self.message.label.text = "Who told you?", "Note (optional)"
        self.who.choices = [(str(Answerer.INVITEE), f"The {title}"), (str(Answerer.OFFICE), "Their office")]

    def fill(self, chosen: Chosen) -> None:
        """Show a choice that was made before."""
        self.who.data, self.message.data = str(chosen.answered_by), chosen.message
        for slot_id in self.slot_ids:
            said = chosen.said.get(slot_id)
            self.said(slot_id).data = str(said) if said else None
        for number, each in zip(NUMBERS, chosen.suggestions, strict=False):
            local = to_local(each.when.starts_at)
            self[f"day_{number}"].data = day_words(local.date(), weekday=True)
            self[f"at_{number}"].data = time_words(local.time())
        self.told.data = ",".join(_mark(each.when) for each in chosen.suggestions)

    def said(self, slot_id: int) -> Field:
        """The radios of one date."""
        return self[f"said_{slot_id}"]

    @property
    def boxes(self) -> list[tuple[Field, Field]]:
        """The boxes for other times, a day and a start in each pair."""
        return [(self[f"day_{number}"], self[f"at_{number}"]) for number in NUMBERS]

    @property
    def offers_times(self) -> bool:
        """Whether anything is typed there: then the page shows the boxes open."""
        return any((field.data or "").strip() or field.errors for pair in self.boxes for field in pair)

    def read_times(self, minutes: int, today: date) -> list[tuple[int, Timed]]:
        """The first step: the other times that were typed, each with its number; errors stand beside their boxes."""
        self.validate()
        return [(number, when) for number in NUMBERS if (when := self._read_time(number, minutes, today)) is not None]

    def object_to(self, number: int, when: Timed, words: str, *, is_final: bool) -> None:
        """Say once beside a time what stands in its way; sent again unchanged it passes, unless that is final."""
        if is_final or _mark(when) not in self._marks():
            _add_error(self[f"day_{number}"], words)
            self.told.data = ",".join([*self._marks(), _mark(when)])
            self.told.raw_data = None

    def read_choice(self, suggestions: Iterable[Suggestion]) -> Chosen | None:
        """The last step: the choice, or None with each error beside its field.

        Other times alone mean no to every date.
        """
        others = tuple(suggestions)
        if self.who.data not in {value for value, _ in self.who.choices}:
            _add_error(self.who, "Choose who is answering.")
        said = self._read_said(is_no_else=bool(others))
        if self.errors:
            return None
        return Chosen(said, Answerer(self.who.data), self.message.data or "", others)

    def show(self, refused: RuleBroken) -> None:
        """Put the sentence of a rule where it belongs."""
        _add_error(self[refused.field if refused.field in self else "message"], refused.message)

    def _read_said(self, *, is_no_else: bool) -> dict[int, Choice]:
        typed = {slot_id: self.said(slot_id).data for slot_id in self.slot_ids}
        if is_no_else and not any(typed.values()):
            return dict.fromkeys(self.slot_ids, Choice.NO)
        known = {str(each): each for each in Choice}
        for slot_id, value in typed.items():
            if value not in known:
                field = self.said(slot_id)
                _add_error(field, f"Choose “Yes”, “If need be” or “No” for {field.label.text}.")
        return {slot_id: known[value] for slot_id, value in typed.items() if value in known}

    def _read_time(self, number: int, minutes: int, today: date) -> Timed | None:
        day, at = self[f"day_{number}"], self[f"at_{number}"]
        if not (day.data or "").strip():
            if (at.data or "").strip():
                _add_error(day, "Enter the day too, for example 29 September.")
            return None
        field = day
        try:
            on = typed_day(day.data, today)
            field = at
            starts_at = from_local(on, typed_time(at.data or ""))
            when = Timed(starts_at, starts_at + timedelta(minutes=minutes))
            check_clear_times(when)
        except RuleBroken as broken:
            _add_error(field, broken.message)
            return None
        return when

    def _marks(self) -> list[str]:
        return [mark for mark in (self.told.data or "")[:400].split(",") if mark]


def choosing_form(dates: Mapping[int, str]) -> ChoosingForm:
    """The form for these dates: their keys and what each is called, in order."""
    fields: dict[str, Any] = dict(_fields(dates))
    kind: type[ChoosingForm] = type("DatesForm", (ChoosingForm,), fields)
    form = kind()
    form.slot_ids = tuple(dates)
    return form


def _fields(dates: Mapping[int, str]) -> Iterator[tuple[str, Field]]:
    """In the order of the page, which is the order of the list of errors."""
    yield "who", RadioField("Who is answering?", choices=[], validate_choice=False)
    said = [(str(choice), words) for choice, words in SAID_WORDS.items()]
    for slot_id, words in dates.items():
        yield f"said_{slot_id}", RadioField(words, choices=said, validate_choice=False)
    for number in NUMBERS:
        quiet = {"autocomplete": "off", "class": "govuk-input--width-20"}
        yield f"day_{number}", StringField(f"Day of time {number}", render_kw=quiet)
        yield (
            f"at_{number}",
            StringField(f"Start of time {number}", render_kw=quiet | {"class": "govuk-input--width-10"}),
        )
    yield "message", TextAreaField("Message to the office (optional)")
    yield "told", HiddenField()


def _mark(when: Timed) -> str:
    return f"{when.starts_at:%Y%m%dT%H%M}"


def _add_error(field: Field, message: str) -> None:
    field.errors = [*field.errors, message]

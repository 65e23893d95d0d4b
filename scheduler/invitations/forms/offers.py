"""Which dates to offer to whom, as the office puts them together; everything travels in the form until it is sent."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields import Field

from scheduler.core.clock import from_local, local_day
from scheduler.core.errors import RuleBroken
from scheduler.core.limits import at_most
from scheduler.core.typed import typed_day
from scheduler.core.wording import day_words
from scheduler.engagements.forms.refusable import RefusableForm
from scheduler.engagements.typed import typed_when
from scheduler.ical.event import Timed

REQUIRED, OPTIONAL, LEFT_OUT = "required", "optional", "no"
PART_WORDS = {REQUIRED: "Decides", OPTIONAL: "Breaks ties", LEFT_OUT: "Not asked"}
_STAMP = "%Y%m%dT%H%M"


def mark_of(when: Timed) -> str:
    """A time as one word, for names and values in a form."""
    return f"{when.starts_at.astimezone(UTC):{_STAMP}}_{when.ends_at.astimezone(UTC):{_STAMP}}"


def marked_times(marks: Iterable[str]) -> list[Timed]:
    """The times behind marks; what somebody tampered with is left out."""
    found = []
    for mark in marks:
        try:
            starts, ends = (datetime.strptime(part, _STAMP).replace(tzinfo=UTC) for part in mark.split("_"))
        except ValueError:
            continue
        if starts < ends:
            found.append(Timed(starts, ends))
    return list(dict.fromkeys(found))


class OfferForm(RefusableForm):
    """`part_<post>` for each partner and `why_<mark>` for each date with something in its way; see `offer_form`."""

    post_ids: tuple[int, ...]
    marks: tuple[str, ...]

    def parts(self) -> Mapping[int, bool]:
        """Who is asked, and whether they decide."""
        chosen = {post_id: self[f"part_{post_id}"].data for post_id in self.post_ids}
        return {post_id: part == REQUIRED for post_id, part in chosen.items() if part in {REQUIRED, OPTIONAL}}

    def part(self, post_id: int) -> Field:
        """The radios of one partner."""
        return self[f"part_{post_id}"]

    def why(self, mark: str) -> Field:
        """The box for the reason to offer a date all the same."""
        return self[f"why_{mark}"]

    def typed_time(self, today: date) -> Timed | None:
        """The date that was typed in by hand; None with an error beside its box."""
        try:
            when = typed_when(self.day.data or "", self.times.data or "", "", all_day=False, today=today)
        except RuleBroken as broken:
            self.show(broken)
            return None
        if isinstance(when, Timed):
            return when
        self.show(RuleBroken("Enter the day and the times, for example 29 September, 10am to 11am.", "day"))
        return None

    def deadline(self, closes_at: time, today: date) -> datetime | None:
        """The end of the office's hours on the day to answer by; None with an error beside the box."""
        try:
            return from_local(typed_day(self.answer_by.data or "", today), closes_at)
        except RuleBroken as broken:
            self.show(RuleBroken(broken.message, "answer_by"))
            return None

    def start(self, answer_by_at: datetime) -> None:
        """As a new one opens: everybody decides."""
        self.answer_by.data = day_words(local_day(answer_by_at), weekday=True)
        for post_id in self.post_ids:
            self.part(post_id).data = REQUIRED


def offer_form(partners: Mapping[int, str], times: Iterable[Timed]) -> OfferForm:
    """The form for these partners (key and title) and dates."""
    marks = tuple(mark_of(when) for when in times)
    kind: type[OfferForm] = type("DatesOfferForm", (OfferForm,), dict(_fields(partners, marks)))
    form = kind()
    form.post_ids, form.marks = tuple(partners), marks
    return form


class DeadlineForm(RefusableForm):
    """A later day to answer by."""

    answer_by = StringField("Answer by", render_kw={"class": "govuk-input--width-20", "autocomplete": "off"})


def _fields(partners: Mapping[int, str], marks: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """In the order of the page, which is the order of the list of errors."""
    quiet: dict[str, Any] = {"autocomplete": "off", "class": "govuk-input--width-20"}
    for mark in marks:
        hint = "Kept with the date and in the log."
        yield f"why_{mark}", StringField("Why offer it all the same?", [at_most(500)], description=hint)
    yield "day", StringField("Day", description="For example 29/9/2026 or Tuesday 29 Sept.", render_kw=quiet)
    yield "times", StringField("Times", description="For example 10am to 11am.", render_kw=quiet)
    parts = list(PART_WORDS.items())
    for post_id, title in partners.items():
        yield f"part_{post_id}", RadioField(title, choices=parts, validate_choice=False)
    yield (
        "answer_by",
        StringField(
            "Answer by", description="Until the office closes that day. The dates are held as long.", render_kw=quiet
        ),
    )
    yield (
        "message",
        TextAreaField("Message (optional)", [at_most(4_000)], description="Stands in the mail and on the page."),
    )

"""The shapes of the pages about the date: the period looked at, a hold, a slip, a name, a chapter."""

from datetime import date, datetime, time
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, HiddenField, StringField
from wtforms.validators import InputRequired

from scheduler.core.clock import from_local
from scheduler.core.errors import RuleBroken
from scheduler.core.limits import at_most
from scheduler.core.typed import typed_day, typed_times
from scheduler.core.values import dataclass
from scheduler.core.wording import day_words, time_range_words
from scheduler.engagements.forms import WhenForm
from scheduler.engagements.forms.refusable import RefusableForm
from scheduler.engagements.forms.steps import URGENT
from scheduler.ical.event import Timed
from scheduler.summits.forms.summit import DAY_BOX, read_day
from scheduler.summits.models import SummitChapter
from scheduler.summits.service.chapters import ChapterDraft
from scheduler.summits.service.slipping import SlipDraft

END_OF_HOLD = time(17)
LONGEST_WEEKS = 80


@dataclass(frozen=True, slots=True)
class Looked:
    """Which days are scored, and for which hours."""

    first_on: date
    last_on: date
    hours: tuple[time, time]


class PeriodForm(Form):
    """The period and the hours that are looked at; in the address, so that a page can be kept."""

    first_on = StringField("From", render_kw=DAY_BOX)
    last_on = StringField("Until", render_kw=DAY_BOX)
    times = StringField("Times", description="For example 9:30am to 4pm.", render_kw=DAY_BOX)

    def __init__(self, typed: MultiDict[str, str], usual: Looked, today: date) -> None:
        shown = {
            "first_on": day_words(usual.first_on),
            "last_on": day_words(usual.last_on),
            "times": time_range_words(*usual.hours),
        }
        super().__init__(MultiDict({**shown, **{name: typed[name] for name in shown if typed.get(name)}}))
        self.usual, self.today = usual, today
        self.form_errors: list[str] = []

    def looked(self) -> Looked:
        """What was asked for; the usual where it cannot be read, and the form says why."""
        try:
            first_on = read_day(self.first_on, self.today) or self.usual.first_on
            last_on = read_day(self.last_on, self.today) or self.usual.last_on
            hours = self._hours()
            self._check(first_on, last_on)
        except RuleBroken as refused:
            field = self[refused.field or "first_on"]
            field.errors = [*field.errors, refused.message]
            return self.usual
        return Looked(first_on, last_on, hours)

    def _hours(self) -> tuple[time, time]:
        try:
            starts, ends = typed_times(self.times.data or "")
        except RuleBroken as refused:
            raise RuleBroken(refused.message, "times") from refused
        if ends <= starts:
            raise RuleBroken("It must end after it starts.", "times")
        return starts, ends

    def _check(self, first_on: date, last_on: date) -> None:
        if last_on < first_on:
            raise RuleBroken(f"That is before {day_words(first_on)}.", "last_on")
        if (last_on - first_on).days > 7 * LONGEST_WEEKS:
            raise RuleBroken("Look at no more than a year and a half at once.", "last_on")


class HoldForm(WhenForm):
    """A day to keep free in every host's diary."""

    until = StringField(
        "Hold until",
        description="The hold ends by itself at 5pm on that day.",
        render_kw=DAY_BOX,
    )

    def wanted(self) -> tuple[Timed, datetime]:
        """The time, and when the hold ends. Raises RuleBroken naming the field."""
        if not isinstance(self.when, Timed):
            raise RuleBroken("Enter the day and the times, for example 9:30am to 4pm.", "day")
        until = read_day(self.until, self.today)
        if until is None:
            raise RuleBroken("Enter the day until which it is held.", "until")
        return self.when, from_local(until, END_OF_HOLD)

    def show(self, refused: RuleBroken) -> None:
        """The engagement's rules speak of the deadline by another name."""
        field = "until" if refused.field == "expires_at" else refused.field
        super().show(RuleBroken(refused.message, field))


class FixForm(RefusableForm):
    """Why the day is fixed although a host is taken."""

    clash_reason = StringField("Why go on all the same?", [at_most(500)])
    clashes_seen = HiddenField()


class SlipForm(WhenForm):
    """A new day, or what is known of one; and the reason."""

    date_words = StringField(
        "The new date in words, when no day is known yet",
        [at_most(120)],
        description="For example “end of October”, or “not known yet”. Leave the day empty then.",
        render_kw=DAY_BOX,
    )
    reason = StringField(
        "Reason",
        [InputRequired("Enter the reason: it stands in the summit’s history."), at_most(500)],
        description="It stands in the summit’s history, for the Panel.",
    )
    message = StringField("A sentence for the partners’ mail", [at_most(500)], description="May stay empty.")
    hosts_agree = BooleanField("Every host agrees to the new day")
    urgent = BooleanField(URGENT)

    def validate(self, extra_validators: Any = None) -> bool:
        """Without a day the times, which the page had filled in, mean nothing."""
        if not (self.day.data or "").strip():
            self.times.data, self.all_day.data = "", False
        return super().validate(extra_validators)

    def draft(self) -> SlipDraft:
        """What was typed, once `validate` said yes."""
        return SlipDraft(
            reason=self.reason.data or "",
            when=self.when,
            date_words=self.date_words.data or "",
            message=self.message.data or "",
            is_urgent=bool(self.urgent.data),
            hosts_agree=bool(self.hosts_agree.data),
            clash_reason=self.clash_reason.data or "",
            clashes_seen=self.keys_seen,
        )


class RenameForm(RefusableForm):
    """Another name, and why."""

    title = StringField("New name", [InputRequired("Enter the new name."), at_most(200)])
    reason = StringField("Reason", [InputRequired("Enter the reason: it stands in the history."), at_most(500)])


class ChapterForm(RefusableForm):
    """What was known of the summit from a past day on."""

    known_on = StringField("Known from", [InputRequired("Enter the day from which it was known.")], render_kw=DAY_BOX)
    title = StringField("What it was called", [InputRequired("Enter what it was called then."), at_most(200)])
    date_words = StringField(
        "When it was to be", [at_most(120)], description="For example “early October 2014”.", render_kw=DAY_BOX
    )
    reason = StringField("Why it changed to this", [at_most(500)])

    def fill(self, chapter: SummitChapter) -> None:
        """Show what is stored."""
        self.known_on.data, self.title.data = day_words(chapter.known_on), chapter.title
        self.date_words.data, self.reason.data = chapter.date_words, chapter.reason

    def draft(self, today: date) -> ChapterDraft:
        """What was typed. Raises RuleBroken naming the field."""
        try:
            known_on = typed_day(self.known_on.data or "", today)
        except RuleBroken as refused:
            raise RuleBroken(refused.message, "known_on") from refused
        return ChapterDraft(
            known_on=known_on,
            title=self.title.data or "",
            date_words=self.date_words.data or "",
            reason=self.reason.data or "",
        )

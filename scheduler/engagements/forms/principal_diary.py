"""The forms for a principal's hours and limits, and for leave."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from wtforms import IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from scheduler.almanac.models import Layer
from scheduler.core.errors import RuleBroken
from scheduler.core.limits import at_most
from scheduler.core.typed import typed_day, typed_times
from scheduler.core.wording import time_range_words
from scheduler.engagements.forms.engagement import place_choices
from scheduler.engagements.forms.refusable import MarkedForm, RefusableForm
from scheduler.engagements.models import Principal
from scheduler.engagements.service.principal_diaries import WEEKDAYS, DiaryDraft, diary_facts
from scheduler.stakeholders.models import Place

NARROW = {"class": "govuk-input--width-3", "inputmode": "numeric", "autocomplete": "off"}
HOURS = {"class": "govuk-input--width-10", "autocomplete": "off"}
DAY = {"class": "govuk-input--width-20", "autocomplete": "off"}
A_NUMBER = InputRequired("Enter a number.")


class DiaryForm(MarkedForm):
    """Hours on each weekday, where days begin, what is kept free, limits, calendars of their own."""

    monday = StringField("Monday", render_kw=HOURS)
    tuesday = StringField("Tuesday", render_kw=HOURS)
    wednesday = StringField("Wednesday", render_kw=HOURS)
    thursday = StringField("Thursday", render_kw=HOURS)
    friday = StringField("Friday", render_kw=HOURS)
    saturday = StringField("Saturday", render_kw=HOURS)
    sunday = StringField("Sunday", render_kw=HOURS)
    base_place = SelectField(
        "Where their days begin and end", description="Travel is counted from there and back to it."
    )
    buffer_minutes = IntegerField(
        "Minutes kept free before and after an engagement",
        [A_NUMBER],
        description="Besides the road.",
        render_kw=NARROW,
    )
    day_limit = IntegerField("Most engagements on one day", [A_NUMBER], render_kw=NARROW)
    week_limit = IntegerField("Most engagements in a week", [A_NUMBER], render_kw=NARROW)
    evening_limit = IntegerField("Most evenings in a week", [A_NUMBER], render_kw=NARROW)
    layers = SelectMultipleField(
        "Busy calendars that count for them only", description="Everybody else’s dates stay free of them."
    )
    hours: dict[int, tuple[time, time]]

    def offer(self, places: Iterable[Place], layers: Iterable[Layer]) -> None:
        """Fill the lists."""
        self.base_place.choices = [SelectChoice("", "Nowhere in particular"), *place_choices(places)[1:]]
        self.layers.choices = [SelectChoice(str(each.id), each.name) for each in layers]

    def validate(self, extra_validators: Any = None) -> bool:
        """Also reads the seven boxes of hours."""
        is_valid = bool(super().validate(extra_validators))
        self.hours = {}
        for weekday, name in enumerate(WEEKDAYS):
            typed = (self._fields[name.casefold()].data or "").strip()
            if not typed:
                continue
            try:
                self.hours[weekday] = typed_times(typed)
            except RuleBroken as refused:
                self.show(RuleBroken(refused.message, name.casefold()))
                is_valid = False
        return is_valid

    def fill(self, principal: Principal) -> None:
        """Show what is stored, or what counts while nothing is."""
        self.mark(diary_facts(principal))
        for each in principal.hours:
            self._fields[WEEKDAYS[each.weekday].casefold()].data = time_range_words(each.starts, each.ends)
        draft, diary = DiaryDraft(), principal.diary
        for name in ("buffer_minutes", "day_limit", "week_limit", "evening_limit"):
            self._fields[name].data = getattr(diary or draft, name)
        self.base_place.data = str(diary.base_place_id) if diary and diary.base_place_id else ""
        self.layers.data = [str(layer.id) for layer in principal.layers]

    def draft(self) -> DiaryDraft:
        """What the office means, once `validate` said yes."""
        return DiaryDraft(
            hours=self.hours,
            base_place_id=int(self.base_place.data) if self.base_place.data else None,
            buffer_minutes=self.buffer_minutes.data,
            day_limit=self.day_limit.data,
            week_limit=self.week_limit.data,
            evening_limit=self.evening_limit.data,
            layer_ids=[int(each) for each in self.layers.data or []],
        )


class AbsenceForm(RefusableForm):
    """Leave or illness."""

    first_on = StringField(
        "First day away", [InputRequired("Enter the first day.")], description="For example 6 October.", render_kw=DAY
    )
    last_on = StringField(
        "Last day away", description="The last day counts. Leave it empty for a single day.", render_kw=DAY
    )
    words = StringField(
        "Reason", [at_most(120)], description="For example annual leave. It stays in the office.", render_kw=DAY
    )
    today: date
    days: tuple[date, date]

    def validate(self, extra_validators: Any = None) -> bool:
        """Also reads the two days."""
        if not super().validate(extra_validators):
            return False
        first = self._day("first_on", self.today)
        last = self._day("last_on", first or self.today) if (self.last_on.data or "").strip() else first
        if first is None or last is None:
            return False
        self.days = (first, last)
        return True

    def _day(self, name: str, after: date) -> date | None:
        try:
            return typed_day(self._fields[name].data, after)
        except RuleBroken as refused:
            self.show(RuleBroken(refused.message, name))
            return None

"""When an engagement is, typed as text and read by `typed`."""

from dataclasses import replace
from datetime import date
from typing import Any

from wtforms import BooleanField, HiddenField, StringField

from scheduler.core.errors import RuleBroken
from scheduler.core.limits import at_most
from scheduler.engagements.calendar import draft_of
from scheduler.engagements.forms.refusable import VersionedForm
from scheduler.engagements.forms.steps import URGENT
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementDraft
from scheduler.engagements.typed import typed_boxes, typed_when
from scheduler.ical.event import AllDay, Timed


class WhenForm(VersionedForm):
    """When it is, typed."""

    day = StringField(
        "Day",
        description="For example 29/9/2026, 29 September or Tuesday 29 Sept. Leave it empty while there is no date.",
        render_kw={"class": "govuk-input--width-20", "autocomplete": "off"},
    )
    times = StringField(
        "Times",
        description="For example 10am to 11am, 10 to 11:30 or 1400-1500. A single time lasts an hour.",
        render_kw={"class": "govuk-input--width-20", "autocomplete": "off"},
    )
    all_day = BooleanField("All day")
    last_day = StringField(
        "Last day, when it lasts several",
        description="The last day counts.",
        render_kw={"class": "govuk-input--width-20", "autocomplete": "off"},
    )
    clash_reason = StringField(
        "Why go on all the same?", [at_most(500)], description="Kept with the engagement and in the log."
    )
    clashes_seen = HiddenField()

    today: date
    when: Timed | AllDay | None = None

    def validate(self, extra_validators: Any = None) -> bool:
        """Also reads the four boxes of time into `when`."""
        is_valid = bool(super().validate(extra_validators))
        try:
            self.when = typed_when(
                self.day.data or "",
                self.times.data or "",
                self.last_day.data or "",
                all_day=bool(self.all_day.data),
                today=self.today,
            )
        except RuleBroken as refused:
            self.show(refused)
            return False
        return is_valid

    def fill_when(self, when: Timed | AllDay | None) -> None:
        """Type a stored time into the boxes."""
        self.day.data, self.times.data, self.last_day.data, self.all_day.data = typed_boxes(when)

    @property
    def keys_seen(self) -> frozenset[str]:
        """The obstacles that the page had shown."""
        return frozenset(key for key in (self.clashes_seen.data or "").split(",") if key)

    def moved(self, engagement: Engagement) -> EngagementDraft:
        """The engagement as it is, at the time that was typed."""
        return replace(
            draft_of(engagement),
            when=self.when,
            clash_reason=self.clash_reason.data or "",
            clashes_seen=self.keys_seen,
        )


class MoveForm(WhenForm):
    """Another time, and whether those who were told must know at once."""

    urgent = BooleanField(URGENT)

"""The shapes of a summit's own pages: to plan one, its settings, a tick, a copy."""

from collections.abc import Iterable
from datetime import date

from wtforms import BooleanField, IntegerField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, NumberRange

from scheduler.core.errors import RuleBroken
from scheduler.core.limits import at_most
from scheduler.core.typed import typed_day
from scheduler.core.wording import day_words
from scheduler.engagements.forms import WhenForm
from scheduler.engagements.forms.engagement import named
from scheduler.engagements.forms.refusable import RefusableForm
from scheduler.engagements.models import Principal
from scheduler.engagements.rules import EngagementDraft, EngagementKind, PlaceKind
from scheduler.invitations.rules import BAND_WORDS
from scheduler.summits.models import Summit
from scheduler.summits.rules.vocabulary import Timeline
from scheduler.summits.service.copying import CopyDraft
from scheduler.summits.service.founding import SummitDraft
from scheduler.summits.service.settings import SettingsDraft

NARROW = {"class": "govuk-input--width-4", "autocomplete": "off"}
DAY_BOX = {"class": "govuk-input--width-20", "autocomplete": "off"}
TIMELINE_HINTS = {
    Timeline.STANDARD: "About fourteen weeks from the hosts’ agreement to the day.",
    Timeline.COMPRESSED: "Thirty working days; every step has little time.",
}


class SummitForm(WhenForm):
    """What is known when a summit is begun; the day may come later."""

    title = StringField(
        "What is it called?",
        [InputRequired("Enter what it is called, for example “Crime Reduction summit”."), at_most(200)],
        description="Partners see this in the invitation and in their calendars. It may be renamed later.",
    )
    principals = SelectMultipleField("Hosts", [InputRequired("Choose who of ours invites.")])
    purpose = TextAreaField("Purpose", [at_most(4000)], description="What it is about. Partners see this.")
    outcomes = TextAreaField(
        "Outcomes", [at_most(4000)], description="What the day is to bring about, for example a joint strategy."
    )
    date_words = StringField(
        "When, in words, while there is no day",
        [at_most(120)],
        description="For example “early October”. It stands in the summit’s history.",
        render_kw=DAY_BOX,
    )

    def offer(self, principals: Iterable[Principal]) -> None:
        """Fill the list of hosts."""
        self.principals.choices = [SelectChoice(str(each.id), named(each)) for each in principals]

    def draft(self) -> SummitDraft:
        """What the office means, once `validate` said yes."""
        engagement = EngagementDraft(
            kind=EngagementKind.SUMMIT,
            title=self.title.data,
            principal_ids=tuple(int(each) for each in self.principals.data),
            when=self.when,
            purpose=self.purpose.data or "",
            place_kind=PlaceKind.ELSEWHERE,
            clash_reason=self.clash_reason.data or "",
            clashes_seen=self.keys_seen,
        )
        return SummitDraft(
            engagement=engagement, outcomes=self.outcomes.data or "", date_words=self.date_words.data or ""
        )


class SettingsForm(RefusableForm):
    """What the office sets once a summit stands."""

    outcomes = TextAreaField("Outcomes", [at_most(4000)], description="What the day is to bring about.")
    access_facts = TextAreaField(
        "Access to the venue",
        [at_most(4000)],
        description="Step-free way, hearing loop, parking. Partners read it with the invitation’s details.",
    )
    timeline = RadioField("Timeline")
    answers_until_on = StringField(
        "Answers until", description="The last day for answers, until 5pm. Chasers count from it.", render_kw=DAY_BOX
    )
    assessments_due_on = StringField("Strategic assessments due", render_kw=DAY_BOX)
    wanted_band = RadioField("Seniority asked for")
    wants_authority = BooleanField(
        "Ask for people who can commit their organisation", description="Seats without authority are warned of."
    )
    takes_companions = BooleanField("Invitees may bring companions", description="Each takes a place.")
    offer_hours = IntegerField(
        "Working hours for which an offered place is kept",
        [InputRequired("Enter a number of hours, for example 16."), NumberRange(1, 400, "Enter 1 to 400 hours.")],
        render_kw=NARROW,
    )
    needs_days = IntegerField(
        "Days after the summit until access and dietary needs are deleted",
        [InputRequired("Enter a number of days, for example 28."), NumberRange(0, 365, "Enter 0 to 365 days.")],
        render_kw=NARROW,
    )

    def offer(self) -> None:
        """Fill the lists."""
        self.timeline.choices = [
            SelectChoice(each.value, each.capitalize(), render_kw={"hint": TIMELINE_HINTS[each]}) for each in Timeline
        ]
        self.wanted_band.choices = [SelectChoice(str(band), f"{band}. {words}") for band, words in BAND_WORDS.items()]

    def fill(self, draft: SettingsDraft) -> None:
        """Show what is stored."""
        self.outcomes.data, self.access_facts.data = draft.outcomes, draft.access_facts
        self.timeline.data, self.wanted_band.data = draft.timeline.value, str(draft.wanted_band)
        self.wants_authority.data, self.takes_companions.data = draft.wants_authority, draft.takes_companions
        self.offer_hours.data, self.needs_days.data = draft.offer_hours, draft.needs_days
        for field, day in (
            (self.answers_until_on, draft.answers_until_on),
            (self.assessments_due_on, draft.assessments_due_on),
        ):
            field.data = day_words(day, weekday=True) if day else ""

    def draft(self, today: date) -> SettingsDraft:
        """What was typed. Raises RuleBroken naming the field."""
        return SettingsDraft(
            outcomes=self.outcomes.data or "",
            access_facts=self.access_facts.data or "",
            timeline=Timeline(self.timeline.data),
            answers_until_on=read_day(self.answers_until_on, today),
            assessments_due_on=read_day(self.assessments_due_on, today),
            wanted_band=int(self.wanted_band.data),
            wants_authority=bool(self.wants_authority.data),
            takes_companions=bool(self.takes_companions.data),
            offer_hours=self.offer_hours.data or 1,
            needs_days=self.needs_days.data or 0,
        )


class TickForm(RefusableForm):
    """A step that is done, or not needed, as somebody says; or taken back."""

    note = StringField("Note", [at_most(500)], description="Who said so, or why it is not needed. May stay empty.")


class CopyForm(WhenForm):
    """Next year's summit."""

    title = StringField("What is it called?", [InputRequired("Enter what it is called."), at_most(200)])

    def fill(self, original: Summit) -> None:
        """Its name as it is."""
        self.title.data = original.engagement.title

    def draft(self) -> CopyDraft:
        """What was typed, once `validate` said yes."""
        return CopyDraft(
            title=self.title.data,
            when=self.when,
            clash_reason=self.clash_reason.data or "",
            clashes_seen=self.keys_seen,
        )


def read_day(field: StringField, today: date) -> date | None:
    """The day that was typed; None for an empty box. Raises RuleBroken naming the field."""
    if not (field.data or "").strip():
        return None
    try:
        return typed_day(field.data or "", today)
    except RuleBroken as refused:
        raise RuleBroken(refused.message, field.name) from refused

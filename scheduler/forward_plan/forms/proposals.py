"""Asking for a plan, asking for it anew after something happened, and refusing one of its dates."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from scheduler.core.errors import RuleBroken
from scheduler.core.limits import at_most
from scheduler.core.typed import typed_day
from scheduler.core.wording import day_words
from scheduler.engagements.forms.refusable import RefusableForm, VersionedForm
from scheduler.engagements.models import Principal
from scheduler.forward_plan.models import Pledge
from scheduler.forward_plan.rules.due_meetings import Period
from scheduler.forward_plan.rules.proposals import SECONDS, AbsenceDraft, Asked, ProposalDraft

DAY_BOX = {"class": "govuk-input--width-20", "autocomplete": "off"}
SECOND_WORDS = {0: "Not at all: the first plan is enough", 60: "A minute"}
USUAL_SECONDS = "30"


class PeriodForm(RefusableForm):
    """Title, days and how long the plan may be improved."""

    title = StringField(
        "Title",
        [InputRequired("Enter a title, for example “Spring 2027”."), at_most(200)],
        description="For example “Spring 2027”.",
    )
    from_on = StringField(
        "First day", [InputRequired("Enter the first day.")], description="For example 1 March 2027.", render_kw=DAY_BOX
    )
    until_on = StringField("Last day", [InputRequired("Enter the last day.")], render_kw=DAY_BOX)
    seconds = RadioField(
        "How long may it be improved?",
        description="A first plan is there at once. You can stop at any time and keep the best.",
        default=USUAL_SECONDS,
    )
    today: date
    period: Period

    def offer_seconds(self) -> None:
        """The choices of time."""
        self.seconds.choices = [SelectChoice(str(each), SECOND_WORDS.get(each, f"{each} seconds")) for each in SECONDS]

    def fill_period(self, period: Period) -> None:
        """A new page."""
        self.from_on.data, self.until_on.data = day_words(period.from_on), day_words(period.until_on)

    def validate(self, extra_validators: Any = None) -> bool:
        """Also reads both days."""
        is_valid = bool(super().validate(extra_validators))
        try:
            self.period = Period(self._day(self.from_on), self._day(self.until_on))
        except RuleBroken as refused:
            if not self.errors.get(refused.field or ""):
                self.show(refused)
            return False
        return is_valid

    def _day(self, field: StringField) -> date:
        try:
            return typed_day(field.data or "", self.today)
        except RuleBroken as refused:
            raise RuleBroken(refused.message, field.name) from refused


class ProposalForm(PeriodForm):
    """A new plan: also which pledges it is about."""

    pledges = SelectMultipleField(
        "Which pledges?", description="None ticked: everything that falls due, whoever it was promised to."
    )
    commitments = HiddenField()
    """From the board's “Find dates”: only these partners."""

    def offer(self, pledges: Iterable[Pledge]) -> None:
        """Fill the lists."""
        self.offer_seconds()
        self.pledges.choices = [SelectChoice(str(each.id), each.title) for each in pledges]

    def fill(self, title: str, period: Period, commitment_ids: Sequence[int]) -> None:
        """A new page."""
        self.title.data = title
        self.fill_period(period)
        self.commitments.data = ",".join(map(str, commitment_ids))

    @property
    def commitment_ids(self) -> tuple[int, ...]:
        """The partners that the board named; empty: all."""
        parts = (self.commitments.data or "").split(",")
        return tuple(int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 10)

    def draft(self) -> ProposalDraft:
        """What the office means, once `validate` said yes."""
        asked = Asked(
            period=self.period,
            pledge_ids=tuple(int(each) for each in self.pledges.data or ()),
            commitment_ids=self.commitment_ids,
        )
        return ProposalDraft(title=self.title.data or "", asked=asked, seconds=int(self.seconds.data))


class MendForm(PeriodForm):
    """What happened, who of ours is away by it, and the days that are to be mended."""

    reason = StringField(
        "What happened?",
        [InputRequired("Enter what happened, for example “Commissioner ill in March”."), at_most(300)],
        description="For example “Commissioner ill in March”. It is kept with every move.",
    )
    absent = SelectField("Who of ours is away?", description="Leave it when the diary knows already.")
    absent_from = StringField("Away from", render_kw=DAY_BOX)
    absent_until = StringField("Away until", description="The last day counts.", render_kw=DAY_BOX)
    absence: AbsenceDraft | None = None

    def offer(self, principals: Iterable[Principal]) -> None:
        """Fill the lists."""
        self.offer_seconds()
        people = [SelectChoice(str(each.id), each.title) for each in principals]
        self.absent.choices = [SelectChoice("", "Nobody, or it is entered already"), *people]

    def validate(self, extra_validators: Any = None) -> bool:
        """Also reads the days of the absence, when somebody is chosen."""
        is_valid = super().validate(extra_validators)
        if not self.absent.data:
            return is_valid
        try:
            self.absence = AbsenceDraft(
                int(self.absent.data), self._day(self.absent_from), self._day(self.absent_until)
            )
        except RuleBroken as refused:
            self.show(refused)
            return False
        return is_valid

    def draft(self, asked: Asked) -> ProposalDraft:
        """What the office means, once `validate` said yes."""
        asked = replace(asked, period=self.period)
        return ProposalDraft(title=self.title.data or "", asked=asked, seconds=int(self.seconds.data))


class RefusalForm(VersionedForm):
    """Why not then."""

    reason = StringField(
        "Why not then?",
        [InputRequired("Enter why not: the day is kept clear of this partner afterwards."), at_most(300)],
        description="Kept with the plan. When dates are found again, this partner gets another day.",
    )


class DecisionForm(VersionedForm):
    """A button, and which version of the plan it was pressed for."""

"""A pledge and a rule as somebody types them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from scheduler.core.limits import at_most
from scheduler.core.widgets import DayField
from scheduler.engagements.forms.refusable import VersionedForm
from scheduler.engagements.models import Principal
from scheduler.engagements.rules import EngagementKind
from scheduler.forward_plan.models import CommitmentRule, Pledge
from scheduler.forward_plan.queries.partners import Home
from scheduler.forward_plan.rules.lineage import PartnerKey
from scheduler.forward_plan.rules.pledges import GROUP, PledgeDraft, RuleDraft
from scheduler.forward_plan.rules.vocabulary import IntervalUnit, Ours
from scheduler.invitations.rules import BAND_WORDS
from scheduler.stakeholders.models import PostGroup

NARROW = {"class": "govuk-input--width-3", "inputmode": "numeric"}
PARTNER_KINDS = frozenset({GROUP, "organisation", "body"})


class PledgeForm(VersionedForm):
    """What was promised, where and when."""

    title = StringField(
        "What was promised?",
        [InputRequired("Enter what was promised in a few words, for example “Meet every council”."), at_most(200)],
        description="In a few words, for example “Meet every council”.",
    )
    source = StringField(
        "Where was it said?",
        [InputRequired("Enter where it was said, for example Police and Crime Panel."), at_most(200)],
        description="The meeting or paper, for example Police and Crime Panel.",
    )
    source_on = DayField("When?", [InputRequired("Enter the day on which it was said.")])
    source_reference = StringField(
        "Minute or paragraph", [at_most(120)], description="For example “paragraph 4”. May stay empty."
    )
    words = TextAreaField("In these words", [at_most(4000)], description="As they were said or minuted.")

    def draft(self) -> PledgeDraft:
        """What the office means, once `validate` said yes."""
        assert self.source_on.data is not None
        return PledgeDraft(
            title=self.title.data or "",
            source=self.source.data or "",
            source_on=self.source_on.data,
            source_reference=self.source_reference.data or "",
            words=self.words.data or "",
        )

    def fill(self, pledge: Pledge) -> None:
        """Show what is stored."""
        for name in ("title", "source", "source_reference", "words"):
            self[name].data = getattr(pledge, name)
        self.source_on.process_data(pledge.source_on)
        self.version.data = str(pledge.version)


class EndForm(VersionedForm):
    """Why a pledge binds nobody any more."""

    reason = StringField("Reason", [InputRequired("Enter the reason: it is kept with the pledge."), at_most(250)])


class RuleForm(VersionedForm):
    """With whom, who of ours, what counts and how often."""

    partner = SelectField("With whom?", description="A group makes one commitment a partner; new members join.")
    principals = SelectMultipleField("Who of ours?", [InputRequired("Choose who of ours meets them.")])
    ours = RadioField("Must all of them take part?", default=Ours.ALL_OF.value)
    kinds = SelectMultipleField(
        "What counts?", description="Tick nothing for everything but calls. A call counts only where it is ticked."
    )
    lowest_band = SelectField("Who of theirs, at least?", default="2")
    ideal = IntegerField("How often?", [InputRequired("Enter a number, for example 6.")], render_kw=NARROW)
    longest = IntegerField("And at the longest?", [InputRequired("Enter a number, for example 9.")], render_kw=NARROW)
    unit = RadioField("Counted in", default=IntervalUnit.MONTHS.value)
    from_on = DayField(
        "Counted from",
        [InputRequired("Enter the day from which it counts.")],
        description="The clock of a partner who was never met starts on this day.",
    )
    first_by = DayField("First meeting by", description="Leave it empty when no day was promised.")
    is_by_invitation = BooleanField(
        "Subject to invitation", description="They invite us. The board then says “Not invited”, never “No entry”."
    )
    minutes = IntegerField(
        "How long is a meeting?",
        [InputRequired("Enter how many minutes.")],
        default=60,
        description="In minutes.",
        render_kw=NARROW,
    )

    def offer(self, groups: Iterable[PostGroup], homes: Iterable[Home], principals: Iterable[Principal]) -> None:
        """Fill the lists."""
        self.partner.choices = [SelectChoice("", "Choose"), *partner_choices(groups, homes)]
        self.principals.choices = [SelectChoice(str(each.id), each.title) for each in principals]
        self.ours.choices = [
            SelectChoice(Ours.ALL_OF.value, "Yes, all of them"),
            SelectChoice(Ours.ANY_OF.value, "No, any of them"),
        ]
        self.kinds.choices = [SelectChoice(each.value, each.capitalize()) for each in EngagementKind]
        self.lowest_band.choices = [
            SelectChoice(str(band), words if band == 1 else f"{words}, or above") for band, words in BAND_WORDS.items()
        ]
        self.unit.choices = [SelectChoice(each.value, each.capitalize()) for each in IntervalUnit]

    def draft(self) -> RuleDraft:
        """What the office means, once `validate` said yes."""
        assert self.from_on.data is not None
        return RuleDraft(
            partner=self.partner_key,
            principal_ids=tuple(int(each) for each in self.principals.data or ()),
            from_on=self.from_on.data,
            ideal_interval=self.ideal.data or 0,
            longest_interval=self.longest.data or 0,
            interval_unit=IntervalUnit(self.unit.data),
            ours=Ours(self.ours.data),
            kinds=tuple(self.kinds.data or ()),
            lowest_band=int(self.lowest_band.data),
            first_by_on=self.first_by.data,
            is_by_invitation=bool(self.is_by_invitation.data),
            minutes=self.minutes.data or 0,
        )

    @property
    def partner_key(self) -> PartnerKey | None:
        """What was chosen; None for nothing."""
        kind, _, number = (self.partner.data or "").partition(":")
        return (kind, int(number)) if kind in PARTNER_KINDS and number.isdecimal() else None

    def fill(self, rule: CommitmentRule) -> None:
        """Show what is stored."""
        self.partner.data = next(
            f"{kind}:{number}"
            for kind, number in ((GROUP, rule.group_id), ("organisation", rule.organisation_id), ("body", rule.body_id))
            if number is not None
        )
        self.principals.data = [str(each.id) for each in rule.principals]
        self.ours.data, self.unit.data = rule.ours.value, rule.interval_unit.value
        self.kinds.data, self.lowest_band.data = list(rule.kinds), str(rule.lowest_band)
        self.ideal.data, self.longest.data, self.minutes.data = rule.ideal_interval, rule.longest_interval, rule.minutes
        self.is_by_invitation.data = rule.is_by_invitation
        self.fill_days(rule.from_on, rule.first_by_on)
        self.version.data = str(rule.version)

    def fill_days(self, from_on: date, first_by_on: date | None = None) -> None:
        """Show two days."""
        self.from_on.process_data(from_on)
        self.first_by.process_data(first_by_on)


def partner_choices(groups: Iterable[PostGroup], homes: Iterable[Home]) -> list[Any]:
    """Groups first, then organisations and bodies by name."""
    choices = [SelectChoice(f"{GROUP}:{each.id}", each.name, optgroup="Groups") for each in groups]
    headings = {"organisation": "Organisations", "body": "Bodies"}
    for home in homes:
        kind = str(home.__tablename__)
        choices.append(SelectChoice(f"{kind}:{home.id}", home.name, optgroup=headings[kind]))
    return choices

"""One offer of a gift or hospitality, the filter of their list, and a note that is closed."""

from collections.abc import Iterable
from datetime import date

from wtforms import Form, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from scheduler.core.errors import RuleBroken
from scheduler.core.limits import at_most
from scheduler.core.widgets import DayField
from scheduler.engagements.forms.refusable import VersionedForm
from scheduler.engagements.models import Principal
from scheduler.records.forms.rows import OFF, Choices, grouped, home_value, with_stored
from scheduler.records.models import GiftOffer
from scheduler.records.queries.gifts import GiftFilter
from scheduler.records.rules.gifts import DECISION_WORDS, GiftDraft, pence_of, pounds_words
from scheduler.records.rules.vocabulary import GiftDecision

DECISIONS = [SelectChoice(str(key), words) for key, words in DECISION_WORDS.items()]
BOXES = {"organisation_id": "home", "value_pence": "value"}


class GiftForm(VersionedForm):
    """By whom, to whom, what, and what became of it."""

    what = StringField("What was offered?", [InputRequired("Say what was offered."), at_most(300)], render_kw=OFF)
    offered_on = DayField("When?", [Optional()])
    home = SelectField("Which organisation offered it?", choices=[])
    offered_by = StringField(
        "Who there, by role",
        [at_most(200)],
        description="Such as Chair. Needed when no organisation fits. A role, not a name: it is published.",
        render_kw=OFF,
    )
    principal_id = SelectField("To whom of ours?", choices=[])
    recipient = StringField(
        "Which member of staff, by role", [at_most(200)], description="When it was none of those.", render_kw=OFF
    )
    value = StringField(
        "About how much is it worth, in pounds?",
        description="May stay empty when nobody knows.",
        render_kw={"class": "govuk-input--width-5", "inputmode": "decimal"} | OFF,
    )
    decision = RadioField("What became of it?", [InputRequired("Say what became of it.")], choices=DECISIONS)
    reason = StringField("Why was it taken, or not? (optional)", [at_most(300)], render_kw=OFF)
    engagement_id: int | None = None

    def offer(self, homes: Choices, principals: Iterable[Principal], gift: GiftOffer | None = None) -> None:
        """Fill the lists; whoever stands in the offer can stay."""
        giver = gift.organisation or gift.body if gift else None
        stored = [(home_value(gift), giver.name)] if gift and giver else []
        self.home.choices = grouped("None of our list", with_stored(homes, stored))
        listed = [SelectChoice(str(each.id), each.title) for each in principals]
        self.principal_id.choices = [SelectChoice("", "A member of staff"), *listed]

    def fill(self, gift: GiftOffer) -> None:
        """Show what is stored."""
        for name in ("what", "offered_by", "recipient", "reason"):
            self[name].data = getattr(gift, name)
        self.offered_on.process_data(gift.offered_on)
        self.principal_id.data = str(gift.principal_id or "")
        self.value.data = pounds_words(gift.value_pence).removeprefix("£") if gift.value_pence is not None else ""
        self.decision.data, self.version.data = str(gift.decision), str(gift.version)
        self.home.data = home_value(gift)

    def start(self, today: date, home: str, principal_id: int | None) -> None:
        """As far as it can be known."""
        self.offered_on.process_data(today)
        self.home.data, self.principal_id.data = home, str(principal_id or "")

    def draft(self) -> GiftDraft:
        """What was typed. Raises RuleBroken."""
        kind, _, number = (self.home.data or "").partition(":")
        principal = self.principal_id.data
        return GiftDraft(
            what=self.what.data or "",
            decision=GiftDecision(self.decision.data),
            offered_on=self.offered_on.data,
            engagement_id=self.engagement_id,
            organisation_id=int(number) if kind == "organisation" else None,
            body_id=int(number) if kind == "body" else None,
            offered_by=self.offered_by.data or "",
            principal_id=int(principal) if principal else None,
            recipient=self.recipient.data or "",
            value_pence=pence_of(self.value.data or ""),
            reason=self.reason.data or "",
        )

    def show(self, refused: RuleBroken) -> None:
        """Put the sentence beside the box of its fact."""
        super().show(RuleBroken(refused.message, BOXES.get(refused.field or "", refused.field)))


class GiftFilterForm(Form):
    """What to show; nothing typed wrongly is asked for."""

    decision = SelectField("What became of it", choices=[SelectChoice("", "Anything"), *DECISIONS])
    principal = SelectField("To whom", choices=[])
    text = StringField("Words", render_kw=OFF)

    def offer(self, principals: Iterable[Principal]) -> None:
        """Who of ours can be chosen."""
        self.principal.choices = [
            SelectChoice("", "Anybody"),
            *(SelectChoice(str(each.id), each.title) for each in principals),
        ]

    def wanted(self) -> GiftFilter:
        """As a query asks it."""
        decision, principal = self.decision.data, self.principal.data or ""
        return GiftFilter(
            decision=GiftDecision(decision) if decision in set(GiftDecision) else None,
            principal_id=int(principal) if principal.isdecimal() and len(principal) < 10 else None,
            text=self.text.data or "",
        )

"""What is known before the meeting."""

from collections.abc import Iterable

from wtforms import BooleanField, SelectField, StringField
from wtforms.fields import SelectChoice, TextAreaField

from scheduler.core.limits import at_most
from scheduler.engagements.forms.refusable import VersionedForm
from scheduler.engagements.models import Principal
from scheduler.records.rules.drafts import LINE, WORDS, FactsDraft
from scheduler.records.rules.vocabulary import INITIATOR_WORDS, Initiator


class FactsForm(VersionedForm):
    """How it came about, whose subject it is, what is at stake, what to say."""

    initiated_by = SelectField(
        "How did it come about?",
        choices=[
            SelectChoice("", "Not known"),
            *(SelectChoice(str(key), words) for key, words in INITIATOR_WORDS.items()),
        ],
    )
    initiated_words = StringField(
        "In a few words (optional)", [at_most(LINE)], description="Such as “Letter of 3 June from the Parish Council”."
    )
    portfolio_owner_id = SelectField(
        "Who of ours answers for its subject?", choices=[], description="Present or not: the portfolio owner."
    )
    has_risk = BooleanField("There is a risk in it")
    risk_words = TextAreaField("What is at stake?", [at_most(WORDS)])
    has_media_interest = BooleanField("The media may be interested")
    media_words = TextAreaField("What may be said, and whom to ask first?", [at_most(WORDS)])
    lines_to_take = TextAreaField("Lines to take", [at_most(WORDS)], description="They stand in the brief.")

    def offer(self, principals: Iterable[Principal]) -> None:
        """Who of ours can be chosen."""
        listed = [SelectChoice(str(each.id), each.title) for each in principals]
        self.portfolio_owner_id.choices = [SelectChoice("", "Nobody named"), *listed]

    def fill(self, facts: FactsDraft, version: int) -> None:
        """Show what is stored."""
        for name in FactsDraft.__dataclass_fields__:
            self[name].data = getattr(facts, name)
        self.initiated_by.data = str(facts.initiated_by or "")
        self.portfolio_owner_id.data = str(facts.portfolio_owner_id or "")
        self.version.data = str(version)

    def draft(self) -> FactsDraft:
        """What was typed, once `validate` said yes."""
        owner = self.portfolio_owner_id.data
        return FactsDraft(
            initiated_by=Initiator(self.initiated_by.data) if self.initiated_by.data else None,
            initiated_words=self.initiated_words.data or "",
            portfolio_owner_id=int(owner) if owner else None,
            has_risk=bool(self.has_risk.data),
            risk_words=self.risk_words.data or "",
            has_media_interest=bool(self.has_media_interest.data),
            media_words=self.media_words.data or "",
            lines_to_take=self.lines_to_take.data or "",
        )

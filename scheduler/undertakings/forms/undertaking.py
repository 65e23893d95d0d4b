"""One promise: its words, where and when it was given, who answers for it, when it is due."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from scheduler.core.limits import at_most
from scheduler.core.values import dataclass
from scheduler.core.widgets import DayField
from scheduler.engagements.forms.refusable import VersionedForm
from scheduler.undertakings.models import Undertaking
from scheduler.undertakings.rules.drafts import REFERENCE_LENGTH, SOURCE_LENGTH, WORDS_LENGTH, UndertakingDraft
from scheduler.undertakings.rules.vocabulary import KIND_WORDS, UndertakingKind


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be chosen: keys and words."""

    bodies: Sequence[tuple[int, str]]
    principals: Sequence[tuple[int, str]]
    meetings: Sequence[tuple[int, str]]


class UndertakingForm(VersionedForm):
    """Who and what can be chosen is said by `offer`."""

    words = TextAreaField(
        "What was undertaken?",
        [InputRequired("Say what was promised, as it was said or minuted."), at_most(WORDS_LENGTH)],
        description="As it was said or minuted. By role, not by name: reports repeat these words.",
    )
    kind = RadioField(
        "How does it bind us?",
        choices=[SelectChoice(str(kind), words) for kind, words in KIND_WORDS.items()],
        default=str(UndertakingKind.PROMISE),
    )
    body = SelectField("To whom was it given?", [Optional()])
    source = StringField(
        "Where does it stand?",
        [at_most(SOURCE_LENGTH)],
        description="The meeting or paper. Left empty: the body chosen above.",
    )
    source_on = DayField("On which day was it given?", [InputRequired("Enter the day on which it was given.")])
    source_reference = StringField("Minute or paragraph (optional)", [at_most(REFERENCE_LENGTH)])
    principal = SelectField("Who of ours answers for it?", [Optional()])
    due_engagement = SelectField(
        "At which meeting is it due?",
        [Optional()],
        description="Board meetings in the diary. Should the meeting move, the undertaking moves with it.",
    )
    due_on = DayField("Or by which day?", [Optional()], description="Leave empty when it is due at a meeting.")
    review_on = DayField(
        "Look at it again on (optional)",
        [Optional()],
        description="What is to be reviewed comes back a year after it was given, unless you say otherwise.",
    )

    def offer(self, offered: Offered) -> None:
        """Fill the lists."""
        self.body.choices = _choices(offered.bodies, "Nobody in our list")
        self.principal.choices = _choices(offered.principals, "Nobody yet")
        self.due_engagement.choices = _choices(offered.meetings, "No meeting")

    def draft(self) -> UndertakingDraft:
        """What the office means."""
        assert isinstance(self.source_on.data, date)
        return UndertakingDraft(
            kind=UndertakingKind(self.kind.data),
            words=self.words.data or "",
            source=self.source.data or self._name_of_body(),
            source_on=self.source_on.data,
            source_reference=self.source_reference.data or "",
            body_id=_key(self.body),
            principal_id=_key(self.principal),
            due_on=self.due_on.data if _key(self.due_engagement) is None else None,
            due_engagement_id=_key(self.due_engagement),
            review_on=self.review_on.data,
        )

    def fill(self, undertaking: Undertaking) -> None:
        """Show what is stored."""
        self.fill_source(undertaking)
        self.words.data, self.kind.data = undertaking.words, str(undertaking.kind)
        self.source_reference.data = undertaking.source_reference
        self.due_engagement.data = str(undertaking.due_engagement_id or "")
        if undertaking.due_engagement_id is None:
            self.due_on.process_data(undertaking.due_on)
        self.review_on.process_data(undertaking.review_on)
        self.version.data = str(undertaking.version)

    def fill_source(self, undertaking: Undertaking) -> None:
        """The next one of the same minutes."""
        self.source.data = undertaking.source
        self.source_on.process_data(undertaking.source_on)
        self.body.data = str(undertaking.body_id or "")
        self.principal.data = str(undertaking.principal_id or "")

    def _name_of_body(self) -> str:
        chosen = self.body.data or ""
        return next((str(each.label) for each in self.body.choices if chosen and each.value == chosen), "")


def _choices(rows: Sequence[tuple[int, str]], nothing: str) -> list[SelectChoice]:
    return [SelectChoice("", nothing), *(SelectChoice(str(key), words) for key, words in rows)]


def _key(field: Any) -> int | None:
    return int(field.data) if field.data else None

"""What the list of engagements may be narrowed by."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import TypeVar

from wtforms import Form, SelectField, StringField
from wtforms.fields import SelectChoice

from scheduler.core.errors import RuleBroken
from scheduler.core.typed import typed_day
from scheduler.engagements.models import Principal
from scheduler.engagements.queries import EngagementFilter
from scheduler.engagements.rules import STATUS_WORDS, EngagementKind, EngagementStatus

Choice = TypeVar("Choice", bound=StrEnum)


class FilterForm(Form):
    """What the list may be narrowed by; a GET form, so every filtered list has an address."""

    text = StringField("Words")
    principal = SelectField("From us", validate_choice=False)
    kind = SelectField(
        "Kind",
        choices=[SelectChoice("", "Any"), *(SelectChoice(each.value, each.capitalize()) for each in EngagementKind)],
        validate_choice=False,
    )
    status = SelectField(
        "State",
        choices=[SelectChoice("", "Any"), *(SelectChoice(each.value, STATUS_WORDS[each]) for each in EngagementStatus)],
        validate_choice=False,
    )
    from_on = StringField("From", render_kw={"class": "govuk-input--width-10", "autocomplete": "off"})
    until_on = StringField("Until", render_kw={"class": "govuk-input--width-10", "autocomplete": "off"})

    def offer(self, principals: Iterable[Principal]) -> None:
        """Whose engagements may be asked for."""
        people = [SelectChoice(str(each.id), each.title) for each in principals]
        self.principal.choices = [SelectChoice("", "Anybody"), *people]

    def wanted(self, today: date) -> EngagementFilter:
        """What to look for; an unreadable day is said beside its field and asks nothing."""
        return EngagementFilter(
            principal_id=int(self.principal.data) if self.principal.data in self._offered() else None,
            kind=_member(EngagementKind, self.kind.data),
            status=_member(EngagementStatus, self.status.data),
            from_on=self._day(self.from_on, today),
            until_on=self._day(self.until_on, today),
            text=self.text.data or "",
        )

    def _offered(self) -> set[str]:
        return {each.value for each in self.principal.choices or ()} - {""}

    @staticmethod
    def _day(field: StringField, today: date) -> date | None:
        if not (field.data or "").strip():
            return None
        try:
            return typed_day(field.data, today)
        except RuleBroken as refused:
            field.errors = [refused.message]
            return None


def _member(kind: type[Choice], value: str | None) -> Choice | None:
    return kind(value) if value in set(kind) else None

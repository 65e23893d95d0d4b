"""How long one class is kept."""

from typing import Any

from wtforms import IntegerField, RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, NumberRange

from scheduler.keeping.rules.retention import LONGEST_MONTHS, ClassOfRecords, Rule
from scheduler.keeping.rules.vocabulary import AtTheEnd, CountedFrom
from scheduler.stakeholders.forms.fields import RecordForm, line

ADVICE = f"Enter a whole number of months from 0 to {LONGEST_MONTHS:,}, for example 72."
END_WORDS = {
    AtTheEnd.REVIEW: "The office looks at them; nothing goes by itself",
    AtTheEnd.DELETE: "They are deleted",
    AtTheEnd.ANONYMISE: "Names, addresses and words go",
}


class Months(IntegerField):
    """A number whose refusal says what to enter."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """What is no number is refused in our words."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(ADVICE) from error


class RuleForm(RecordForm):
    """What the office decides for a class."""

    months = Months(
        "Months",
        [InputRequired(ADVICE), NumberRange(0, LONGEST_MONTHS, ADVICE)],
        description="6 years are 72 months.",
        render_kw={"inputmode": "numeric"},
    )
    counted_from = SelectField("Counted from", choices=[])
    at_the_end = RadioField("At the end", choices=[])
    basis = line("Why so long", 300, hint="The decision or the law.")

    def __init__(self, *args: Any, of: ClassOfRecords, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.counted_from.choices = [SelectChoice(each.value, each.value) for each in of.counted_from]
        self.at_the_end.choices = [SelectChoice(each.value, END_WORDS[each]) for each in of.at_the_end]

    def rule(self) -> Rule:
        """What was typed."""
        counted_from, at_the_end = CountedFrom(self.counted_from.data), AtTheEnd(self.at_the_end.data)
        return Rule(self.months.data, counted_from, at_the_end, self.basis.data or "")

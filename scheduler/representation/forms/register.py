"""What the register may be narrowed by."""

from collections.abc import Iterable

from wtforms import Form, SelectField
from wtforms.fields import SelectChoice

from scheduler.engagements.models import Principal
from scheduler.representation.queries.seats import SeatFilter
from scheduler.representation.rules.vocabulary import CAPACITY_WORDS
from scheduler.stakeholders.models import Body


class RegisterForm(Form):
    """A GET form, so that every filtered register has an address."""

    body = SelectField("Board", validate_choice=False)
    who = SelectField("Who", validate_choice=False)
    capacity = SelectField(
        "Capacity",
        choices=[SelectChoice("", "Any"), *(SelectChoice(str(key), words) for key, words in CAPACITY_WORDS.items())],
        validate_choice=False,
    )
    review = SelectField("Review", choices=[("", "Any"), ("due", "Due")], validate_choice=False)
    past = SelectField("Seats", choices=[("", "Present"), ("too", "Former ones too")], validate_choice=False)

    def offer(self, bodies: Iterable[Body], principals: Iterable[Principal]) -> None:
        """Fill the lists."""
        self.body.choices = [SelectChoice("", "All"), *(SelectChoice(str(each.id), each.name) for each in bodies)]
        self.who.choices = [
            SelectChoice("", "Anybody"),
            *(SelectChoice(str(each.id), each.title) for each in principals),
        ]

    def wanted(self) -> SeatFilter:
        """What to show; a choice that is not on offer asks nothing."""
        return SeatFilter(
            body_id=_offered(self.body),
            principal_id=_offered(self.who),
            capacity=self.capacity.data if self.capacity.data in {str(key) for key in CAPACITY_WORDS} else "",
            review_due=self.review.data == "due",
            with_past=self.past.data == "too",
        )


def _offered(field: SelectField) -> int | None:
    values = {choice.value for choice in field.choices or ()} - {""}
    return int(field.data) if field.data in values else None

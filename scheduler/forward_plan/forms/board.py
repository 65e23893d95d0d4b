"""What the board may be narrowed by."""

from collections.abc import Iterable
from datetime import date

from wtforms import Form, SelectField, StringField
from wtforms.fields import SelectChoice

from scheduler.core.errors import RuleBroken
from scheduler.core.typed import typed_day
from scheduler.core.wording import day_words
from scheduler.engagements.models import Principal
from scheduler.forward_plan.models import Pledge
from scheduler.forward_plan.rules.board import BoardFilter
from scheduler.stakeholders.models import Area


class BoardForm(Form):
    """A GET form, so that every filtered board has an address."""

    pledge = SelectField("Pledge", validate_choice=False)
    principal = SelectField("For", validate_choice=False)
    area = SelectField("Area", validate_choice=False)
    on = StringField("As of", render_kw={"class": "govuk-input--width-10", "autocomplete": "off"})

    def offer(self, pledges: Iterable[Pledge], principals: Iterable[Principal], areas: Iterable[Area]) -> None:
        """Fill the lists."""
        self.pledge.choices = [SelectChoice("", "All"), *(SelectChoice(str(each.id), each.title) for each in pledges)]
        people = [SelectChoice(str(each.id), each.title) for each in principals]
        self.principal.choices = [SelectChoice("", "Anybody"), *people]
        self.area.choices = [SelectChoice("", "All"), *(SelectChoice(str(each.id), each.name) for each in areas)]

    def wanted(self) -> BoardFilter:
        """What to show; a choice that is not on offer asks nothing."""
        return BoardFilter(
            pledge_id=_offered(self.pledge), principal_id=_offered(self.principal), area_id=_offered(self.area)
        )

    def day(self, today: date) -> date:
        """The board's day; an unreadable one is said beside its field, and today is shown."""
        typed = (self.on.data or "").strip()
        try:
            day = typed_day(typed, today) if typed else today
        except RuleBroken as refused:
            self.on.errors = [refused.message]
            return today
        self.on.data = day_words(day)
        return day


def _offered(field: SelectField) -> int | None:
    values = {choice.value for choice in field.choices or ()} - {""}
    return int(field.data) if field.data in values else None

"""To which strands an engagement belongs and which priorities it serves."""

from collections.abc import Iterable, Sequence

from wtforms import SelectMultipleField
from wtforms.fields import SelectChoice

from scheduler.engagements.forms.refusable import RefusableForm
from scheduler.strands.models import PlanPriority, Strand


class BelongingForm(RefusableForm):
    """Ticks; what is not ticked is taken off."""

    priorities = SelectMultipleField("Which priorities of the plan does it serve?")
    strands = SelectMultipleField("To which strands does it belong?")

    def offer(self, priorities: Iterable[PlanPriority], strands: Iterable[Strand]) -> None:
        """What can be ticked."""
        self.priorities.choices = [SelectChoice(str(each.id), each.name) for each in priorities]
        self.strands.choices = [SelectChoice(str(each.id), each.title) for each in strands]

    def fill(self, priorities: Sequence[PlanPriority], strands: Sequence[Strand]) -> None:
        """Show what is stored."""
        self.priorities.data = [str(each.id) for each in priorities]
        self.strands.data = [str(each.id) for each in strands]

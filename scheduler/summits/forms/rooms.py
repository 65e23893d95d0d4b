"""A room of the venue, typed."""

from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import InputRequired, NumberRange, Optional

from scheduler.core.limits import at_most
from scheduler.engagements.forms.refusable import RefusableForm
from scheduler.summits.forms.summit import NARROW
from scheduler.summits.models import SummitRoom
from scheduler.summits.service.settings import RoomDraft


class RoomForm(RefusableForm):
    """Name, how many it holds, and how people get in and hear."""

    name = StringField("Name of the room", [InputRequired("Enter the room’s name."), at_most(120)])
    capacity = IntegerField(
        "People it holds",
        [Optional(), NumberRange(1, 10_000, "Enter a number from 1 to 10,000.")],
        description="Leave it empty when nobody knows yet.",
        render_kw=NARROW,
    )
    is_step_free = BooleanField("Step-free")
    has_hearing_loop = BooleanField("Hearing loop")
    notes = StringField("Notes", [at_most(500)], description="For example: projector, second floor.")

    def fill(self, room: SummitRoom) -> None:
        """Show what is stored."""
        self.name.data, self.capacity.data, self.notes.data = room.name, room.capacity, room.notes
        self.is_step_free.data, self.has_hearing_loop.data = room.is_step_free, room.has_hearing_loop

    def draft(self) -> RoomDraft:
        """What was typed, once `validate` said yes."""
        return RoomDraft(
            name=self.name.data or "",
            capacity=self.capacity.data,
            is_step_free=bool(self.is_step_free.data),
            has_hearing_loop=bool(self.has_hearing_loop.data),
            notes=self.notes.data or "",
        )

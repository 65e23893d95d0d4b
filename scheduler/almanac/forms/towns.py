"""A town and the minutes from it to every other one."""

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms.validators import NumberRange, Optional

from scheduler.almanac.forms.numbers import NARROW, CoordinateField, WholeNumberField
from scheduler.almanac.models import Town, TravelTime
from scheduler.almanac.rules.drafts import MOST_MINUTES, TownDraft
from scheduler.stakeholders.forms.fields import RecordForm, line

PREFIX = "minutes_"


class TownForm(RecordForm):
    """A town, its place on the map, and which trips can join it with others."""

    SECTIONS = (("", ("name", "direction", "latitude", "longitude")),)

    name = line("Name", 80, required="Enter the name of the town.")
    direction = line(
        "Direction", 40, hint="Towns of one direction can be joined in one trip, for example east.", width=10
    )
    latitude = CoordinateField("Latitude", [Optional()], description="For example 52.6386. Estimates need it.")
    longitude = CoordinateField("Longitude", [Optional()], description="For example -1.1317.")

    def draft(self) -> TownDraft:
        """What the office means, once `validate` said yes."""
        return TownDraft(
            name=self.name.data or "",
            direction=self.direction.data or "",
            latitude=self.latitude.data,
            longitude=self.longitude.data,
        )

    def minutes(self) -> dict[int, int | None]:
        """What was typed, by the other town's id; None for an emptied box."""
        return {
            int(name.removeprefix(PREFIX)): field.data
            for name, field in self._fields.items()
            if name.startswith(PREFIX)
        }


def town_form(town: Town, others: Iterable[Town], times: Mapping[tuple[int, int], TravelTime]) -> TownForm:
    """The form of a town with a box for the road to every other one."""
    boxes: dict[str, Any] = {}
    stored: dict[str, Any] = {}
    for other in others:
        known = times.get((min(town.id, other.id), max(town.id, other.id)))
        boxes[f"{PREFIX}{other.id}"] = _box(other, is_estimate=known is not None and known.is_estimate)
        stored[f"{PREFIX}{other.id}"] = known.minutes if known else None
    heading = "Minutes by car, door to door"
    sections = (*TownForm.SECTIONS, (heading, tuple(boxes)))
    form: TownForm = type("TownAndRoadsForm", (TownForm,), {**boxes, "SECTIONS": sections})(obj=town, data=stored)
    return form


def _box(other: Town, *, is_estimate: bool) -> WholeNumberField:
    message = f"Enter whole minutes from 0 to {MOST_MINUTES}."
    return WholeNumberField(
        other.name,
        [Optional(), NumberRange(0, MOST_MINUTES, message)],
        description="Estimate" if is_estimate else "",
        render_kw=NARROW,
    )

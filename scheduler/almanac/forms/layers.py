"""A layer without its days."""

from collections.abc import Iterable
from typing import Any

from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from scheduler.almanac.forms.numbers import NARROW, WholeNumberField
from scheduler.almanac.models import Layer
from scheduler.almanac.rules import LayerKind
from scheduler.almanac.rules.drafts import HEAVIEST, LIGHTEST, LayerDraft
from scheduler.stakeholders.forms.fields import RecordForm, kind_choices, line
from scheduler.stakeholders.models import Organisation

HARD, SOFT = "hard", "soft"


class LayerForm(RecordForm):
    """What the days are, how much they count, for whom."""

    SECTIONS = (
        ("", ("name", "kind")),
        ("How much its days count", ("counts", "weight")),
        ("For whom", ("organisations",)),
        ("Where the days come from", ("source_words", "deadline_working_days")),
    )

    name = line("Name", 120, required="Enter the name, for example School holidays, county.")
    kind = SelectField("Kind", choices=kind_choices(LayerKind)[1:], default=LayerKind.OTHER.value)
    counts = RadioField(
        "A meeting on one of its days",
        choices=[
            SelectChoice(SOFT, "costs, and the reason is said"),
            SelectChoice(HARD, "is never proposed", render_kw={"hint": "By hand it can still be planned."}),
        ],
        default=SOFT,
    )
    weight = SelectField(
        "Weight",
        description="1 is hardly worth mentioning, 10 is nearly forbidden.",
        choices=[SelectChoice(str(number), str(number)) for number in range(LIGHTEST, HEAVIEST + 1)],
        default="3",
    )
    organisations = SelectMultipleField(
        "Only for meetings with", description="None ticked: for every meeting.", choices=[], coerce=int
    )
    source_words = line("Source", 300, hint="For example: the county council's term dates, read 3 March 2026.")
    deadline_working_days = WholeNumberField(
        "Papers are due so many working days before",
        [Optional()],
        description="For the Panel and the like. Leave it empty when nothing is due.",
        render_kw=NARROW,
    )

    def __init__(self, *args: Any, offered: Iterable[Organisation] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations.choices = [SelectChoice(each.id, each.name) for each in offered]

    @classmethod
    def of(cls, layer: Layer | None, offered: Iterable[Organisation]) -> "LayerForm":
        """The form, with what is stored in it when nothing was sent."""
        if layer is None:
            return cls(offered=offered)
        stored: dict[str, Any] = {
            "version": layer.version,
            "name": layer.name,
            "kind": layer.kind.value,
            "counts": HARD if layer.is_hard else SOFT,
            "weight": str(layer.weight),
            "organisations": [each.id for each in layer.organisations],
            "source_words": layer.source_words,
            "deadline_working_days": layer.deadline_working_days,
        }
        return cls(offered=offered, data=stored)

    def draft(self) -> LayerDraft:
        """What the office means, once `validate` said yes."""
        return LayerDraft(
            name=self.name.data or "",
            kind=LayerKind(self.kind.data),
            is_hard=self.counts.data == HARD,
            weight=int(self.weight.data),
            source_words=self.source_words.data or "",
            organisation_ids=tuple(self.organisations.data or ()),
            deadline_working_days=self.deadline_working_days.data,
        )


class StepForm(RecordForm):
    """A button."""

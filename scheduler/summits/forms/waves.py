"""The forms of planned waves: one wave's facts, and a pasted or imported list."""

from typing import Self

from flask_wtf import FlaskForm
from wtforms import FileField, RadioField, StringField, TextAreaField

from scheduler.core.widgets import DayField
from scheduler.summits.models import PlannedWave
from scheduler.summits.rules.vocabulary import WaveKind
from scheduler.summits.service.waves import WaveDraft

KIND_WORDS = {
    WaveKind.SAVE_THE_DATE: "Save the date: a mail without a question",
    WaveKind.INVITATION: "Invitation: they are asked to answer",
    WaveKind.RESERVE: "Reserve: invited when others cannot come",
}


class WaveForm(FlaskForm):
    """A wave as the office types it."""

    name = StringField("Name", description="For example, “Wave 3: colleges”.", render_kw={"maxlength": "120"})
    kind = RadioField(
        "What it is",
        choices=[(str(each), words) for each, words in KIND_WORDS.items()],
        default=str(WaveKind.INVITATION),
        validate_choice=False,
    )
    planned_on = DayField("Day on which it is to go (optional)")

    def read_draft(self) -> WaveDraft | None:
        """The wave, or None with errors beside their fields; a free name is the service's to tell."""
        if not self.validate():
            return None
        if self.kind.data not in set(WaveKind):
            self.kind.errors = [*self.kind.errors, "Choose what it is."]
            return None
        return WaveDraft(WaveKind(self.kind.data), self.name.data or "", self.planned_on.data)

    @classmethod
    def of(cls, planned: PlannedWave) -> Self:
        """What is stored, until something was typed."""
        return cls(data={"name": planned.name, "kind": str(planned.kind), "planned_on": planned.planned_on})


class ListForm(FlaskForm):
    """A CSV file or pasted lines; the text travels with the preview, so that a look stores nothing."""

    file = FileField("A CSV file", description="Saved from Excel or the like, with or without headers.")
    text = TextAreaField(
        "Or paste a list, one a line",
        description="Addresses, or seats such as “Leader, Melton Borough Council”. "
        "With headers (Organisation, Post title, E-mail) several columns are understood.",
        render_kw={"spellcheck": "false"},
    )

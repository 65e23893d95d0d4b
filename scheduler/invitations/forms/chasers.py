"""The ladder of one kind of engagement as the office types it."""

from wtforms import BooleanField, StringField

from scheduler.core.errors import RuleBroken
from scheduler.engagements.forms.refusable import RefusableForm
from scheduler.invitations.rules.ladders import Ladder, shown_days, typed_call_day, typed_days

SHORT = {"class": "govuk-input--width-10", "autocomplete": "off"}


class LadderForm(RefusableForm):
    """Numbers of working days with commas between them; what cannot be is refused beside its box."""

    is_on = BooleanField("Chase and remind by itself")
    chase = StringField(
        "Mails to those who have not answered",
        description="Working days before the answer is due, for example 14, 7, 2. Leave it empty to send none.",
        render_kw=SHORT,
    )
    call = StringField(
        "On the call list",
        description="Working days before the answer is due, for example 1. Leave it empty to call nobody.",
        render_kw=SHORT,
    )
    remind = StringField(
        "Reminders to those who come",
        description="Working days before it begins, for example 2. Leave it empty to send none.",
        render_kw=SHORT,
    )

    def fill(self, ladder: Ladder) -> None:
        """Show what is stored."""
        self.is_on.data, self.chase.data = ladder.is_on, shown_days(ladder.chase_days)
        self.call.data = "" if ladder.call_days is None else str(ladder.call_days)
        self.remind.data = shown_days(ladder.remind_days)

    def read_ladder(self) -> Ladder | None:
        """What was typed, or None with each error beside its box."""
        if not self.validate():
            return None
        chase = self._read("chase")
        remind = self._read("remind")
        call = None
        try:
            call = typed_call_day(self.call.data or "", chase, "call")
        except RuleBroken as refused:
            self.show(refused)
        return None if self.errors else Ladder(chase, call, remind, is_on=bool(self.is_on.data))

    def _read(self, name: str) -> tuple[int, ...]:
        try:
            return typed_days(self[name].data or "", name)
        except RuleBroken as refused:
            self.show(refused)
            return ()

"""What everybody may see."""

from wtforms import BooleanField, IntegerField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from scheduler.core.widgets import DayField
from scheduler.engagements.forms.refusable import VersionedForm
from scheduler.engagements.rules import EngagementKind
from scheduler.reports.models import Publishing
from scheduler.reports.rules.public import MOST_DAYS, PublishingDraft, kinds_shown


class PublishingForm(VersionedForm):
    """On or off, how long after, since when, and which kinds."""

    is_public = BooleanField("Show past meetings to everybody")
    days_after = IntegerField(
        "How many days after a meeting?",
        [
            InputRequired("Enter a number of days."),
            NumberRange(0, MOST_DAYS, f"Enter a number of days from 0 to {MOST_DAYS}."),
        ],
        default=1,
        description="Never before it is over, and only once it is marked as held.",
    )
    from_on = DayField("Nothing before (optional)", [Optional()])
    kinds = SelectMultipleField(
        "Which kinds?", choices=[SelectChoice(kind.value, kind.capitalize()) for kind in EngagementKind]
    )

    def draft(self) -> PublishingDraft:
        """What the office means."""
        chosen = set(self.kinds.data or ())
        return PublishingDraft(
            is_public=bool(self.is_public.data),
            days_after=int(self.days_after.data or 0),
            from_on=self.from_on.data,
            kinds=tuple(kind for kind in EngagementKind if kind.value in chosen),
        )

    def fill(self, setting: Publishing | None) -> None:
        """Show what is stored, or what would be."""
        self.version.data = str(setting.version if setting is not None else 0)
        self.kinds.data = [kind.value for kind in kinds_shown(setting.kinds if setting is not None else ())]
        if setting is not None:
            self.is_public.data, self.days_after.data = setting.is_public, setting.days_after
            self.from_on.process_data(setting.from_on)

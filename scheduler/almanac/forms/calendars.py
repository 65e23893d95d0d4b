"""A calendar that is brought as a file or asked at an address."""

from typing import Any

from wtforms import BooleanField, FileField

from scheduler.almanac.models import Layer
from scheduler.almanac.service import Reading
from scheduler.stakeholders.forms.fields import RecordForm, line


class CalendarForm(RecordForm):
    """A file or an address, and how much of it the office wants."""

    SECTIONS = (
        ("From a file", ("file",)),
        ("Or from an address that is asked again every day", ("address",)),
        ("What to take over", ("keeps_titles", "counts_free")),
    )

    file = FileField("Calendar file", description="Its name ends in .ics; 1 MB at most.")
    address = line(
        "Address of the calendar", 500, hint="Begins with https:// or webcal://. It is kept; only managers see it."
    )
    keeps_titles = BooleanField(
        "Keep the titles", description="Otherwise only “busy” is kept: a diary is somebody's private matter."
    )
    counts_free = BooleanField(
        "Count entries marked free", description="Calendars of term dates often mark their days so."
    )

    @classmethod
    def of(cls, layer: Layer) -> "CalendarForm":
        """The form with what is stored when nothing was sent."""
        return cls(obj=layer)

    def validate(self, extra_validators: Any = None) -> bool:
        """Also asks for one of the two."""
        is_valid = bool(super().validate(extra_validators))
        if not self.has_file and not (self.address.data or "").strip():
            self.file.errors = ["Choose a file, or enter an address below."]
            return False
        return is_valid

    @property
    def has_file(self) -> bool:
        """Whether a file was chosen; it wins over the address."""
        return bool(getattr(self.file.data, "filename", ""))

    @property
    def reading(self) -> Reading:
        """How much of the calendar to take over."""
        return Reading(keeps_titles=self.keeps_titles.data, counts_free=self.counts_free.data)

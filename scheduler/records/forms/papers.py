"""A file to attach, and a note to close."""

from flask_wtf.file import FileField
from wtforms import RadioField, StringField
from wtforms.fields import SelectChoice

from scheduler.core.current import current_settings
from scheduler.core.limits import at_most
from scheduler.engagements.forms.refusable import RefusableForm, VersionedForm
from scheduler.engagements.rules import Handling
from scheduler.uploads.rules import ACCEPT, ALLOWED_WORDS


def limits_words() -> str:
    """What may be attached, said before anybody tries."""
    return f"{ALLOWED_WORDS}. Up to {current_settings().upload_max_mb} MB, without macros or a password."


class PaperForm(RefusableForm):
    """One paper; papers that may not lie here are refused before they are read."""

    marking = RadioField(
        "How is the paper marked?",
        choices=[
            SelectChoice(str(Handling.OFFICIAL), "OFFICIAL, or not marked at all"),
            SelectChoice(
                str(Handling.OFFICIAL_SENSITIVE),
                "OFFICIAL-SENSITIVE",
                render_kw={"hint": "Kept in the office; shown with its marking, never in a report or register."},
            ),
        ],
        default=str(Handling.OFFICIAL),
    )
    file = FileField("The file", render_kw={"accept": ACCEPT})
    title = StringField("What is it? (optional)", [at_most(200)], description="Otherwise the file’s own name is shown.")

    @property
    def handling(self) -> Handling:
        """Of a valid form."""
        return Handling(self.marking.data)


class CloseForm(VersionedForm):
    """How a note was dealt with."""

    words = StringField("How was it dealt with? (optional)", [at_most(300)], render_kw={"autocomplete": "off"})

"""A form that shows what a rule refuses and remembers which version of a thing its page had shown."""

from flask_wtf import FlaskForm
from wtforms import HiddenField

from scheduler.core.errors import RuleBroken


class RefusableForm(FlaskForm):
    """A form that shows what a rule refuses beside the field that the rule names, or above all of them."""

    def show(self, refused: RuleBroken) -> None:
        """Put the sentence where it belongs."""
        field = self._fields.get(refused.field or "")
        if field is None:
            self.form_errors.append(refused.message)
        else:
            field.errors = [*field.errors, refused.message]


class VersionedForm(RefusableForm):
    """A form about one stored thing: `version` travels along, so that nobody overwrites unseen changes."""

    version = HiddenField()

    @property
    def version_seen(self) -> int | None:
        """The version that the page was made from; None when somebody tampered with it."""
        typed = str(self.version.data or "")
        return int(typed) if typed.isdecimal() else None

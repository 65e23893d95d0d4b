"""A form that shows what a rule refuses and remembers which version of a thing its page had shown."""

from collections.abc import Mapping

from flask_wtf import FlaskForm
from wtforms import HiddenField

from scheduler.core.errors import RuleBroken
from scheduler.engagements.rules.seen import mark_of


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


class MarkedForm(RefusableForm):
    """A form about something without a version: `seen` marks the state that the page had shown."""

    seen = HiddenField()

    def mark(self, facts: Mapping[str, object]) -> None:
        """The page now shows these facts."""
        self.seen.data = mark_of(facts)

    def say_overtaken(self, facts: Mapping[str, object]) -> None:
        """Keep what was typed; saving it once more is then meant."""
        self.form_errors.append(
            "Somebody else changed this after you opened it, and nothing of yours is saved yet. "
            "What you typed is below: check it, then save again to put it in the place of theirs."
        )
        self.mark(facts)

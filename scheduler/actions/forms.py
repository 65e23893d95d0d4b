"""What the office types about an action, and what its owner tells."""

from collections.abc import Mapping, Sequence

from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from scheduler.actions.models import Action
from scheduler.actions.queries import owner_of
from scheduler.actions.rules import STATE_WORDS, ActionDraft, ActionState, Owner
from scheduler.core.limits import at_most
from scheduler.core.widgets import DayField
from scheduler.engagements.forms.refusable import RefusableForm, VersionedForm

Choices = Mapping[str, Sequence[tuple[str, str]]]


class ActionForm(VersionedForm):
    """One action; who may own it is said by `offer`."""

    words = TextAreaField("What is to be done?", [InputRequired("Say what is to be done."), at_most(2000)])
    owner = SelectField("Who does it?", [InputRequired("Choose who does it.")])
    role = StringField("Role there", [at_most(200)], description="For example Head of Community Safety.")
    contact_name = StringField("Contact’s name", [at_most(200)])
    contact_address = StringField(
        "Contact’s e-mail address",
        [at_most(254)],
        description="They get a link to tell how it stands. Empty at a summit: whoever answers there; else nobody.",
    )
    due_on = DayField("By when?", [Optional()])
    heading = StringField("Under which heading", [at_most(200)], description="Such as a workshop. May stay empty.")

    def offer(self, owners: Choices) -> None:
        """Who can be chosen."""
        listed = [SelectChoice(value, name, optgroup=group) for group, rows in owners.items() for value, name in rows]
        self.owner.choices = [SelectChoice("", "Choose"), *listed]

    def draft(self) -> ActionDraft:
        """What the office means. Raises RuleBroken."""
        return ActionDraft(
            words=self.words.data or "",
            owner=Owner.read(self.owner.data or ""),
            role=self.role.data or "",
            contact_name=self.contact_name.data or "",
            contact_address=self.contact_address.data or "",
            due_on=self.due_on.data,
            heading=self.heading.data or "",
        )

    def fill(self, action: Action) -> None:
        """Show what is stored."""
        for name in ("words", "role", "contact_name", "contact_address", "heading"):
            self[name].data = getattr(action, name)
        self.owner.data = str(owner_of(action))
        self.due_on.process_data(action.due_on)
        self.version.data = str(action.version)


class UpdateForm(RefusableForm):
    """How it stands."""

    state = RadioField("How does it stand?", choices=[(str(key), words) for key, words in STATE_WORDS.items()])
    words = TextAreaField("In a few words (optional)", [at_most(4000)])
    seen = HiddenField()

    def state_now(self) -> ActionState:
        """What was chosen, once `validate` said yes."""
        return ActionState(self.state.data)

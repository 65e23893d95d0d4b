"""What an administrator types about another system."""

from wtforms import BooleanField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from scheduler.api.models import Webhook
from scheduler.api.rules.keys import SCOPE_WORDS
from scheduler.api.rules.vocabulary import Scope, WebhookEvent
from scheduler.api.service.webhooks import WebhookDraft
from scheduler.core.limits import at_most
from scheduler.core.widgets import DayField
from scheduler.engagements.forms.refusable import RefusableForm, VersionedForm

EVENT_WORDS = {
    WebhookEvent.ENGAGEMENT_PLANNED: "An engagement is planned",
    WebhookEvent.ENGAGEMENT_CHANGED: "An engagement is changed, moved or postponed",
    WebhookEvent.ENGAGEMENT_CANCELLED: "An engagement is cancelled",
    WebhookEvent.ENGAGEMENT_HELD: "An engagement was held",
    WebhookEvent.ENGAGEMENT_WITHHELD: "An engagement is told of no longer, as it became OFFICIAL-SENSITIVE",
    WebhookEvent.ANSWER_RECORDED: "An answer came",
}


class KeyForm(RefusableForm):
    """A new key."""

    name = StringField(
        "Which system is it for?",
        [InputRequired("Enter which system it is for, such as “Intranet”."), at_most(120)],
        render_kw={"autocomplete": "off"},
    )
    scopes = SelectMultipleField(
        "What may it do?", choices=[SelectChoice(each.value, SCOPE_WORDS[each]) for each in Scope]
    )
    expires_on = DayField(
        "Until when does it work?", [Optional()], description="Leave it empty for a key without an end."
    )


class WebhookForm(VersionedForm):
    """Where another system wants to be told."""

    name = StringField(
        "Name",
        [InputRequired("Enter a name, such as “Intranet calendar”."), at_most(120)],
        render_kw={"autocomplete": "off"},
    )
    address = StringField(
        "Address",
        [InputRequired("Enter the address that is told."), at_most(500)],
        description="It begins with https://, and we reach it from the internet only.",
        render_kw={"autocomplete": "off", "inputmode": "url"},
    )
    events = SelectMultipleField(
        "What is it told of?", choices=[SelectChoice(each.value, EVENT_WORDS[each]) for each in WebhookEvent]
    )
    with_sensitive = BooleanField("Tell it of OFFICIAL-SENSITIVE engagements as well")

    def draft(self) -> WebhookDraft:
        """All of it as one value."""
        return WebhookDraft(
            name=self.name.data or "",
            address=self.address.data or "",
            events=self.events.data or [],
            with_sensitive=bool(self.with_sensitive.data),
        )

    def fill(self, webhook: Webhook) -> None:
        """As it stands now."""
        self.name.data, self.address.data, self.events.data = webhook.name, webhook.address, webhook.events
        self.with_sensitive.data, self.version.data = webhook.with_sensitive, str(webhook.version)

"""The form for one of ours."""

from wtforms import EmailField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from scheduler.core.limits import at_most
from scheduler.core.widgets import DayField
from scheduler.engagements.forms.refusable import MarkedForm
from scheduler.engagements.models import Principal
from scheduler.engagements.rules import PrincipalKind
from scheduler.engagements.service import PrincipalDraft
from scheduler.engagements.service.principals import principal_facts


class PrincipalForm(MarkedForm):
    """One of ours."""

    title = StringField("Title", [InputRequired("Enter the title, for example Commissioner."), at_most(120)])
    name = StringField("Name", [at_most(200)], description="May stay empty while the post is vacant.")
    kind = SelectField(
        "Kind",
        choices=[SelectChoice(kind.value, kind.capitalize()) for kind in PrincipalKind],
        default=PrincipalKind.COMMISSIONER.value,
    )
    email = EmailField("E-mail address", [at_most(254)], render_kw={"class": "govuk-input--width-20"})
    from_on = DayField("In office from", description="Leave it empty when it does not matter.")
    until_on = DayField("Until", description="The last day counts. Leave it empty while in office.")

    def draft(self) -> PrincipalDraft:
        """What the office means, once `validate` said yes."""
        return PrincipalDraft(
            title=self.title.data,
            name=self.name.data or "",
            kind=PrincipalKind(self.kind.data),
            email=self.email.data or "",
            from_on=self.from_on.data,
            until_on=self.until_on.data,
        )

    def fill(self, principal: Principal) -> None:
        """Show what is stored."""
        self.mark(principal_facts(principal))
        self.title.data, self.name.data, self.email.data = principal.title, principal.name, principal.email
        self.kind.data = principal.kind.value
        self.from_on.process_data(principal.from_on)
        self.until_on.process_data(principal.until_on)

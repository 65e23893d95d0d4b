"""A seat of ours, its end, its review, who stands in, and how one meeting went."""

from collections.abc import Iterable, Sequence

from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from scheduler.core.limits import at_most
from scheduler.core.widgets import DayField
from scheduler.engagements.forms.refusable import RefusableForm, VersionedForm
from scheduler.engagements.models import Principal
from scheduler.invitations.rules import Authority
from scheduler.representation.models import Representation
from scheduler.representation.rules.attendance import SAT_WORDS
from scheduler.representation.rules.seats import AUTHORITY_WORDS, UNSAID, AlternateDraft, SeatDraft
from scheduler.representation.rules.vocabulary import CAPACITY_WORDS, CadenceUnit, Capacity, Sat
from scheduler.stakeholders.models import Body

SOMEBODY_ELSE = "Somebody without a diary here (enter the role below)"
AUTHORITIES = (SelectChoice("", UNSAID), *(SelectChoice(str(key), words) for key, words in AUTHORITY_WORDS.items()))
PLAIN = ("role", "name", "address", "authority_words", "is_by_invitation", "every", "owes_report", "report_days")
DAYS = ("from_on", "until_on", "review_on")


class SeatForm(VersionedForm):
    """One seat; the body and whose it is are fixed once it is there."""

    body = SelectField("On which board or partnership?", [InputRequired("Choose the board.")])
    principal = SelectField("Who of ours sits there?")
    role = StringField(
        "Their role",
        [at_most(200)],
        description="Of somebody whose diary is not kept here, for example Chief Superintendent, partnerships.",
    )
    name = StringField("Their name (optional)", [at_most(200)])
    capacity = RadioField(
        "In what capacity?",
        choices=[SelectChoice(str(key), words) for key, words in CAPACITY_WORDS.items()],
        default=str(Capacity.MEMBER),
    )
    authority = RadioField("What may they commit us to there?", choices=list(AUTHORITIES), default="")
    authority_words = StringField("Within which limits? (optional)", [at_most(300)])
    from_on = DayField("Since when?", [InputRequired("Enter the first day.")])
    until_on = DayField("Until when? (optional)", [Optional()])
    review_on = DayField("Review on (optional)", [Optional()], description="The register and Today remind you.")
    source = StringField(
        "Who decided it? (optional)", [at_most(200)], description="For example Police and Crime Panel, 14 July 2014."
    )
    is_by_invitation = BooleanField("Only when the board invites us to the meeting")
    every = IntegerField("It meets every (optional)", [Optional()], render_kw={"class": "govuk-input--width-2"})
    unit = SelectField(
        "Weeks or months", choices=[(str(each), str(each)) for each in CadenceUnit], default=str(CadenceUnit.MONTHS)
    )
    owes_report = BooleanField("Whoever sat there reports back in two lines", default=True)
    report_days = IntegerField(
        "Working days after the meeting", [Optional()], default=5, render_kw={"class": "govuk-input--width-2"}
    )
    address = StringField(
        "E-mail address for that (optional)",
        [at_most(254)],
        description="Left empty: the address that we have of a principal. Without one nobody is written to.",
    )

    def offer(self, bodies: Iterable[Body], principals: Iterable[Principal]) -> None:
        """What can be chosen."""
        named = [SelectChoice(str(each.id), each.name) for each in bodies]
        self.body.choices = [SelectChoice("", "Choose"), *named]
        self.principal.choices = offered(principals)

    def draft(self, seat: Representation | None = None) -> SeatDraft:
        """What the office means, once `validate` said yes."""
        facts = {name: self[name].data for name in PLAIN}
        facts |= {name: self[name].data for name in DAYS}
        if self.report_days.data is None:
            facts["report_days"] = seat.report_days if seat else 5
        return SeatDraft(
            body_id=seat.body_id if seat else int(self.body.data or 0),
            principal_id=seat.principal_id if seat else chosen(self.principal),
            capacity=Capacity(self.capacity.data),
            authority=authority_of(self.authority.data),
            unit=CadenceUnit(self.unit.data),
            source=self.source.data or "",
            **facts,
        )

    def fill(self, seat: Representation) -> None:
        """Show what is stored."""
        for name in (*PLAIN, "source"):
            self[name].data = getattr(seat, name)
        for name in DAYS:
            self[name].process_data(getattr(seat, name))
        self.capacity.data, self.authority.data = str(seat.capacity), str(seat.authority or "")
        self.unit.data, self.version.data = str(seat.unit), str(seat.version)


class AlternateForm(RefusableForm):
    """Who stands in, after those who are named."""

    principal = SelectField("Who stands in?")
    role = StringField("Their role", [at_most(200)])
    authority = SelectField("What may they commit us to?", choices=list(AUTHORITIES), default="")

    def offer(self, principals: Iterable[Principal]) -> None:
        """Who can be chosen."""
        self.principal.choices = offered(principals)

    def draft(self) -> AlternateDraft:
        """What the office means, once `validate` said yes."""
        return AlternateDraft(chosen(self.principal), self.role.data or "", authority_of(self.authority.data))


class EndForm(VersionedForm):
    """The last day."""

    until_on = DayField("Last day", [InputRequired("Enter the last day.")])


class ReviewForm(VersionedForm):
    """Somebody looked whether the seat is still right."""

    words = StringField("What was found? (optional)", [at_most(300)], description="It goes into the history.")
    next_on = DayField("Review it next on (optional)", [Optional()])


class SittingForm(RefusableForm):
    """How one meeting went for the seat."""

    sat = RadioField(
        "How did it go for this seat?",
        [InputRequired("Choose how it went.")],
        choices=[SelectChoice(str(key), words) for key, words in SAT_WORDS.items()],
    )
    who = StringField("Who went instead?", [at_most(200)], description="The role, not the name.")

    def how(self) -> Sat:
        """What was chosen, once `validate` said yes."""
        return Sat(self.sat.data)


def offered(principals: Iterable[Principal]) -> Sequence[SelectChoice]:
    """Ours, and first a door for somebody whose diary is not kept here."""
    return [SelectChoice("", SOMEBODY_ELSE), *(SelectChoice(str(each.id), each.title) for each in principals)]


def chosen(field: SelectField) -> int | None:
    """The principal; None: the role says who."""
    return int(field.data) if str(field.data or "").isdecimal() else None


def authority_of(value: str | None) -> Authority | None:
    """None: not said."""
    return Authority(value) if value else None

"""Forms of the homework: sending, promising, asking, sharing, considering."""

from datetime import date

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, EmailField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from scheduler.core.current import current_settings
from scheduler.core.errors import RuleBroken
from scheduler.core.limits import at_most
from scheduler.core.widgets import DayField
from scheduler.engagements.rules import Handling
from scheduler.summits.models import Agency
from scheduler.uploads.rules import ACCEPT, ALLOWED_WORDS


def limits_words() -> str:
    """What may be sent, said before anybody tries."""
    return f"{ALLOWED_WORDS}. Up to {current_settings().upload_max_mb} MB, without macros or a password."


class _Form(FlaskForm):
    """Puts a refusal beside its field, or beside the first one."""

    first = ""
    name_on_page = ""
    """What a template of several forms calls it."""

    def refuse(self, refusal: RuleBroken, default: str = "") -> None:
        field = self[refusal.field if refusal.field in self else default or self.first]
        field.errors = [*field.errors, refusal.message]


class AssessmentForm(_Form):
    """An assessment, whose marking is asked first: what may not lie here must not be sent here."""

    first, name_on_page = "file", "upload_form"
    marking = RadioField(
        "How is the paper marked?",
        choices=[
            SelectChoice(str(Handling.OFFICIAL), "OFFICIAL, or not marked at all"),
            SelectChoice(
                str(Handling.OFFICIAL_SENSITIVE),
                "OFFICIAL-SENSITIVE or higher",
                render_kw={"hint": "Choose no file: such papers are not taken here."},
            ),
        ],
        validators=[InputRequired("Say how the paper is marked.")],
    )
    file = FileField("The file", render_kw={"accept": ACCEPT})
    words = StringField("A word to the office (optional)", validators=[at_most(500)])

    @property
    def is_sensitive(self) -> bool:
        """Whether it may not be taken here."""
        return bool(self.marking.data == str(Handling.OFFICIAL_SENSITIVE))


class PromiseForm(_Form):
    """By when it will come."""

    first, name_on_page = "for_on", "promise_form"
    for_on = DayField("By when can you send it?", validators=[InputRequired("Enter a day, such as 2 10 2026.")])

    @property
    def day(self) -> date:
        """The day that was typed; only of a valid form."""
        assert isinstance(self.for_on.data, date)
        return self.for_on.data


class ChoiceForm(_Form):
    """Some of a summit's agencies."""

    first = "agencies"
    agencies = SelectMultipleField("Agencies", validators=[InputRequired("Choose at least one agency.")])

    def offer(self, agencies: list[Agency], words: dict[int, str]) -> None:
        """What can be chosen, each with a reason or state as its hint."""
        self.agencies.choices = [
            SelectChoice(str(each.id), each.name, render_kw={"hint": words.get(each.id, "")}) for each in agencies
        ]

    def chosen(self, agencies: list[Agency]) -> list[Agency]:
        """Those that were ticked."""
        wanted = set(self.agencies.data or ())
        return [each for each in agencies if str(each.id) in wanted]


class AskForm(ChoiceForm):
    """Whom to ask, and by when."""

    due_on = DayField("Due on", validators=[InputRequired("Enter the day by which it is due.")])

    @property
    def day(self) -> date:
        """The day that was typed; only of a valid form."""
        assert isinstance(self.due_on.data, date)
        return self.due_on.data


class TemplateForm(_Form):
    """What the assessments should answer."""

    first = "words"
    words = TextAreaField(
        "What should it answer?",
        description="The questions, in words. They stand in the mail and on each agency's page.",
        validators=[at_most(5_000)],
        render_kw={"rows": 8},
    )
    file = FileField("A template to fill in (optional)", render_kw={"accept": ACCEPT})
    drop_file = BooleanField("Take the present template away")
    secure_route = TextAreaField(
        "How do OFFICIAL-SENSITIVE papers reach you?",
        description="They are refused here. Whoever has one reads this instead.",
        validators=[at_most(1_000)],
        render_kw={"rows": 3},
    )


class ContactForm(_Form):
    """Who does an agency's homework."""

    first, name_on_page = "address", "contact_form"
    name = StringField("Name", validators=[at_most(200)], render_kw={"autocomplete": "off"})
    address = EmailField(
        "E-mail address",
        description="Empty: whoever was invited first.",
        validators=[at_most(254)],
        render_kw={"autocomplete": "off"},
    )


class ConsiderForm(_Form):
    """What the office made of it."""

    first, name_on_page = "how", "consider_form"
    how = TextAreaField(
        "How was it considered?",
        description="For example, “Quoted in chapter 2; their call for night patrols became action 4.”",
        validators=[at_most(3_000)],
        render_kw={"rows": 4},
    )

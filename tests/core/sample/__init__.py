"""A throw-away application that draws every component once, for tests and for looking at."""

from pathlib import Path
from types import SimpleNamespace

from flask import Flask, Response, flash, render_template
from flask_wtf import CSRFProtect, FlaskForm
from jinja2 import ChoiceLoader, FileSystemLoader
from wtforms import (
    BooleanField,
    EmailField,
    FieldList,
    Form,
    FormField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from scheduler.core.pages import init_pages
from scheduler.core.widgets import DayField

HERE = Path(__file__).parent


class Guest(Form):
    """One line of a list inside a form."""

    name = StringField("Name", [InputRequired("Enter the name of the guest.")])


class EveryField(FlaskForm):
    """One of each kind that the product uses."""

    title = StringField("What is it?", [InputRequired("Enter what it is.")], description="Partners see this.")
    email = EmailField(
        "E-mail address", [InputRequired("Enter an e-mail address.")], render_kw={"autocomplete": "email"}
    )
    starts_on = DayField("Day", [InputRequired("Enter the day.")], description="For example, 29 9 2014")
    starts_at = TimeField("Starts at", [Optional()])
    places = IntegerField(
        "Places", [InputRequired("Enter how many places.")], render_kw={"class": "govuk-input--width-4"}
    )
    organisation = SelectField(
        "Organisation",
        [InputRequired("Choose an organisation.")],
        choices=[SelectChoice("", "Choose one"), SelectChoice("1", "Blaby District Council")],
        validate_choice=False,
    )
    post = SelectField(
        "Post",
        choices=[SelectChoice("7", "Leader", optgroup="Blaby"), SelectChoice("9", "City Mayor", optgroup="Leicester")],
        validate_choice=False,
        description="Whoever holds the post is invited.",
    )
    answer = RadioField(
        "Your answer",
        [InputRequired("Choose an answer.")],
        choices=[
            SelectChoice("yes", "Yes"),
            SelectChoice("someone_else", "Someone else will come", render_kw={"hint": "A deputy, for example."}),
            SelectChoice("no", "No, apologies"),
        ],
        validate_choice=False,
    )
    substitute = StringField("Their name", [Optional()], render_kw={"autocomplete": "name"})
    words = TextAreaField("A word to the office", [Optional()])
    principals = SelectMultipleField(
        "Who goes?",
        [InputRequired("Choose who goes.")],
        choices=[SelectChoice("pcc", "Commissioner"), SelectChoice("cc", "Chief Constable")],
        validate_choice=False,
    )
    consent = BooleanField("The partner knows about it", [InputRequired("Confirm that the partner knows.")])
    password = PasswordField("Password")
    guests = FieldList(FormField(Guest), "Guests", min_entries=1)


def create_sample() -> Flask:
    """The application, with a staff page, a public page and a form that answers 422."""
    app = Flask("scheduler")
    app.config.update(SECRET_KEY="sample", TESTING=True)
    CSRFProtect(app)
    init_pages(app)
    assert app.jinja_loader
    app.jinja_loader = ChoiceLoader([app.jinja_loader, FileSystemLoader(HERE)])
    app.context_processor(_facts)
    app.add_url_rule("/board/<kind>", "board", _board)
    app.add_url_rule("/form", "form", _form, methods=["GET", "POST"])
    app.add_url_rule("/answer", "answer", _answer, methods=["GET", "POST"])
    app.after_request(_guard)
    return app


def _guard(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    return response


def _facts() -> dict[str, object]:
    places = ["Today", "Engagements", "Partners", "Feeds", "Mail log", "Administration"]
    return {
        "office_name": "Office of the Police and Crime Commissioner",
        "office_telephone": "0116 496 0000",
        "current_user": SimpleNamespace(is_authenticated=True, name="Priya Fairweather", email="priya@example.org"),
        "navigation": [SimpleNamespace(text=text, href=f"/{text}", active=text == "Engagements") for text in places],
    }


def _board(kind: str) -> str:
    if kind == "said":
        flash("Invitations went to 3 partners.", "success")
        flash("One address is missing.")
    return render_template("board.html", page=2)


def _form() -> tuple[str, int]:
    form = EveryField()
    status = 422 if form.is_submitted() and not form.validate() else 200
    return render_template("form.html", form=form), status


def _answer() -> tuple[str, int]:
    form = EveryField()
    status = 422 if form.is_submitted() and not form.validate() else 200
    return render_template("answer.html", form=form), status

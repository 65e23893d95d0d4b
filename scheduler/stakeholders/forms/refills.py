"""The form of many posts at once: a row a post, each with its own day if it needs one."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from flask_wtf import FlaskForm
from wtforms import Field, Form, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from scheduler.core.addresses import clean_address
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.widgets import DayField
from scheduler.stakeholders.models import Person
from scheduler.stakeholders.queries.directory import Seat
from scheduler.stakeholders.rules.days import parse_day
from scheduler.stakeholders.rules.drafts import PersonDraft
from scheduler.stakeholders.rules.refills import Happened, SeatChange
from scheduler.stakeholders.rules.search import name_key

ANOTHER = "another"
OF_ROW = "row-"
LIMITS = {"name": 200, "honorific": 40, "email": 254}


class DayForm(FlaskForm):
    """The day that counts for every row without one of its own."""

    on = DayField(
        "Day of the change",
        [InputRequired("Enter the day, such as that of the annual meeting.")],
        description="The first day of whoever is new; who leaves had the post until the day before.",
    )


class RowForm(Form):
    """What became of one post."""

    seen = HiddenField()
    happened = SelectField("What happened", default=Happened.STAYS.value, choices=[], validate_choice=False)
    day = StringField("Another day")
    honorific = StringField("Style")
    name = StringField("Name of the new holder")
    email = StringField("E-mail address")
    same_as = SelectField("Who is that?", choices=[], validate_choice=False)


class SeatRow:
    """One post with its holder and its row of the form."""

    def __init__(self, seat: Seat, typed: Mapping[str, str] | None) -> None:
        self.seat = seat
        self.form = RowForm(typed, prefix=f"post-{seat.post.id}-", seen=str(seat.tenure.id) if seat.tenure else "")
        held = [SelectChoice("stays", "Stays"), SelectChoice("left", "Has left, post vacant")]
        vacant = [SelectChoice("stays", "Still vacant")]
        self.form.happened.choices = [*(held if seat.tenure else vacant), SelectChoice("new", "New holder")]
        self.known: list[Person] = []

    @property
    def label(self) -> str:
        """“Leader, Melton Borough Council”."""
        return self.seat.post.full_title

    @property
    def happened(self) -> Happened:
        """What was chosen; a name that was typed says “new” by itself."""
        if self.form.happened.data == Happened.STAYS and self.text("name"):
            return Happened.NEW
        return Happened(self.form.happened.data) if self.form.happened.data in set(Happened) else Happened.STAYS

    def text(self, name: str) -> str:
        """What was typed into a field, on one line."""
        return clean_line(self.form[name].data or "")

    def refuse(self, error: RuleBroken) -> None:
        """Put a sentence beside its field; the summary names the post."""
        field = self.form[error.field or "happened"]
        field.errors = [*field.errors, f"{self.label}: {error.message}"]

    def offer_namesakes(self, known: list[Person], rows_above: Iterable["SeatRow"]) -> None:
        """Ask whether the newcomer is somebody we have, or the newcomer of a row above."""
        self.known = known
        choices = [SelectChoice("", "Choose")]
        choices += [SelectChoice(str(each.id), f"{each.full_name}, {posts_words(each)}") for each in known]
        choices += [
            SelectChoice(f"{OF_ROW}{row.seat.post.id}", f"The same as the new {row.label}")
            for row in rows_above
            if row.happened is Happened.NEW and name_key(row.text("name")) == name_key(self.text("name"))
        ]
        if len(choices) > 1:
            self.form.same_as.choices = [*choices, SelectChoice(ANOTHER, "Another person of the same name")]

    def change(self, usual_day: date) -> SeatChange | None:
        """The row as a change; None when the holder stays. Raises RuleBroken naming the field."""
        if self.happened is Happened.STAYS:
            return None
        seen = self.form.seen.data or ""
        on = parse_row_day(self.text("day")) or usual_day
        seen_id = int(seen) if seen.isdigit() else None
        if self.happened is Happened.LEFT:
            return SeatChange(self.seat.post.id, on, seen_id)
        chosen = self._chosen()
        return SeatChange(
            self.seat.post.id,
            on,
            seen_id,
            newcomer=self._newcomer(),
            person_id=int(chosen) if chosen.isdigit() else None,
            same_as_post_id=int(chosen.removeprefix(OF_ROW)) if chosen.startswith(OF_ROW) else None,
        )

    def _newcomer(self) -> PersonDraft:
        for name, limit in LIMITS.items():
            if len(self.text(name)) > limit:
                raise RuleBroken(f"Use {limit} characters or fewer.", name)
        if not self.text("name"):
            raise RuleBroken("Enter the name of the new holder.", "name")
        return PersonDraft(self.text("name"), self.text("honorific"), email=self._email())

    def _email(self) -> str:
        try:
            return clean_address(self.text("email")) if self.text("email") else ""
        except RuleBroken as error:
            raise RuleBroken(error.message, "email") from error

    def _chosen(self) -> str:
        offered = {each.value for each in self.form.same_as.choices} - {""}
        chosen = self.form.same_as.data or ""
        if offered and chosen not in offered:
            who = self.text("name")
            raise RuleBroken(f"You already have somebody called {who}. Say whether it is the same person.", "same_as")
        return chosen if offered else ""


class RefillForm:
    """The day and all rows; `form_errors` and iteration are what the error summary reads."""

    def __init__(self, day_form: DayForm, rows: list[SeatRow]) -> None:
        self.day_form = day_form
        self.rows = rows
        self.form_errors: list[str] = []

    def __iter__(self) -> Iterator[Field]:
        yield from self.day_form
        for row in self.rows:
            yield from row.form

    def changes(self) -> list[SeatChange]:
        """Every row that says something; what is wrong stands beside its field, and `is_wrong` then says so."""
        usual_day = self.day_form.on.data
        if not self.day_form.validate() or usual_day is None:
            return []
        found = []
        for row in self.rows:
            try:
                change = row.change(usual_day)
            except RuleBroken as error:
                row.refuse(error)
            else:
                found += [change] if change else []
        if not found and not self.is_wrong:
            self.form_errors.append("No row says that anything changed. Choose what happened, or leave the page.")
        return found

    @property
    def is_wrong(self) -> bool:
        """Whether anything was refused."""
        return bool(self.form_errors) or any(field.errors for field in self)


def parse_row_day(text: str) -> date | None:
    """The row's own day. Raises RuleBroken for “day”."""
    try:
        return parse_day(text) if text else None
    except RuleBroken as error:
        raise RuleBroken(error.message, "day") from error


def posts_words(person: Person) -> str:
    """What tells two people of one name apart."""
    posts = [tenure.post.full_title for tenure in person.tenures if tenure.until_on is None]
    return "; ".join(posts) or "holds no post now"

"""A call that was made: everything is filled in but with whom, when there are several."""

from collections.abc import Iterable
from datetime import date, datetime

from wtforms import RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from scheduler.core.clock import from_local, is_clear_wall_time, to_local
from scheduler.core.errors import RuleBroken
from scheduler.core.limits import at_most
from scheduler.core.typed import typed_day, typed_time
from scheduler.core.wording import day_words, time_words
from scheduler.engagements.forms.refusable import RefusableForm
from scheduler.engagements.models import Principal
from scheduler.engagements.rules import unclear_time_words
from scheduler.stakeholders.models import Post

SHORT = {"class": "govuk-input--width-20", "autocomplete": "off"}


class CallForm(RefusableForm):
    """Who spoke with whom, and when."""

    post = RadioField("Spoke with", [InputRequired("Choose with whom.")])
    principals = SelectMultipleField("Who of ours?", [InputRequired("Choose who of ours spoke.")])
    day = StringField("Day", [InputRequired("Enter the day of the call.")], render_kw=SHORT)
    times = StringField("When did it begin?", [InputRequired("Enter when it began.")], render_kw=SHORT)
    about = StringField("What about?", [at_most(300)], description="May stay empty.")

    outcome = TextAreaField(
        "What came of it?", [at_most(5_000)], description="One line is enough. May stay empty, to be written up later."
    )

    def offer(self, posts: Iterable[Post], principals: Iterable[Principal]) -> None:
        """Fill the lists."""
        self.post.choices = [SelectChoice(str(each.id), each.title) for each in posts]
        self.principals.choices = [SelectChoice(str(each.id), each.title) for each in principals]

    def start(self, now: datetime, principal_ids: Iterable[int]) -> None:
        """The first of theirs, those of ours who are promised, and now."""
        local = to_local(now)
        self.post.data = next((choice.value for choice in self.post.choices or ()), None)
        self.principals.data = [str(each) for each in principal_ids]
        self.day.data = day_words(local.date())
        self.times.data = time_words(local.time().replace(second=0, microsecond=0))

    def began_at(self, today: date) -> datetime:
        """The moment that was typed. Raises RuleBroken naming the box."""
        try:
            day = typed_day(self.day.data or "", today)
        except RuleBroken as refused:
            raise RuleBroken(refused.message, "day") from refused
        try:
            at = typed_time(self.times.data or "")
        except RuleBroken as refused:
            raise RuleBroken(refused.message, "times") from refused
        if not is_clear_wall_time(day, at):
            raise RuleBroken(unclear_time_words(datetime.combine(day, at)), "times")
        return from_local(day, at)

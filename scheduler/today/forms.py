"""What is to become of a day: what partners read, and one decision for each engagement."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from wtforms import BooleanField, HiddenField, RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from scheduler.core.clock import to_local
from scheduler.core.errors import RuleBroken
from scheduler.core.limits import at_most
from scheduler.core.wording import list_words, time_range_words
from scheduler.engagements.calendar import when_of
from scheduler.engagements.forms.refusable import RefusableForm, VersionedForm
from scheduler.engagements.rules.obstacles import Obstacle
from scheduler.engagements.service import ClashFound
from scheduler.engagements.typed import typed_when
from scheduler.ical.event import AllDay, Timed
from scheduler.today.queries.away import Affected, Candidate
from scheduler.today.rules.away import Course, DayOff, Decision, usual_words

NOBODY_ELSE = "0"
"""Who goes instead: those of ours who are left, alone."""


class DayOffForm(RefusableForm):
    """What partners read, and whether our diaries say so too."""

    principal = HiddenField()
    on = HiddenField()
    words = StringField(
        "What partners read",
        [InputRequired("Enter what partners will read, for example “The Commissioner is ill today”."), at_most(200)],
        description="It stands first in every mail, and you say it on the telephone.",
    )
    blocks_day = BooleanField("Block the day in the diary")
    private = StringField(
        "Why, for the office only", [at_most(120)], description="Stands in the diary. No partner reads it."
    )

    def start(self, title: str, *, is_today: bool) -> None:
        """As an untouched page shows it."""
        self.words.data = usual_words(title, is_today=is_today)

    def day_off(self, principal_id: int, on: date, decisions: Sequence[Decision]) -> DayOff:
        """All of it as one value."""
        return DayOff(
            principal_id=principal_id,
            on=on,
            words=self.words.data or "",
            decisions=tuple(decisions),
            blocks_day=bool(self.blocks_day.data),
            private=self.private.data or "",
        )


class DecisionForm(VersionedForm):
    """What becomes of one engagement; its fields carry the engagement's number."""

    class Meta:
        """The page has one token for all of its forms."""

        csrf = False

    course = RadioField("What becomes of it", validate_choice=False)
    who = RadioField("Who goes", validate_choice=False)
    day = StringField(
        "New day",
        description="Leave it empty while nobody knows: a new date follows.",
        render_kw={"class": "govuk-input--width-20", "autocomplete": "off"},
    )
    times = StringField(
        "Times",
        description="Empty: as now.",
        render_kw={"class": "govuk-input--width-20", "autocomplete": "off"},
    )
    clash_reason = StringField("Why go on all the same?", [at_most(500)], description="Kept with the engagement.")

    affected: Affected
    today: date
    obstacles: Sequence[Obstacle] = ()
    when: Timed | AllDay | None = None
    COURSES: ClassVar[Mapping[Course, str]] = {
        Course.LEAVE: "Leave it as it is",
        Course.IN_PLACE: "Send someone else",
        Course.MOVE: "Move it",
        Course.CANCEL: "Cancel it",
    }

    def offer(self, affected: Affected, today: date) -> None:
        """The choices that this engagement has; who is free stands first."""
        self.affected, self.today = affected, today
        people = [_person(each) for each in affected.candidates]
        if affected.others:
            alone = f"Nobody: the {list_words([each.title for each in affected.others])} will do"
            people.append(SelectChoice(NOBODY_ELSE, alone))
        self.who.choices = people
        self.course.choices = [
            SelectChoice(str(course), words)
            for course, words in self.COURSES.items()
            if people or course is not Course.IN_PLACE
        ]

    def start(self) -> None:
        """As an untouched page shows it."""
        self.course.data, self.version.data = str(Course.LEAVE), str(self.affected.engagement.version)
        self.who.data = next((choice.value for choice in self.who.choices), None)

    def validate(self, extra_validators: Any = None) -> bool:
        """Also reads the new time, and asks who goes."""
        is_valid = bool(super().validate(extra_validators))
        try:
            self.when = self._typed_when()
            self._require_choices()
        except RuleBroken as refused:
            self.show(refused)
            return False
        return is_valid

    def decision(self) -> Decision:
        """What was chosen, as a value; “move it” without a day is “postpone it”."""
        course = Course(str(self.course.data))
        if course is Course.MOVE and self.when is None:
            course = Course.POSTPONE
        chosen = str(self.who.data or "")
        goes = course is Course.IN_PLACE and chosen not in {"", NOBODY_ELSE}
        return Decision(
            engagement_id=self.affected.engagement.id,
            version=self.version_seen,
            course=course,
            stand_in_id=int(chosen) if goes else None,
            when=self.when,
            clash_reason=self.clash_reason.data or "",
        )

    def refuse(self, refused: RuleBroken, cause: Exception) -> None:
        """Show what a rule said and what is in the way; the page shows the engagement as it is now."""
        if isinstance(cause, ClashFound):
            self.obstacles = cause.found
        self.show(refused)
        self.version.data = str(self.affected.engagement.version)

    def _require_choices(self) -> None:
        """Whoever goes by now may be chosen again: the second press of a button finds them there."""
        if self.course.data not in set(self.COURSES):
            raise RuleBroken("Choose what becomes of it.", "course")
        goes = {str(each.id) for each in self.affected.engagement.principals}
        if self.course.data == Course.IN_PLACE and self.who.data not in goes.union(
            choice.value for choice in self.who.choices
        ):
            raise RuleBroken("Choose who goes instead.", "who")

    def _typed_when(self) -> Timed | AllDay | None:
        if self.course.data != Course.MOVE or not (self.day.data or "").strip():
            return None
        when = when_of(self.affected.engagement)
        times = (self.times.data or "").strip()
        if isinstance(when, Timed) and not times:
            times = time_range_words(to_local(when.starts_at).time(), to_local(when.ends_at).time())
        is_all_day = isinstance(when, AllDay) and not times
        return typed_when(self.day.data or "", times, "", all_day=is_all_day, today=self.today)


def _person(candidate: Candidate) -> SelectChoice:
    hint = "; ".join(each.words for each in candidate.obstacles)
    return SelectChoice(str(candidate.principal.id), candidate.principal.title, render_kw={"hint": hint or "Free then"})

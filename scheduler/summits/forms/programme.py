"""The forms of the programme: a session, a workshop, tables. Times are typed as people type them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from scheduler.almanac.forms.typed import TypedForm, shown_times
from scheduler.core.clock import local_day, to_local
from scheduler.core.wording import day_words
from scheduler.stakeholders.forms.fields import line, record_choice, record_choices, text
from scheduler.summits.models import Session, SummitRoom, Workshop
from scheduler.summits.rules.vocabulary import SessionKind
from scheduler.summits.service.programme import SessionDraft, WorkshopDraft

KIND_WORDS = {
    SessionKind.PLENARY: "Plenary: everybody together",
    SessionKind.WORKSHOPS: "Workshops: several at the same time, everybody in one",
    SessionKind.BREAK: "Break or meal",
    SessionKind.ARRIVAL: "Arrival",
}
MOST_SPEAKERS = 20


class SessionForm(TypedForm):
    """A part of the programme. `choose` fills in the rooms and days of the summit."""

    kind = SelectField("Kind", choices=[SelectChoice(str(kind), words) for kind, words in KIND_WORDS.items()])
    title = line("Title", 200, required="Enter a title, for example Welcome by the hosts.")
    day = SelectField("Day", choices=[])
    times = line("Times", 40, required="Enter the times, for example 10am to 11am.", hint="For example 10am to 11am.")
    room_id = record_choice("Room")
    speakers = text("Speakers", "One a line: name, then a comma and the role. They are public in the programme.")
    words = text("What it is about", "Stands in the programme. May stay empty.")

    draft: SessionDraft | None = None

    @classmethod
    def of(cls, session: Session) -> "SessionForm":
        """The stored session typed into it when nothing was sent."""
        starts, ends = to_local(session.starts_at), to_local(session.ends_at)
        lines = [", ".join(part for part in (each.name, each.role) if part) for each in session.speakers]
        stored = {"kind": str(session.kind), "title": session.title, "words": session.words}
        stored |= {"times": shown_times(starts.time(), ends.time()), "day": local_day(session.starts_at).isoformat()}
        return cls(data=stored | {"room_id": session.room_id, "speakers": "\n".join(lines)})

    def choose(self, rooms: Sequence[SummitRoom], days: Sequence[date]) -> None:
        """What there is to choose from; a summit of one day asks for no day."""
        self.room_id.choices = record_choices(rooms, "No room yet")
        self.day.choices = [SelectChoice(each.isoformat(), day_words(each, weekday=True)) for each in days]
        if not self.day.data:
            self.day.data = days[0].isoformat()

    def validate(self, extra_validators: Any = None) -> bool:
        """Also reads the boxes into `draft`."""
        if not super().validate(extra_validators):
            return False
        starts, ends = self.read_times(self.times)
        speakers = _speakers(self.speakers.data or "")
        if len(speakers) > MOST_SPEAKERS:
            self.speakers.errors = [f"Name {MOST_SPEAKERS} speakers or fewer."]
        if starts is None or ends is None or self.errors:
            return False
        self.draft = SessionDraft(
            kind=SessionKind(self.kind.data),
            title=self.title.data or "",
            day=date.fromisoformat(self.day.data),
            starts=starts,
            ends=ends,
            room_id=self.room_id.data,
            words=self.words.data or "",
            speakers=speakers,
        )
        return True


class WorkshopForm(TypedForm):
    """One workshop."""

    letter = line("Letter", 2, hint="Stands beside the colour on badges. Empty: the next one.", width=2)
    title = line("Title", 200, required="Enter a title, for example Burglary: what works.")
    room_id = record_choice("Room")
    capacity = line("Seats", 4, hint="Empty: as many as the room has.", width=4)
    words = text("What it is about", "Helps people choose. May stay empty.")

    draft: WorkshopDraft | None = None

    @classmethod
    def of(cls, workshop: Workshop) -> "WorkshopForm":
        """The stored workshop typed into it when nothing was sent."""
        names = ("letter", "title", "room_id", "words")
        return cls(data={name: getattr(workshop, name) for name in names} | {"capacity": str(workshop.capacity)})

    def choose(self, rooms: Sequence[SummitRoom]) -> None:
        """The summit's rooms, with their seats."""
        choices = [
            SelectChoice(str(each.id), f"{each.name} ({each.capacity} seats)" if each.capacity else each.name)
            for each in rooms
        ]
        self.room_id.choices = [SelectChoice("", "No room yet"), *choices]

    def validate(self, extra_validators: Any = None) -> bool:
        """Also reads the boxes into `draft`."""
        if not super().validate(extra_validators):
            return False
        typed = str(self.capacity.data or "").strip()
        if typed and not typed.isdecimal():
            self.capacity.errors = ["Enter the number of seats in figures, for example 25."]
            return False
        self.draft = WorkshopDraft(
            letter=self.letter.data or "",
            title=self.title.data or "",
            words=self.words.data or "",
            room_id=self.room_id.data,
            capacity=int(typed) if typed else None,
        )
        return True


class TablesForm(TypedForm):
    """How many tables there are, and how large new ones are."""

    count = line("Number of tables", 3, required="Enter a number, for example 12.", width=3)
    seats = line("Seats at a new table", 3, required="Enter a number, for example 10.", width=3)

    @property
    def numbers(self) -> tuple[int, int]:
        """Both, once they are checked."""
        return int(self.count.data), int(self.seats.data)

    def validate(self, extra_validators: Any = None) -> bool:
        """Figures only."""
        if not super().validate(extra_validators):
            return False
        for each in (self.count, self.seats):
            if not str(each.data).strip().isdecimal():
                each.errors = ["Enter a number in figures, for example 10."]
        return not self.errors


class TableForm(TypedForm):
    """One table."""

    name = line("Name", 80, hint="Beside its number, for example Soar. May stay empty.", width=20)
    seats = line("Seats", 3, required="Enter a number, for example 10.", width=3)

    def validate(self, extra_validators: Any = None) -> bool:
        """Figures only."""
        if not super().validate(extra_validators):
            return False
        if not str(self.seats.data).strip().isdecimal():
            self.seats.errors = ["Enter a number in figures, for example 10."]
        return not self.errors


def _speakers(typed: str) -> tuple[tuple[str, str], ...]:
    """“Name, role” a line."""
    parts = [each.partition(",") for each in typed.splitlines() if each.strip(" ,")]
    return tuple((name.strip()[:200], role.strip()[:200]) for name, _comma, role in parts)

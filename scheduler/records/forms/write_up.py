"""The sixty-second form: held, who came, what came of it, what was agreed, was anything offered?"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField, FieldList, FormField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice, TextAreaField

from scheduler.actions.rules import ActionDraft
from scheduler.core.errors import RuleBroken
from scheduler.core.limits import at_most
from scheduler.core.text import clean_line
from scheduler.core.values import dataclass
from scheduler.engagements.forms.refusable import VersionedForm
from scheduler.engagements.models import Principal
from scheduler.records.forms.rows import (
    OFF,
    OURS,
    ActionFields,
    Choices,
    GuestFields,
    SeatFields,
    grouped,
    home_value,
    with_stored,
)
from scheduler.records.queries.owners import Owners
from scheduler.records.rules.drafts import WORDS, NoteDraft, PresenceDraft, WriteUpDraft
from scheduler.records.rules.gifts import DECISION_WORDS, THRESHOLD_WORDS, GiftDraft, pence_of
from scheduler.records.rules.people import Came
from scheduler.records.rules.vocabulary import GiftDecision, NoteKind, Side

YES, NO = "yes", "no"
INSTEAD = {
    "postponed": "We postponed it",
    "postponed by them": "They postponed it",
    "cancelled": "It was cancelled",
    "declined": "They do not want to meet",
}
GUESTS, ACTIONS = 2, 3
NOTES = {"issue": NoteKind.ISSUE, "future_work": NoteKind.FUTURE_WORK, "risk": NoteKind.RISK}
GIFT_BOXES = {
    "what": "gift_what",
    "value": "gift_value",
    "offered_by": "gift_from",
    "principal_id": "gift_to",
    "reason": "gift_reason",
}


@dataclass(frozen=True, slots=True)
class Offered:
    """What the form's lists offer."""

    ours: Sequence[Principal]
    planned: frozenset[int]
    """Of ours: who was to come; whoever is not ticked did not."""
    homes: Choices
    owners: Owners
    people: Sequence[Came]
    today: date
    has_gifts: bool
    """An offer is written down already: then it is corrected in the list of gifts."""


class WriteUpForm(VersionedForm):
    """Everything of one engagement; `offer` first."""

    held = RadioField("Was it held?", choices=[SelectChoice(YES, "Yes"), SelectChoice(NO, "No")], validate_choice=False)
    instead = SelectField(
        "What happened?", choices=[SelectChoice(key, words) for key, words in INSTEAD.items()], default="postponed"
    )
    reason = StringField("Why?", [at_most(500)], render_kw=OFF)
    ours = SelectMultipleField("From us")
    seats = FieldList(FormField(SeatFields))
    guests = FieldList(FormField(GuestFields), max_entries=20)
    outcome = TextAreaField("What came of it?", [at_most(WORDS)], description="Three lines are enough.")
    agreed = TextAreaField("What was agreed?", [at_most(WORDS)])
    issue = TextAreaField("Issues", [at_most(WORDS)])
    future_work = TextAreaField("Future work", [at_most(WORDS)])
    risk = TextAreaField("Threats and risks", [at_most(WORDS)])
    actions = FieldList(FormField(ActionFields), max_entries=10)
    tell = BooleanField("Write to the owners with a link where they tell how it stands")
    offered = RadioField(
        "Was anything offered?",
        choices=[SelectChoice(NO, "No"), SelectChoice(YES, "Yes, a gift or hospitality")],
        validate_choice=False,
        description=THRESHOLD_WORDS,
    )
    gift_what = StringField("What was offered?", [at_most(300)], render_kw=OFF)
    gift_value = StringField(
        "About how much is it worth, in pounds?",
        description="May stay empty when nobody knows.",
        render_kw={"class": "govuk-input--width-5", "inputmode": "decimal"} | OFF,
    )
    gift_decision = RadioField(
        "What became of it?",
        choices=[SelectChoice(str(key), words) for key, words in DECISION_WORDS.items()],
        validate_choice=False,
    )
    gift_from = SelectField("Who offered it?", choices=[], default="")
    gift_to = SelectField("To whom?", choices=[], validate_choice=False)
    gift_reason = StringField("Why was it taken, or not? (optional)", [at_most(300)], render_kw=OFF)

    lists: Offered

    def offer(self, lists: Offered) -> None:
        """Fill every list, also in rows that were sent."""
        self.lists = lists
        self._ensure_rows()
        self.ours.choices = [SelectChoice(str(each.id), each.title) for each in lists.ours]
        stored = [(home_value(each), each.home) for each in lists.people]
        homes = with_stored({"Ours": [(OURS, "Us")], **lists.homes}, stored)
        for row in self.guests:
            row.form.home.choices = grouped("A guest of nobody in our list", homes)
        for row in self.actions:
            row.form.owner.choices = grouped("Choose", lists.owners.choices)
        self.gift_from.choices = grouped("Choose", lists.homes)
        self.gift_to.choices = [SelectChoice(str(each.id), each.title) for each in lists.ours]

    def fill(self, stored: WriteUpDraft, version: int) -> None:
        """As planned and as written; a first look has everybody who was to come ticked."""
        self.version.data, self.held.data = str(version), YES
        people = self.lists.people
        self.ours.data = [str(each.principal_id) for each in people if each.principal_id and each.came]
        self._fill_rows(people)
        self.outcome.data, self.agreed.data = stored.outcome, stored.agreed
        for name, kind in NOTES.items():
            self[name].data = "\n".join(each.words for each in stored.notes or () if each.kind is kind)
        self.offered.data = {True: YES, False: NO, None: None}[stored.was_offered]
        first = next((each for each in people if each.post_id), None)
        if first is not None:
            self.gift_from.data = home_value(first)
        self.gift_to.data = next((str(each.id) for each in self.lists.ours), None)

    def take_over(self, theirs: WriteUpDraft, version: int) -> None:
        """Somebody else saved meanwhile: where nothing was typed their words stand, and no note of theirs is lost."""
        self.version.data = str(version)
        self.agreed.data = self.agreed.data or theirs.agreed
        self.outcome.data = self.outcome.data or theirs.outcome
        for name, kind in NOTES.items():
            lines = [each.words for each in theirs.notes or () if each.kind is kind]
            self[name].data = "\n".join(dict.fromkeys([*lines, *(self[name].data or "").splitlines()]))

    def draft(self, *, is_finished: bool) -> WriteUpDraft | None:
        """What was typed; None with each error beside its box."""
        is_valid = bool(self.validate())
        people, actions, gift = self._people(), self._actions(), self._gift()
        is_valid = self._says_whether(is_finished=is_finished) and is_valid
        if not is_valid or people is None or actions is None or (gift is None and self._has_offer):
            return None
        return WriteUpDraft(
            outcome=self.outcome.data or "",
            agreed=self.agreed.data or "",
            people=people or None,
            notes=tuple(self._notes()),
            actions=actions,
            tells_owners=bool(self.tell.data),
            gift=gift,
            was_offered=None if self.lists.has_gifts else {YES: True, NO: False}.get(str(self.offered.data)),
            is_finished=is_finished,
        )

    @property
    def _has_offer(self) -> bool:
        return bool(self.offered.data == YES) and not self.lists.has_gifts

    def _says_whether(self, *, is_finished: bool) -> bool:
        """The one question that is never left open: every offer is published, taken or not."""
        if not is_finished or self.lists.has_gifts or self.offered.data in {YES, NO}:
            return True
        self.offered.errors = ["Say whether a gift or hospitality was offered."]
        return False

    @property
    def was_not_held(self) -> bool:
        """Whether something else happened."""
        return bool(self.held.data == NO)

    def show(self, refused: RuleBroken) -> None:
        """Put the sentence where it belongs; of a gift, beside its own box."""
        super().show(RuleBroken(refused.message, GIFT_BOXES.get(refused.field or "", refused.field)))

    def _ensure_rows(self) -> None:
        """A page always has room for more; what was sent has its rows already."""
        for rows, wanted in ((self.guests, GUESTS), (self.actions, ACTIONS)):
            while len(rows) < wanted:
                rows.append_entry()

    def _fill_rows(self, people: Iterable[Came]) -> None:
        guests = []
        for person in people:
            if person.post_id is not None:
                self.seats.append_entry().form.fill(person)
            elif person.principal_id is None and person.came:
                guests.append(person)
        while len(self.guests) < len(guests) + 1:
            added: Any = self.guests.append_entry()
            added.form.home.choices = self.guests[0].form.home.choices
        for row, person in zip(self.guests, guests, strict=False):
            row.form.fill(person)

    def _people(self) -> tuple[PresenceDraft, ...] | None:
        if not self.lists.people:
            return ()
        chosen = self.ours.data or ()
        ours = (
            PresenceDraft(side=Side.OURS, principal_id=each.id, came=str(each.id) in chosen)
            for each in self.lists.ours
            if each.id in self.lists.planned or str(each.id) in chosen
        )
        known = {str(each.post_id) for each in self.lists.people if each.post_id is not None}
        seats = [row.form for row in self.seats if row.form.post.data in known]
        guests = [row.form for row in self.guests if not row.form.is_empty]
        unnamed = [row for row in (*seats, *guests) if row.lacks_role]
        for row in unnamed:
            row.role.errors = ["Say in what role they came, for example “Head of Community Safety”."]
        return None if unnamed else (*ours, *(row.draft() for row in (*seats, *guests)))

    def _actions(self) -> tuple[ActionDraft, ...] | None:
        rows = [row.form for row in self.actions if not row.form.is_empty]
        drafts = [row.draft(self.lists.owners, self.lists.today) for row in rows]
        return None if None in drafts else tuple(each for each in drafts if each is not None)

    def _notes(self) -> Iterable[NoteDraft]:
        for name, kind in NOTES.items():
            for line in (self[name].data or "").splitlines():
                if words := clean_line(line).lstrip("-–•* "):
                    yield NoteDraft(kind=kind, words=words)

    def _gift(self) -> GiftDraft | None:
        """None without one; or with the errors beside its boxes."""
        if not self._has_offer or not self._says_what_was_offered():
            return None
        try:
            value = pence_of(self.gift_value.data or "")
        except RuleBroken as refused:
            self.gift_value.errors = [refused.message]
            return None
        kind, _, number = (self.gift_from.data or "").partition(":")
        return GiftDraft(
            what=self.gift_what.data or "",
            decision=GiftDecision(self.gift_decision.data),
            value_pence=value,
            organisation_id=int(number) if kind == "organisation" else None,
            body_id=int(number) if kind == "body" else None,
            principal_id=next((each.id for each in self.lists.ours if str(each.id) == self.gift_to.data), None),
            reason=self.gift_reason.data or "",
        )

    def _says_what_was_offered(self) -> bool:
        if not clean_line(self.gift_what.data or ""):
            self.gift_what.errors = ["Say what was offered, for example “Lunch for two” or “A book”."]
        if self.gift_decision.data not in set(GiftDecision):
            self.gift_decision.errors = ["Say what became of it."]
        return not (self.gift_what.errors or self.gift_decision.errors)

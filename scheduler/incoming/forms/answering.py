"""Who goes, into which engagement, until when it is held, and what they read."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from scheduler.core.errors import RuleBroken
from scheduler.core.limits import at_most
from scheduler.core.text import clean_line, clean_text
from scheduler.core.widgets import DayField
from scheduler.engagements.calendar import when_words
from scheduler.engagements.forms.refusable import VersionedForm
from scheduler.engagements.models import Engagement
from scheduler.engagements.service.clashes import ClashFound
from scheduler.incoming.rules.cover import Proposal
from scheduler.incoming.service.diary import Goer, Going

SOMEBODY_ELSE = "other"
A_NEW_ONE = ""
FREE = "Free, as far as our diary knows."


class ClashForm(VersionedForm):
    """What may stand in the way in our diary: shown, and gone on with for a reason."""

    clash_reason = StringField(
        "Why go on all the same?", [at_most(500)], description="Kept with the engagement and in the log."
    )
    clashes_seen = HiddenField()

    @property
    def keys_seen(self) -> frozenset[str]:
        """What the page had shown."""
        return frozenset(key for key in (self.clashes_seen.data or "").split(",") if key)

    def show_clashes(self, clash: ClashFound) -> None:
        """Saving once more is then meant."""
        self.show(clash)
        self.clashes_seen.data = ",".join(each.key for each in clash.found)


class FollowForm(ClashForm):
    """Taking over what they changed."""

    writes = BooleanField("Write to them", default=True)


class AnswerForm(ClashForm):
    """One answer to an invitation."""

    goer = RadioField("Who goes?", validate_choice=False)
    goer_role = StringField(
        "Their role", [at_most(200)], description="For example Chief Superintendent, partnerships. No name is needed."
    )
    joins = RadioField("Into which engagement?", validate_choice=False)
    until = DayField("Keep the time free until", [Optional()])
    usual = HiddenField()
    """Our own text as the page had it: it follows whoever is chosen until somebody writes another."""
    words = TextAreaField("What they read", [at_most(4000)])
    writes = BooleanField("Write to them", default=True)

    def offer(self, proposal: Proposal, joinable: Sequence[Engagement]) -> None:
        """Everybody who comes into question, the proposed one chosen; and what it may belong to."""
        self._roles = {each.key: each for each in proposal.candidates}
        self.goer.choices = [
            *(
                SelectChoice(
                    each.key, each.role, render_kw={"hint": " ".join(each.in_the_way) or _hint(each.principal_id)}
                )
                for each in proposal.candidates
            ),
            SelectChoice(SOMEBODY_ELSE, "Somebody else, by role"),
        ]
        self._joinable = {str(each.id): each for each in joinable}
        self.joins.choices = [
            *(SelectChoice(str(each.id), f"{each.title}, {when_words(each)}") for each in joinable),
            SelectChoice(A_NEW_ONE, "A new one"),
        ]

    def propose(self, proposal: Proposal, joins: Engagement | None, until: date, words: str, version: int) -> None:
        """What the page begins with."""
        self.goer.data = proposal.candidate.key if proposal.candidate is not None else ""
        self.joins.data = str(joins.id) if joins is not None else A_NEW_ONE
        self.until.process_data(until)
        self.words.data = self.usual.data = words
        self.version.data = str(version)

    def retell(self, words: str) -> None:
        """Our own text, once somebody else is chosen; what somebody has written themselves stays."""
        if clean_text(self.words.data or "") == clean_text(self.usual.data or ""):
            self.words.data = self.usual.data = words

    def going(self) -> Going:
        """Who goes and where to. Raises RuleBroken naming the field."""
        return Going(
            goer=self._goer(),
            joins=self._joinable.get(self.joins.data or A_NEW_ONE),
            clash_reason=self.clash_reason.data or "",
            clashes_seen=self.keys_seen,
        )

    def role_of_goer(self) -> str:
        """Who is chosen so far, for looking at the mail; empty: nobody."""
        candidate = self._roles.get(self.goer.data or "")
        return candidate.role if candidate is not None else clean_line(self.goer_role.data or "")

    def _goer(self) -> Goer:
        candidate = self._roles.get(self.goer.data or "")
        if candidate is not None:
            return Goer(principal_id=candidate.principal_id, role=candidate.role)
        role = clean_line(self.goer_role.data or "")
        if self.goer.data != SOMEBODY_ELSE:
            raise RuleBroken("Choose who goes.", "goer")
        if not role:
            raise RuleBroken("Enter the role of whoever goes.", "goer_role")
        return Goer(role=role)

    def validate(self, extra_validators: Any = None) -> bool:
        """What we write must say something."""
        is_valid = bool(super().validate(extra_validators))
        if self.writes.data and not clean_line(self.words.data or ""):
            self.show(RuleBroken("Write a sentence, or untick “Write to them”.", "words"))
            return False
        return is_valid


def _hint(principal_id: int | None) -> str:
    return FREE if principal_id is not None else "We do not keep their diary."

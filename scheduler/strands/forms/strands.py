"""A strand and its milestones as somebody types them."""

from collections.abc import Mapping, Sequence

from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from scheduler.actions.rules import Owner, OwnerKind
from scheduler.core.limits import at_most
from scheduler.core.widgets import DayField
from scheduler.engagements.forms.refusable import RefusableForm, VersionedForm
from scheduler.strands.models import Milestone, Strand
from scheduler.strands.rules.drafts import MilestoneDraft, StrandDraft
from scheduler.strands.rules.vocabulary import StrandKind

Choices = Mapping[str, Sequence[tuple[str, str]]]
OURS = "Ours"


class StrandForm(VersionedForm):
    """One strand; who may own it and whom it is about is said by `offer`."""

    title = StringField(
        "What is it called?",
        [InputRequired("Enter what it is called."), at_most(200)],
        description="For example “New Lubbesthorpe: Section 106”.",
    )
    kind = SelectField(
        "Kind",
        choices=[SelectChoice(each.value, each.capitalize()) for each in StrandKind],
        default=StrandKind.PLANNING.value,
    )
    words = TextAreaField("What is at stake?", [at_most(4000)], description="A few lines. May stay empty.")
    home = SelectField("Which partner is it about?", [Optional()])
    owner = SelectField("Who of ours answers for it?", [Optional()])
    co_owner = StringField(
        "Together with",
        [at_most(200)],
        description="By role: Director of Public Health, Leicestershire County Council.",
    )
    started_on = DayField("Since when?", [InputRequired("Enter the day on which it began.")])
    ended_on = DayField("Ended on", [Optional()], description="Leave it empty while it runs.")

    def offer(self, choices: Choices, strand: Strand | None = None) -> None:
        """Who can be chosen; whoever stands in the strand can stay."""
        ours = list(choices.get(OURS, ()))
        homes = {group: list(rows) for group, rows in choices.items() if group != OURS}
        now = strand.organisation or strand.body if strand is not None else None
        if strand is not None and now is not None and _home_of(strand) not in _values(homes):
            homes["As it is now"] = [(_home_of(strand), now.name)]
        self.owner.choices = [SelectChoice("", "Nobody yet"), *(SelectChoice(*each) for each in ours)]
        listed = [SelectChoice(value, name, optgroup=group) for group, rows in homes.items() for value, name in rows]
        self.home.choices = [SelectChoice("", "No partner in particular"), *listed]

    def draft(self) -> StrandDraft:
        """What the office means, once `validate` said yes. Raises RuleBroken."""
        assert self.started_on.data is not None
        home = Owner.read(self.home.data) if self.home.data else None
        return StrandDraft(
            title=self.title.data or "",
            kind=StrandKind(self.kind.data),
            words=self.words.data or "",
            owner_id=Owner.read(self.owner.data).id if self.owner.data else None,
            co_owner=self.co_owner.data or "",
            organisation_id=home.id if home and home.kind is OwnerKind.ORGANISATION else None,
            body_id=home.id if home and home.kind is OwnerKind.BODY else None,
            started_on=self.started_on.data,
            ended_on=self.ended_on.data,
        )

    def fill(self, strand: Strand) -> None:
        """Show what is stored."""
        for name in ("title", "words", "co_owner"):
            self[name].data = getattr(strand, name)
        self.kind.data = strand.kind.value
        self.home.data = _home_of(strand)
        self.owner.data = str(Owner(OwnerKind.PRINCIPAL, strand.owner_id)) if strand.owner_id else ""
        self.started_on.process_data(strand.started_on)
        self.ended_on.process_data(strand.ended_on)
        self.version.data = str(strand.version)


class MilestoneForm(RefusableForm):
    """A day that matters."""

    title = StringField(
        "What happens?",
        [InputRequired("Enter what happens on that day."), at_most(200)],
        description="For example “Planning committee decides”.",
    )
    due_on = DayField("When?", [InputRequired("Enter the day.")])
    source = StringField("Who set the day?", [at_most(200)], description="May stay empty.")
    done_on = DayField("Reached on", [Optional()], description="Leave it empty until it is.")

    def draft(self) -> MilestoneDraft:
        """What the office means, once `validate` said yes."""
        assert self.due_on.data is not None
        return MilestoneDraft(
            title=self.title.data or "",
            due_on=self.due_on.data,
            done_on=self.done_on.data,
            source=self.source.data or "",
        )

    def fill(self, milestone: Milestone) -> None:
        """Show what is stored."""
        self.title.data, self.source.data = milestone.title, milestone.source
        self.due_on.process_data(milestone.due_on)
        self.done_on.process_data(milestone.done_on)


def _values(choices: Choices) -> set[str]:
    return {value for rows in choices.values() for value, _ in rows}


def _home_of(strand: Strand) -> str:
    if strand.organisation_id is not None:
        return str(Owner(OwnerKind.ORGANISATION, strand.organisation_id))
    return str(Owner(OwnerKind.BODY, strand.body_id)) if strand.body_id is not None else ""

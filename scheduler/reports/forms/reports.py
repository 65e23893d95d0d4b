"""A report, its sections and its approval, as somebody types them."""

from collections.abc import Iterable
from datetime import date

from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from scheduler.core.limits import at_most
from scheduler.core.widgets import DayField
from scheduler.engagements.calendar import when_words
from scheduler.engagements.forms.refusable import RefusableForm, VersionedForm
from scheduler.engagements.models import Engagement
from scheduler.reports.models import Narrative, PanelReport
from scheduler.reports.rules.report_drafts import NarrativeDraft, ReportDraft
from scheduler.stakeholders.models import Body

NONE = ""


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() else None


class ReportForm(VersionedForm):
    """For which meeting, about which days."""

    title = StringField(
        "What is the report called?",
        [InputRequired("Enter what the report is called, for example Partnerships update."), at_most(200)],
        description="It stands above the paper, for example “Partnerships update”.",
    )
    body = SelectField("To whom is it reported?", choices=())
    meeting = SelectField(
        "Which meeting is it for?", choices=(), description="If the meeting moves, the deadlines move with it."
    )
    meeting_on = DayField("Or the day of the meeting", description="For a meeting that is not in the diary.")
    from_on = DayField("First day of the period", [InputRequired("Enter the first day that the report is about.")])
    until_on = DayField(
        "Last day of the period",
        [InputRequired("Enter the last day that the report is about.")],
        description="The report speaks as that day could; what was planned by then is shown as it stands now.",
    )
    author = StringField("Author, by role", [at_most(200)], description="For example Chief Executive.")
    contact = StringField(
        "Person to contact", [at_most(300)], description="Role, telephone and e-mail, as they shall be printed."
    )
    with_names = BooleanField("Show personal names beside the roles")
    names_reason = StringField(
        "Why are names needed?", [at_most(300)], description="Kept with the report. Usually a role is enough."
    )

    def offer(self, bodies: Iterable[Body], meetings: Iterable[Engagement]) -> None:
        """What can be chosen."""
        self.body.choices = [SelectChoice(NONE, "Nobody in particular")]
        self.body.choices += [SelectChoice(str(each.id), each.name) for each in bodies]
        self.meeting.choices = [SelectChoice(NONE, "None in the diary")]
        self.meeting.choices += [SelectChoice(str(each.id), f"{each.title}, {when_words(each)}") for each in meetings]

    def suggest(self, from_on: date, until_on: date, body: Body | None, author: str) -> None:
        """The period after the last report's, up to today."""
        self.title.data, self.author.data = "Partnerships update", author
        self["from_on"].data, self["until_on"].data = from_on, until_on
        self.body.data, self.meeting.data = str(body.id) if body else NONE, NONE

    def fill(self, report: PanelReport) -> None:
        """Show what is stored."""
        for name in ("title", "meeting_on", "from_on", "until_on", "author", "contact", "with_names", "names_reason"):
            self[name].data = getattr(report, name)
        self.body.data, self.meeting.data = str(report.body_id or NONE), str(report.engagement_id or NONE)
        self.version.data = str(report.version)

    def draft(self) -> ReportDraft:
        """What the office means, once `validate` said yes."""
        assert self.from_on.data is not None
        assert self.until_on.data is not None
        return ReportDraft(
            title=self.title.data or "",
            body_id=_number(self.body.data),
            engagement_id=_number(self.meeting.data),
            meeting_on=self.meeting_on.data,
            from_on=self.from_on.data,
            until_on=self.until_on.data,
            author=self.author.data or "",
            contact=self.contact.data or "",
            with_names=bool(self.with_names.data),
            names_reason=self.names_reason.data or "",
        )


class SectionForm(VersionedForm):
    """What is written for one section."""

    heading = StringField("Heading", [at_most(200)], description="Leave it empty for the usual one.")
    words = TextAreaField("Words", [at_most(20_000)], description="An empty line begins a new paragraph.")
    is_left_out = BooleanField("Leave this section out of the report")

    def fill(self, narrative: Narrative | None) -> None:
        """Show what is stored."""
        if narrative is not None:
            self.heading.data, self.words.data = narrative.heading, narrative.words
            self.is_left_out.data, self.version.data = narrative.is_left_out, str(narrative.version)

    def draft(self) -> NarrativeDraft:
        """What somebody wrote."""
        return NarrativeDraft(
            words=self.words.data or "", heading=self.heading.data or "", is_left_out=bool(self.is_left_out.data)
        )


class ApproveForm(RefusableForm):
    """Who answers for it; `seen` is the digest of what the page showed."""

    approved_by = StringField(
        "Approved by, as a role",
        [InputRequired("Enter who approves it, by role, for example Chief Executive."), at_most(200)],
    )
    seen = HiddenField()

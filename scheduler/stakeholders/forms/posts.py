"""Forms of posts, people, tenures and groups."""

from typing import Any, ClassVar

from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from scheduler.stakeholders.forms.fields import RecordForm, Section, choice, day, kind_choices, line, mailbox, text
from scheduler.stakeholders.rules import BodyKind, OrganisationKind, RoleKind
from scheduler.stakeholders.rules.drafts import GroupDraft, PersonDraft, PostDraft

BANDS = (
    "1 – political or statutory head",
    "2 – chair, chief officer or cabinet member",
    "3 – senior officer or deputy",
    "4 – officer",
    "5 – observer",
)


class PostForm(RecordForm):
    """A post; its home can be chosen only while it is new."""

    SECTIONS: ClassVar[tuple[Section, ...]] = (
        ("", ("title", "role_kind", "band")),
        ("Where mail goes", ("email", "pa_name", "pa_email", "telephone")),
        ("Beginning and end", ("started_on", "ended_on")),
    )
    title = line(
        "Title", 200, required="Enter the title of the post.", hint="As they say it: Leader, City Mayor, Chair."
    )
    role_kind = choice("Role", required="Choose what the post does.", hint="Groups such as “every CSP chair” go by it.")
    band = SelectField("Seniority", coerce=int, default=3)
    email = mailbox("E-mail address of the post", "Wins over the holder’s own address, because it survives the holder.")
    pa_name = line("Personal assistant", 200)
    pa_email = mailbox("Personal assistant’s e-mail address", "Invitations go there as well.")
    telephone = line("Telephone", 40, width=20)
    started_on = day("Began on")
    ended_on = day("Ended on", "The last day the post exists.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role_kind.choices = kind_choices(RoleKind)
        self.band.choices = [SelectChoice(str(number), words) for number, words in enumerate(BANDS, 1)]

    def draft(self) -> PostDraft:
        """What was typed."""
        return PostDraft(
            title=self.title.data,
            role_kind=RoleKind(self.role_kind.data),
            band=self.band.data,
            email=self.email.data,
            pa_name=self.pa_name.data,
            pa_email=self.pa_email.data,
            telephone=self.telephone.data,
            started_on=self.started_on.data,
            ended_on=self.ended_on.data,
        )


class NewPostForm(PostForm):
    """A post that still needs a home."""

    SECTIONS: ClassVar[tuple[Section, ...]] = (("", ("home",)), *PostForm.SECTIONS)
    home = SelectField("At", [InputRequired("Choose the organisation or body that has the post.")], choices=[])


class PersonForm(RecordForm):
    """A person; one-word names are names."""

    SECTIONS: ClassVar[tuple[Section, ...]] = (
        ("", ("honorific", "name", "honours")),
        ("", ("email", "telephone", "notes")),
    )
    honorific = line("Before the name", 40, hint="Councillor, Dr. May be empty.", width=10)
    name = line("Name", 200, required="Enter the name.")
    honours = line("After the name", 40, hint="OBE, CC. May be empty.", width=10)
    email = mailbox("Own e-mail address", "Used when the post has no address of its own.")
    telephone = line("Telephone", 40, width=20)
    notes = text("Notes")

    def draft(self) -> PersonDraft:
        """What was typed."""
        return PersonDraft(
            name=self.name.data,
            honorific=self.honorific.data,
            honours=self.honours.data,
            email=self.email.data,
            telephone=self.telephone.data,
            notes=self.notes.data,
        )


class AppointForm(PersonForm):
    """Who holds a post from a day; asks which person is meant when the name is already known."""

    SECTIONS: ClassVar[tuple[Section, ...]] = (
        ("", ("same_as", "honorific", "name", "honours", "email", "telephone", "from_on")),
    )
    same_as = RadioField("Is it somebody you already have?", choices=[], validate_choice=False)
    from_on = day("In post from", "Whoever holds it leaves the day before.", required="Enter the first day in post.")


class TenureForm(RecordForm):
    """From when until when somebody holds a post."""

    SECTIONS: ClassVar[tuple[Section, ...]] = (("", ("from_on", "until_on")),)
    from_on = day("First day in post", required="Enter the first day in post.")
    until_on = day("Last day in post", "Leave it empty while they hold the post.")


class GroupForm(RecordForm):
    """A rule that names posts."""

    SECTIONS: ClassVar[tuple[Section, ...]] = (("", ("name", "role_kinds", "organisation_kinds", "body_kinds")),)
    name = line("Name", 120, required="Enter a name, such as Every CSP chair.")
    role_kinds = SelectMultipleField("Posts that are", choices=[], description="Tick none for every kind of post.")
    organisation_kinds = SelectMultipleField("At organisations of the kind", choices=[])
    body_kinds = SelectMultipleField(
        "Or at bodies of the kind", choices=[], description="Tick none here and above for all."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role_kinds.choices = kind_choices(RoleKind)[1:]
        self.organisation_kinds.choices = kind_choices(OrganisationKind)[1:]
        self.body_kinds.choices = kind_choices(BodyKind)[1:]

    def draft(self) -> GroupDraft:
        """What was ticked."""
        return GroupDraft(
            self.name.data,
            tuple(self.role_kinds.data or ()),
            tuple(self.organisation_kinds.data or ()),
            tuple(self.body_kinds.data or ()),
        )

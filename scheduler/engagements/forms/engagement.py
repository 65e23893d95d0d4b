"""The form for everything about an engagement."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from scheduler.core.clock import from_local, local_day
from scheduler.core.errors import RuleBroken
from scheduler.core.limits import at_most
from scheduler.core.text import clean_line
from scheduler.core.typed import typed_day
from scheduler.core.wording import day_words
from scheduler.engagements.forms.when import WhenForm
from scheduler.engagements.models import Engagement, Principal
from scheduler.engagements.rules import (
    PLANNABLE,
    STATUS_WORDS,
    EngagementDraft,
    EngagementKind,
    EngagementStatus,
    Handling,
    PlaceKind,
)
from scheduler.engagements.rules.particulars import check_online_address, check_reply_by
from scheduler.stakeholders.models import Place, Post

END_OF_REPLY_DAY = time(17)
PLACE_LABELS = {
    PlaceKind.PARTNER: "At the partner’s",
    PlaceKind.OURS: "At ours",
    PlaceKind.ONLINE: "Online",
    PlaceKind.ELSEWHERE: "Somewhere else",
}
HANDLING_HINTS = {
    Handling.OFFICIAL: "The usual one.",
    Handling.OFFICIAL_SENSITIVE: "Never leaves the office’s own full calendar.",
}
STATUS_HINTS = {
    EngagementStatus.TO_ARRANGE: "Nobody has been asked for a date yet.",
    EngagementStatus.OFFERING_DATES: "Dates are with the partner.",
    EngagementStatus.AGREED: "The day is agreed.",
}


def _number(value: Any) -> int | None:
    return int(value) if value and str(value).isdecimal() else None


class EngagementForm(WhenForm):
    """Everything about an engagement on one page."""

    kind = RadioField("Kind", [InputRequired("Choose the kind.")])
    title = StringField(
        "What is it?",
        [InputRequired("Enter what it is, for example “Visit to Melton”."), at_most(200)],
        description="Partners see this in the invitation and in their calendars.",
    )
    status = RadioField("How far is it?", [InputRequired("Choose how far it is.")])
    principals = SelectMultipleField("From us", [InputRequired("Choose who of ours goes.")])
    posts = SelectMultipleField("With")
    find = StringField(
        "Find a partner",
        description="For example “leader melton”.",
        render_kw={"autocomplete": "off", "class": "govuk-input--width-20"},
    )
    purpose = TextAreaField(
        "Purpose", [at_most(4000)], description="What it is about. Partners see this, so no private matters."
    )
    place_kind = RadioField("Where")
    place_id = SelectField("Place")
    place_text = StringField("Room, or any other place", [at_most(300)], description="For example Committee room 2.")
    online_url = StringField("Address to join online", [at_most(500)], description="It starts with https://")
    handling = RadioField("Handling")
    reply_by = StringField(
        "Reply by",
        description="The last day for answers to invitations, until 5pm.",
        render_kw={"class": "govuk-input--width-20", "autocomplete": "off"},
    )
    repeat = BooleanField("Repeat it", description="Once it is saved you choose how often, and on which days.")
    reply_by_at: datetime | None = None
    matches: Sequence[Post] = ()
    left_out = 0
    """How many more posts the search finds than it shows."""

    def offer(self, principals: Iterable[Principal], posts: Iterable[Post], places: Iterable[Place]) -> None:
        """Fill the lists; what is chosen but not on offer any more is refused by the lists themselves."""
        self.kind.choices = [SelectChoice(kind.value, kind.capitalize()) for kind in EngagementKind]
        self.principals.choices = [SelectChoice(str(each.id), named(each)) for each in principals]
        self.posts.choices = [SelectChoice(str(each.id), each.full_title) for each in posts]
        self.place_id.choices = place_choices(places)
        self.place_kind.choices = [SelectChoice(kind.value, label) for kind, label in PLACE_LABELS.items()]
        self.handling.choices = [
            SelectChoice(each.value, each.value, render_kw={"hint": HANDLING_HINTS[each]}) for each in Handling
        ]
        self.offer_statuses(None)

    def offer_statuses(self, current: EngagementStatus | None) -> None:
        """The three that are planned; one that is elsewhere on the ladder may stay there."""
        offered = [each for each in EngagementStatus if each in PLANNABLE]
        if current is not None and current not in PLANNABLE:
            offered.insert(0, current)
        self.status.choices = [
            SelectChoice(each.value, STATUS_WORDS[each], render_kw={"hint": STATUS_HINTS.get(each, "Stays as it is.")})
            for each in offered
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Also reads the day of reply and the online address."""
        is_valid = super().validate(extra_validators)
        try:
            self.reply_by_at = self._read_reply_by()
            check_reply_by(self.reply_by_at, self.when)
            check_online_address(clean_line(self.online_url.data or ""))
        except RuleBroken as refused:
            self.show(refused)
            return False
        return is_valid

    def draft(self) -> EngagementDraft:
        """What the office means, once `validate` said yes."""
        return EngagementDraft(
            kind=EngagementKind(self.kind.data),
            title=self.title.data,
            principal_ids=tuple(int(each) for each in self.principals.data),
            post_ids=tuple(int(each) for each in self.posts.data or ()),
            when=self.when,
            status=EngagementStatus(self.status.data),
            purpose=self.purpose.data or "",
            handling=Handling(self.handling.data),
            place_kind=PlaceKind(self.place_kind.data),
            place_id=_number(self.place_id.data),
            place_text=self.place_text.data or "",
            online_url=self.online_url.data or "",
            reply_by_at=self.reply_by_at,
            clash_reason=self.clash_reason.data or "",
            clashes_seen=self.keys_seen,
        )

    def fill(self, engagement: Engagement) -> None:
        """Show what is stored."""
        self.kind.data, self.status.data = engagement.kind.value, engagement.status.value
        self.title.data, self.purpose.data = engagement.title, engagement.purpose
        self.principals.data = [str(each.id) for each in engagement.principals]
        self.posts.data = [str(each.id) for each in engagement.posts]
        self.place_kind.data = engagement.place_kind.value
        self.place_id.data = str(engagement.place_id or "")
        self.place_text.data, self.online_url.data = engagement.place_text, engagement.online_url
        self.handling.data = engagement.handling.value
        self.reply_by.data = day_words(local_day(engagement.reply_by_at)) if engagement.reply_by_at else ""
        self.version.data = str(engagement.version)

    def start_empty(self) -> None:
        """What a new engagement usually is."""
        self.kind.data, self.status.data = EngagementKind.MEETING.value, EngagementStatus.AGREED.value
        self.place_kind.data, self.place_id.data = PlaceKind.PARTNER.value, ""
        self.handling.data = Handling.OFFICIAL.value

    def _read_reply_by(self) -> datetime | None:
        if not (self.reply_by.data or "").strip():
            return None
        try:
            return from_local(typed_day(self.reply_by.data, self.today), END_OF_REPLY_DAY)
        except RuleBroken as refused:
            raise RuleBroken(refused.message, "reply_by") from refused


def named(principal: Principal) -> str:
    """“Commissioner (Morgan Thornbury)”."""
    return f"{principal.title} ({principal.name})" if principal.name else principal.title


def place_choices(places: Iterable[Place]) -> list[SelectChoice]:
    """Ours and the partners' places, with their towns."""
    choices = [SelectChoice("", "None of these, or the partner’s seat")]
    for place in places:
        town = f", {place.town}" if place.town and place.town not in place.name else ""
        group = "Ours" if place.is_ours else "Partners’ and other places"
        choices.append(SelectChoice(str(place.id), f"{place.name}{town}", optgroup=group))
    return choices

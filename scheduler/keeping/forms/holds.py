"""A hold: what it is about, and what must stay meanwhile."""

import re
from typing import Any

from wtforms import SelectField

from scheduler.core.errors import RuleBroken
from scheduler.keeping.forms.about import AboutForm
from scheduler.keeping.rules.holding import Cover
from scheduler.keeping.service.holds import HoldDraft
from scheduler.records.forms.rows import Choices, grouped
from scheduler.stakeholders.forms.fields import day, line, text

_ENGAGEMENT = re.compile(r"(?:.*/engagements/)?(\d{1,9})(?:[/?#].*)?")


class HoldForm(AboutForm):
    """Every part may stay empty; together they say what is held."""

    reference = line("Reference", 120, required="Enter a reference, for example FOI 2026/014.", width=20)
    reason = text("Reason", "Shown to whoever wants to dispose or erase. No name of whoever asked.")
    came_on = day(
        "The request came on", "Its answer is due after 20 working days. Leave it empty when it is no request."
    )
    from_on = day("From", "Days of the engagements that it covers.")
    until_on = day("Until")
    partner = SelectField("Partner", choices=[], default="")
    engagement = line("One engagement", 300, hint="Its address, copied from the browser, or its number.")

    def offer(self, partners: Choices) -> None:
        """Fill the list of partners."""
        self.partner.choices = grouped("Every partner", partners)

    def draft(self) -> HoldDraft:
        """What was typed. Raises RuleBroken."""
        kind, _, key = str(self.partner.data or "").partition(":")
        cover = Cover(
            from_on=self.from_on.data,
            until_on=self.until_on.data,
            partner=(kind, int(key)) if key.isdecimal() else None,
            engagement_id=self._engagement_id(),
            person_id=self.person_id,
        )
        return HoldDraft(self.reference.data or "", self.reason.data or "", cover, self.came_on.data)

    def _engagement_id(self) -> int | None:
        typed = (self.engagement.data or "").strip()
        if not typed:
            return None
        found = _ENGAGEMENT.fullmatch(typed)
        if found is None:
            raise RuleBroken("Copy the address of the engagement from the browser, or enter its number.", "engagement")
        return int(found[1])


def hold_form(partners: Choices, **kwargs: Any) -> HoldForm:
    """With its list filled."""
    form = HoldForm(**kwargs)
    form.offer(partners)
    return form

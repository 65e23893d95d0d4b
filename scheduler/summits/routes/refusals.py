"""What a rule refuses, put where the page shows it: beside its field, and what stands in the way above the form."""

from collections.abc import Sequence
from typing import Protocol

from wtforms import HiddenField

from scheduler.core.errors import RuleBroken
from scheduler.engagements.rules.obstacles import Obstacle
from scheduler.engagements.service import ClashFound


class ClashForm(Protocol):
    """A form that remembers which obstacles its page had shown."""

    clashes_seen: HiddenField

    def show(self, refused: RuleBroken) -> None:
        """Put the sentence where it belongs."""


def no_clashes() -> Sequence[Obstacle]:
    """Nothing stands in the way, as far as the page knows."""
    return ()


def shown(form: ClashForm, refused: RuleBroken) -> Sequence[Obstacle]:
    """The sentence is in the form; returns what stands in the way, which the form remembers as seen."""
    form.show(refused)
    found = refused.found if isinstance(refused, ClashFound) else ()
    if found:
        form.clashes_seen.data = ",".join(each.key for each in found if each.needs_reason)
    return found

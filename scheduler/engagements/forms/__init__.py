"""The shapes of the engagement pages' forms."""

from scheduler.engagements.forms.engagement import EngagementForm
from scheduler.engagements.forms.filters import FilterForm
from scheduler.engagements.forms.principal import PrincipalForm
from scheduler.engagements.forms.steps import PostponeForm, ReasonForm, StepForm
from scheduler.engagements.forms.when import MoveForm, WhenForm

__all__ = [
    "EngagementForm",
    "FilterForm",
    "MoveForm",
    "PostponeForm",
    "PrincipalForm",
    "ReasonForm",
    "StepForm",
    "WhenForm",
]

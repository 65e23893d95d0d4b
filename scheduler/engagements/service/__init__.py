"""The named changes of this feature; what other features need is named here."""

from scheduler.engagements.service.engagements import (
    ClashFound,
    cancel_engagement,
    copy_engagement,
    decline_engagement,
    edit_engagement,
    engagement_changed,
    mark_held,
    mark_written_up,
    plan_engagement,
    postpone_engagement,
    require_version,
)
from scheduler.engagements.service.principals import PrincipalDraft, add_principal, change_principal

__all__ = [
    "ClashFound",
    "PrincipalDraft",
    "add_principal",
    "cancel_engagement",
    "change_principal",
    "copy_engagement",
    "decline_engagement",
    "edit_engagement",
    "engagement_changed",
    "mark_held",
    "mark_written_up",
    "plan_engagement",
    "postpone_engagement",
    "require_version",
]

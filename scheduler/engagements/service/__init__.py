"""The named changes of this feature; what other features need is named here."""

from scheduler.engagements.service.agreeing import agree_on, mark_offering_dates, mark_to_arrange
from scheduler.engagements.service.clashes import ClashFound
from scheduler.engagements.service.engagements import (
    cancel_engagement,
    copy_engagement,
    decline_engagement,
    edit_engagement,
    mark_held,
    mark_written_up,
    plan_engagement,
    postpone_engagement,
    require_version,
)
from scheduler.engagements.service.holds import expire_holds, holds_changed, place_holds, release_hold
from scheduler.engagements.service.postponements import count_postponement
from scheduler.engagements.service.principal_diaries import (
    DiaryDraft,
    add_absence,
    change_diary,
    diary_changed,
    remove_absence,
)
from scheduler.engagements.service.principals import PrincipalDraft, add_principal, change_principal
from scheduler.engagements.service.revisions import engagement_changed
from scheduler.engagements.service.standing_in import Swap, principal_replaced, send_in_place

__all__ = [
    "ClashFound",
    "DiaryDraft",
    "PrincipalDraft",
    "Swap",
    "add_absence",
    "add_principal",
    "agree_on",
    "cancel_engagement",
    "change_diary",
    "change_principal",
    "copy_engagement",
    "count_postponement",
    "decline_engagement",
    "diary_changed",
    "edit_engagement",
    "engagement_changed",
    "expire_holds",
    "holds_changed",
    "mark_held",
    "mark_offering_dates",
    "mark_to_arrange",
    "mark_written_up",
    "place_holds",
    "plan_engagement",
    "postpone_engagement",
    "principal_replaced",
    "release_hold",
    "remove_absence",
    "require_version",
    "send_in_place",
]

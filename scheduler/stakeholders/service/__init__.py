"""Named changes to the partners; each flushes, writes the audit log and sends `partner_changed`."""

from scheduler.stakeholders.service.bodies import add_body, change_body
from scheduler.stakeholders.service.groups import add_group, change_group, review_group
from scheduler.stakeholders.service.organisations import add_organisation, change_organisation
from scheduler.stakeholders.service.people import add_person, appoint, change_person, change_tenure, end_tenure
from scheduler.stakeholders.service.places import (
    add_area,
    add_place,
    change_place,
    ensure_areas,
    remove_area,
    rename_area,
)
from scheduler.stakeholders.service.posts import add_post, change_post
from scheduler.stakeholders.service.signals import (
    asked_for_loose_ends,
    asked_what_follows,
    partner_changed,
    partner_succeeded,
    posts_refilled,
    succession_effected,
)

__all__ = [
    "add_area",
    "add_body",
    "add_group",
    "add_organisation",
    "add_person",
    "add_place",
    "add_post",
    "appoint",
    "asked_for_loose_ends",
    "asked_what_follows",
    "change_body",
    "change_group",
    "change_organisation",
    "change_person",
    "change_place",
    "change_post",
    "change_tenure",
    "end_tenure",
    "ensure_areas",
    "partner_changed",
    "partner_succeeded",
    "posts_refilled",
    "remove_area",
    "rename_area",
    "review_group",
    "succession_effected",
]

"""Roles of staff and the office's working week."""

from enum import StrEnum


class Role(StrEnum):
    """Rising: a manager may do what a viewer may, an administrator everything."""

    VIEWER = "viewer"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"

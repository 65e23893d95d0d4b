"""What a feed shows and how much of it."""

from enum import StrEnum


class Scope(StrEnum):
    """Whose engagements a feed holds."""

    OFFICE = "office"
    PRINCIPAL = "principal"
    ORGANISATION = "organisation"
    BODY = "body"
    ENGAGEMENT = "engagement"
    POST = "post"


class Detail(StrEnum):
    """How much a subscriber sees of each engagement."""

    FULL = "full"
    TITLE = "title and place"
    BUSY = "busy only"

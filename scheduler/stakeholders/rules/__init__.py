"""The partners' vocabulary: kinds of organisation, body and role, and what counts as live on a day."""

from datetime import date
from enum import StrEnum


class OrganisationKind(StrEnum):
    """What a legal body is; a group rule may name several."""

    UNITARY = "unitary council"
    COUNTY = "county council"
    DISTRICT = "district council"
    BOROUGH = "borough council"
    POLICE = "police force"
    FIRE = "fire and rescue"
    HEALTH = "health"
    JUSTICE = "criminal justice"
    EDUCATION = "education"
    BUSINESS = "business"
    VOLUNTARY = "voluntary, community and faith"
    OTHER = "other"


COUNCIL_KINDS = frozenset(
    {OrganisationKind.UNITARY, OrganisationKind.COUNTY, OrganisationKind.DISTRICT, OrganisationKind.BOROUGH}
)


class BodyKind(StrEnum):
    """What a board, partnership or forum is."""

    CSP = "community safety partnership"
    BOARD = "board"
    FORUM = "forum"
    PANEL = "panel"
    PARTNERSHIP = "partnership"
    GROUP = "group"


class RoleKind(StrEnum):
    """What a post does, whatever its title says: a City Mayor and a Leader are both political heads."""

    POLITICAL_HEAD = "political head"
    OFFICER_HEAD = "officer head"
    CIVIC_HEAD = "civic head"
    PORTFOLIO_HOLDER = "portfolio holder"
    CHAIR = "chair"
    CHIEF_OFFICER = "chief officer"
    OFFICER = "officer"
    MEMBER = "member"


def is_live(started_on: date | None, ended_on: date | None, on: date) -> bool:
    """Whether something dated exists on a day; both ends count, an open end never ends."""
    return (started_on is None or started_on <= on) and (ended_on is None or on <= ended_on)

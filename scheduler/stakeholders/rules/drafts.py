"""What a form or an importer wants a partner to be; services compare it with what is stored."""

from datetime import date

from scheduler.core.values import dataclass
from scheduler.stakeholders.rules import BodyKind, OrganisationKind, RoleKind


@dataclass(frozen=True, slots=True)
class PlaceDraft:
    """A place to meet; coordinates in WGS 84 degrees."""

    name: str
    address: str = ""
    town: str = ""
    postcode: str = ""
    latitude: float | None = None
    longitude: float | None = None
    access_notes: str = ""
    is_ours: bool = False
    started_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class OrganisationDraft:
    """An organisation and its codes as (scheme, value) pairs."""

    name: str
    kind: OrganisationKind
    short_name: str = ""
    area_id: int | None = None
    place_id: int | None = None
    started_on: date | None = None
    ended_on: date | None = None
    notes: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class BodyDraft:
    """A body and the organisations that it covers."""

    name: str
    kind: BodyKind
    short_name: str = ""
    parent_id: int | None = None
    area_id: int | None = None
    place_id: int | None = None
    secretariat_name: str = ""
    secretariat_email: str = ""
    started_on: date | None = None
    ended_on: date | None = None
    notes: str = ""
    covers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PostDraft:
    """A post; its home (organisation or body) is given when it is made and never changes."""

    title: str
    role_kind: RoleKind
    band: int = 3
    email: str = ""
    pa_name: str = ""
    pa_email: str = ""
    telephone: str = ""
    started_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """A person; the name is one field because one-word names exist."""

    name: str
    honorific: str = ""
    honours: str = ""
    email: str = ""
    telephone: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class GroupDraft:
    """A rule that names posts; an empty tuple asks nothing."""

    name: str
    role_kinds: tuple[str, ...] = ()
    organisation_kinds: tuple[str, ...] = ()
    body_kinds: tuple[str, ...] = ()

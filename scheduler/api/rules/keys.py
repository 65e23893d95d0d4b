"""What a key may do today, and what a person may grant."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from enum import StrEnum

from scheduler.api.rules.vocabulary import Scope
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.core.values import dataclass

NAME_LENGTH = 120

SCOPE_WORDS: Mapping[Scope, str] = {
    Scope.READ_ENGAGEMENTS: "Read engagements",
    Scope.WRITE_ENGAGEMENTS: "Plan, move and cancel engagements",
    Scope.READ_PARTNERS: "Read organisations, bodies and posts",
    Scope.READ_CONTACTS: "Read names and addresses of people as well",
    Scope.READ_COVERAGE: "Read the coverage board",
    Scope.READ_ANSWERS: "Read who answered what",
    Scope.WRITE_ANSWERS: "Record answers",
    Scope.READ_SENSITIVE: "See OFFICIAL-SENSITIVE engagements as well",
}


class Refusal(StrEnum):
    """Why a key does not open a door; the value is what its owner reads."""

    NO_KEY = "Send a key in the header “Authorization: Bearer …”."
    UNKNOWN = "This key is not known. Ask the office for one."
    REVOKED = "This key was withdrawn by the office."
    EXPIRED = "This key has expired. Ask the office for a new one."
    SCOPE = "This key may not do that. Ask the office to grant it."


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """What is known of a key."""

    scopes: frozenset[str]
    expires_on: date | None = None
    revoked_at: datetime | None = None


def refusal(key: KeyFacts, needed: Scope | None, today: date) -> Refusal | None:
    """Why it may not, or None; a key works on its last day. A door that asks for nothing opens for nobody."""
    if key.revoked_at is not None:
        return Refusal.REVOKED
    if key.expires_on is not None and key.expires_on < today:
        return Refusal.EXPIRED
    return None if needed is not None and needed.value in key.scopes else Refusal.SCOPE


def checked_grant(name: str, scopes: Collection[str], expires_on: date | None, today: date) -> tuple[str, list[str]]:
    """The name cleaned and the scopes in our order. Raises RuleBroken."""
    cleaned = clean_line(name)
    if not cleaned:
        raise RuleBroken("Enter which system it is for, such as “Intranet”.", "name")
    if len(cleaned) > NAME_LENGTH:
        too_long = f"Use {NAME_LENGTH} characters or fewer."
        raise RuleBroken(too_long, "name")
    granted = [str(scope) for scope in Scope if scope.value in set(scopes)]
    if not granted:
        raise RuleBroken("Choose at least one thing that it may do.", "scopes")
    if expires_on is not None and expires_on < today:
        raise RuleBroken("That day is past. Choose a later one, or leave it empty.", "expires_on")
    return cleaned, granted

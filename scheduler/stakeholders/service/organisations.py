"""Organisations: add, change, with their codes."""

from sqlalchemy import select

from scheduler.core.db import db
from scheduler.core.errors import RuleBroken
from scheduler.core.text import clean_line
from scheduler.stakeholders.models import Identifier, Organisation, Post
from scheduler.stakeholders.rules.drafts import OrganisationDraft
from scheduler.stakeholders.rules.search import search_key
from scheduler.stakeholders.service.moves import correct_seat
from scheduler.stakeholders.service.posts import refresh_search_keys
from scheduler.stakeholders.service.records import Difference, check_version, fill, flush, log

SPECIAL = ("identifiers",)


def add_organisation(draft: OrganisationDraft) -> Organisation:
    """A new organisation. Raises RuleBroken."""
    organisation = Organisation()
    difference = _bring(organisation, draft)
    db.session.add(organisation)
    flush()
    log("added", organisation, f"Added {organisation.name}", difference)
    return organisation


def change_organisation(organisation: Organisation, draft: OrganisationDraft, *, version: int) -> Organisation:
    """Bring it to the draft. Raises RuleBroken, or VersionConflict when somebody was quicker."""
    check_version(organisation, version)
    difference = _bring(organisation, draft)
    if difference.after:
        if "place_id" in difference.after:
            correct_seat(organisation, difference.before["place_id"])
        flush()
        refresh_search_keys(db.session.scalars(select(Post).where(Post.organisation_id == organisation.id)))
        log("changed", organisation, f"Changed {organisation.name}", difference)
    return organisation


def _bring(organisation: Organisation, draft: OrganisationDraft) -> Difference:
    codes = tuple((clean_line(scheme), clean_line(value)) for scheme, value in draft.identifiers)
    _check_codes(organisation, codes)
    difference = fill(organisation, draft, special=SPECIAL)
    difference.note("identifiers", codes_of(organisation), sorted([list(code) for code in codes]))
    if "identifiers" in difference.after:
        kept = {(code.scheme, code.value): code for code in organisation.identifiers}
        organisation.identifiers = [kept.get(code) or Identifier(scheme=code[0], value=code[1]) for code in codes]
    organisation.search_key = organisation_key(organisation)
    return difference


def codes_of(organisation: Organisation) -> list[list[str]]:
    """The organisation's codes, sorted, as [scheme, value]."""
    return sorted([code.scheme, code.value] for code in organisation.identifiers)


def organisation_key(organisation: Organisation) -> str:
    """What the search box looks in: names and codes."""
    codes = [code.value for code in organisation.identifiers]
    return search_key(organisation.name, organisation.short_name, *codes)


def _check_codes(organisation: Organisation, codes: tuple[tuple[str, str], ...]) -> None:
    for scheme, value in codes:
        with db.session.no_autoflush:
            owner = db.session.scalars(
                select(Organisation)
                .join(Organisation.identifiers)
                .where(Identifier.scheme == scheme, Identifier.value == value)
            ).first()
        if owner is not None and owner is not organisation:
            raise RuleBroken(f"{scheme} {value} already belongs to {owner.name}. Check the code.", "identifiers")

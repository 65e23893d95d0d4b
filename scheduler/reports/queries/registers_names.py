"""Every name of a person that stands in our records, to keep them out of what is published."""

from typing import Any

from sqlalchemy import Select, select, union
from sqlalchemy.orm import InstrumentedAttribute

from scheduler.accounts.models import StaffUser
from scheduler.actions.models import Action
from scheduler.core.db import db
from scheduler.engagements.models import Principal
from scheduler.inbox.models import InboundMail
from scheduler.incoming.models import IncomingInvitation
from scheduler.invitations.models import InvitationLink, OfferLink, Substitution
from scheduler.records.models import Presence
from scheduler.reports.rules.registers_names import NameFilter
from scheduler.representation.models import Representation
from scheduler.stakeholders.models import Area, Body, Organisation, Person, Place, Post
from scheduler.summits.models import Agency, AgencyLink, Attendee, SessionSpeaker, StrategyComment

PEOPLE: tuple[InstrumentedAttribute[str], ...] = (
    Person.name,
    Principal.name,
    Presence.name,
    Substitution.name,
    Representation.name,
    StaffUser.name,
    Attendee.name,
    SessionSpeaker.name,
)
"""Nothing but names of people: one word is a name as well."""
CONTACTS: tuple[InstrumentedAttribute[str], ...] = (
    Post.pa_name,
    Body.secretariat_name,
    Action.contact_name,
    InvitationLink.name,
    OfferLink.name,
    Agency.contact_name,
    AgencyLink.name,
    StrategyComment.by_name,
    IncomingInvitation.sender_name,
    InboundMail.sender_name,
)
"""Names of people as a rule, but “Reception” and “Partnership team” too."""
VOCABULARY: tuple[InstrumentedAttribute[str], ...] = (
    Organisation.name,
    Body.name,
    Area.name,
    Place.name,
    Place.town,
    Post.title,
    Principal.title,
)


def name_filter() -> NameFilter:
    """For one register, in three statements."""
    return NameFilter.of(_texts(PEOPLE), _texts(CONTACTS), _texts(VOCABULARY))


def _texts(columns: tuple[InstrumentedAttribute[str], ...]) -> list[str]:
    queries: list[Select[Any]] = [select(column.label("words")).where(column != "").distinct() for column in columns]
    return sorted(db.session.scalars(union(*queries)))

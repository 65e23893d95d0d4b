"""Mails after the day find their writers; an action that was agreed is for whoever answers for its organisation."""

from scheduler.actions.service import register_contacts
from scheduler.summits.notices.outcomes import register_outcome_renderers
from scheduler.summits.queries.agency_links import contact_of_owner

register_outcome_renderers()
register_contacts(contact_of_owner)

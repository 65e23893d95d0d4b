"""Loads the sample office: real public structure of one area, invented people, dates around today."""

from datetime import datetime

from scheduler.accounts.models import Office
from scheduler.accounts.rules import Habits
from scheduler.accounts.service.habits import change_habits
from scheduler.accounts.service.office import OfficeDraft, init_office
from scheduler.audit.actor import Actor, set_actor
from scheduler.core.clock import local_day
from scheduler.core.db import commit, db
from scheduler.demo.sample_almanac import load_almanac
from scheduler.demo.sample_chasers import load_chasers
from scheduler.demo.sample_dates import load_dates
from scheduler.demo.sample_engagements import load_engagements, load_principals
from scheduler.demo.sample_evidence import load_evidence
from scheduler.demo.sample_feeds import load_feeds
from scheduler.demo.sample_hours import load_hours
from scheduler.demo.sample_inbox import load_inbox
from scheduler.demo.sample_invitations import load_invitations
from scheduler.demo.sample_partners import load_partners
from scheduler.demo.sample_pledges import load_pledges
from scheduler.demo.sample_proposal import load_proposal
from scheduler.demo.sample_summit import load_summit

MANAGER_NAME = "Priya Fairweather"
MANAGER_ADDRESS = "priya.fairweather@example.org"

OFFICE = OfficeDraft(
    name="Office of the Police and Crime Commissioner",
    email="office@example.org",
    telephone="0116 496 0000",
    quiet_out_of_hours=False,  # whoever tries the demo at night wants to see the mail
)
HABITS = Habits(undo_seconds=10)
"""Long enough to press Undo, and not so long that whoever tries the demo wonders where the mail is."""


def is_loaded() -> bool:
    """Whether the sample office is there already."""
    return db.session.get(Office, 1) is not None


def load_sample(now: datetime) -> dict[str, str]:
    """Fill an empty database in one transaction; returns the secret feed addresses by name (shown once)."""
    set_actor(Actor("command", "Sample data", "command"))
    change_habits(init_office(OFFICE), HABITS)
    today = local_day(now)
    load_partners(today)
    load_principals()
    load_engagements(today)
    load_almanac(today)  # later than the diary: whatever day it is loaded, nothing stands in the way of the sample
    load_hours(today)
    load_invitations(now)
    load_chasers(now)
    load_inbox(now)
    load_pledges(now)
    load_dates(now)
    load_proposal(now)
    load_summit(now)
    load_evidence(now)
    addresses = load_feeds(now)
    commit()
    return addresses

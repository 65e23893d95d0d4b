"""Positions of a known day, loaded to be looked at: the public structure is real, the people are invented."""

from collections.abc import Callable, Mapping
from datetime import date

from sqlalchemy import exists, select

from scheduler.core.db import db
from scheduler.core.values import dataclass
from scheduler.demo.july_2014 import JULY_PANEL, SEPTEMBER_PANEL, load_july_2014
from scheduler.demo.september_2014 import load_september_2014
from scheduler.engagements.models import Engagement, Principal
from scheduler.forward_plan.models import Pledge
from scheduler.stakeholders.models import Body, Organisation


@dataclass(frozen=True, slots=True)
class Scenario:
    """A position: what it shows, how it is loaded into an empty database, and the day to look at."""

    words: str
    load: Callable[[], None]
    on: date


def is_empty() -> bool:
    """Whether nothing stands in the database that a scenario would be mixed up with."""
    return not any(
        db.session.scalar(select(exists(select(model.id))))
        for model in (Organisation, Body, Principal, Engagement, Pledge)
    )


SCENARIOS: Mapping[str, Scenario] = {
    "july-2014": Scenario("The position that the Panel heard on 14 July 2014", load_july_2014, JULY_PANEL),
    "september-2014": Scenario(
        "The records behind the Panel's paper of 29 September 2014, with both reports frozen",
        load_september_2014,
        SEPTEMBER_PANEL,
    ),
}

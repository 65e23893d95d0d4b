"""Whom the doctor looks at."""

from datetime import datetime

from scheduler.config import Settings
from scheduler.core.values import dataclass


@dataclass(frozen=True, slots=True)
class Patient:
    """What the checks look at."""

    settings: Settings
    now: datetime

"""Whom the doctor looks at."""

from dataclasses import dataclass
from datetime import datetime

from scheduler.config import Settings


@dataclass(frozen=True, slots=True)
class Patient:
    """What the checks look at."""

    settings: Settings
    now: datetime

"""What the worker does for stored files each day."""

from scheduler.core.rounds import Each, register_round
from scheduler.uploads.service import sweep_orphans

register_round("files that nobody speaks of", Each.DAY, sweep_orphans)

"""What the worker does here by itself."""

from scheduler.core.rounds import Each, register_round
from scheduler.incoming.service.calendars import refresh_all

register_round("read calendars of bodies", Each.DAY, refresh_all)

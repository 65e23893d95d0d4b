"""What the worker does for the almanac; imported where the application is put together."""

from scheduler.almanac.service.calendars import refresh_every_layer
from scheduler.core.rounds import Each, register_round

register_round("read subscribed calendars", Each.DAY, refresh_every_layer)

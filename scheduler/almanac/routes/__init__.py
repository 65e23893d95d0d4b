"""The pages under /almanac."""

from scheduler.almanac.routes import calendars, days, holidays, layers, periods, travel
from scheduler.almanac.routes.blueprint import almanac

__all__ = ["almanac", "calendars", "days", "holidays", "layers", "periods", "travel"]

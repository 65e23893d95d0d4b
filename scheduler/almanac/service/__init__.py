"""What the office may change in the almanac."""

from scheduler.almanac.service.calendars import (
    Reading,
    read_address,
    read_brought,
    refresh_layer,
    take_address,
    take_brought,
)
from scheduler.almanac.service.entries import add_period, change_period, fill_layer, remove_period
from scheduler.almanac.service.holidays import add_bank_holiday, restore_bank_holiday, strike_bank_holiday
from scheduler.almanac.service.layers import add_layer, change_layer, remove_layer, switch_layer
from scheduler.almanac.service.travel import add_town, change_town, remove_town, set_minutes

__all__ = [
    "Reading",
    "add_bank_holiday",
    "add_layer",
    "add_period",
    "add_town",
    "change_layer",
    "change_period",
    "change_town",
    "fill_layer",
    "read_address",
    "read_brought",
    "refresh_layer",
    "remove_layer",
    "remove_period",
    "remove_town",
    "restore_bank_holiday",
    "set_minutes",
    "strike_bank_holiday",
    "switch_layer",
    "take_address",
    "take_brought",
]

"""What the worker does for the feeds by itself."""

from datetime import datetime

from scheduler.core.rounds import Each, register_round
from scheduler.feeds.days import render_ahead


def render_days_ahead(now: datetime) -> None:
    """Days that came within reach, and whatever was there before this was kept."""
    render_ahead(now=now)


register_round("render the days of feeds", Each.DAY, render_days_ahead)

"""Each day: names and posts that the office has corrected reach the lists and badges of summits to come."""

from scheduler.core.rounds import Each, register_round
from scheduler.summits.service.attendees import refresh_coming

register_round("summits.attendees", Each.DAY, refresh_coming)

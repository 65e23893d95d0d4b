"""Each day: names and posts that the office has corrected reach the lists and badges of summits to come."""

from datetime import datetime

from scheduler.core.db import commit, db
from scheduler.core.rounds import Each, only_reading, register_round
from scheduler.summits.models import Party
from scheduler.summits.queries.attendees import coming_parties
from scheduler.summits.service.attendees import is_out_of_date, refresh_party


def refresh_coming(now: datetime) -> None:
    """Each party by itself: two invitations locked at once could wait for somebody who waits for the first."""
    with only_reading():
        outdated = [party.id for party in coming_parties(now) if is_out_of_date(party)]
    for party_id in outdated:
        refresh_party(db.session.get_one(Party, party_id), now=now)
        commit()


register_round("summits.attendees", Each.DAY, refresh_coming)

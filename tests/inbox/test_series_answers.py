"""What calendar programs answer to a repeating entry."""

from datetime import timedelta

import pytest

from scheduler.core.clock import local_day
from scheduler.core.db import commit, db
from scheduler.engagements.rules import SeriesUnit
from scheduler.engagements.service.series import Planned, SeriesDraft, repeat_engagement
from scheduler.inbox.rules.vocabulary import MailDoor
from scheduler.inbox.service.processing import process_waiting
from scheduler.inbox.service.receiving import receive
from scheduler.invitations.models import Invitation
from scheduler.invitations.service.series import invite_to_later
from tests.factories import NOW
from tests.inbox.post_office import PostOffice
from tests.invitations.conftest import mark_sent

WEEK = timedelta(weeks=1)


@pytest.fixture
def series(post: PostOffice):
    """The visit and three more as one entry; the entry was sent."""
    visit = post.visit
    days = [local_day(visit.engagement.starts_at) + number * WEEK for number in (1, 2, 3)]
    draft = SeriesDraft(unit=SeriesUnit.WEEK, every=1, later=[Planned(day, day) for day in days], as_one_entry=True)
    made = repeat_engagement(visit.engagement, draft, now=NOW)
    invite_to_later(visit.engagement, now=NOW)
    mark_sent(("series",))
    commit()
    return made


def answers(post: PostOffice, series) -> list[str]:
    """Rowan's at each meeting."""
    db.session.expire_all()
    ids = [each.engagement_id for each in series.occurrences]
    found = db.session.query(Invitation).filter(
        Invitation.post_id == post.visit.leader.id, Invitation.engagement_id.in_(ids)
    )
    by_engagement = {each.engagement_id: str(each.partstat) for each in found}
    return [by_engagement[each] for each in ids]


def arrive(post: PostOffice, calendar: bytes) -> None:
    receive(post.mail(calendar), MailDoor.LMTP, now=NOW)
    commit()
    process_waiting(NOW)


def test_an_answer_to_the_whole_series_counts_at_every_meeting_of_it(post, series):
    arrive(post, post.answer("ACCEPTED", uid=series.uid, sequence=0))
    assert answers(post, series) == ["NEEDS-ACTION", "ACCEPTED", "ACCEPTED", "ACCEPTED"]


def test_f25_an_answer_in_utc_to_one_day_counts_at_that_meeting_only(post, series):
    recurs_at = series.occurrences[2].recurs_at
    arrive(post, post.answer("DECLINED", uid=series.uid, sequence=0, recurs_at=recurs_at))
    assert answers(post, series) == ["NEEDS-ACTION", "NEEDS-ACTION", "DECLINED", "NEEDS-ACTION"]


def test_f25_several_entries_in_one_answer_are_each_applied(post, series):
    whole = post.answer("ACCEPTED", uid=series.uid, sequence=0)
    one = post.answer("DECLINED", uid=series.uid, sequence=0, recurs_at=series.occurrences[3].recurs_at)
    event = one[one.index(b"BEGIN:VEVENT") : one.index(b"END:VCALENDAR")]
    arrive(post, whole.replace(b"END:VCALENDAR", event + b"END:VCALENDAR"))
    assert answers(post, series) == ["NEEDS-ACTION", "ACCEPTED", "ACCEPTED", "DECLINED"]

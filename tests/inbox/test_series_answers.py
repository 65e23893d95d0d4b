"""What calendar programs answer to a repeating entry."""

from datetime import timedelta

import pytest

from scheduler.core.clock import local_day
from scheduler.core.db import commit, db
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import SeriesUnit
from scheduler.engagements.service.series import Planned, SeriesDraft, repeat_engagement
from scheduler.inbox.models import InboundAnswer
from scheduler.inbox.rules.vocabulary import Doubt, MailDoor, Outcome
from scheduler.inbox.rules.ways import REASONS
from scheduler.inbox.service.processing import process_waiting
from scheduler.inbox.service.receiving import receive
from scheduler.invitations.models import Invitation
from scheduler.invitations.service.series import invite_to_later
from tests.browsing import page
from tests.factories import NOW
from tests.inbox.post_office import PostOffice
from tests.inbox.test_pages import press
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


@pytest.fixture
def moved(series):
    """The second and third of the entry have a later plan of their own."""
    for occurrence in series.occurrences[1:3]:
        db.session.get_one(Engagement, occurrence.engagement_id).sequence += 2
    commit()
    return series


def waiting_rows():
    db.session.expire_all()
    return db.session.query(InboundAnswer).filter_by(outcome=Outcome.TRIAGE).order_by(InboundAnswer.id).all()


def test_an_answer_to_the_series_counts_where_the_plan_is_the_old_one_and_the_others_are_one_item(post, moved, manager):
    arrive(post, post.answer("ACCEPTED", uid=moved.uid, sequence=0))
    assert answers(post, moved) == ["NEEDS-ACTION", "NEEDS-ACTION", "NEEDS-ACTION", "ACCEPTED"]
    first, second = waiting_rows()
    assert first.doubt is second.doubt is Doubt.OLDER
    shown = page(manager.get(f"/inbox/{first.mail_id}"))
    assert shown.text.count(REASONS[Doubt.OLDER]) == 1
    assert len(shown.select("form[action$='/record']")) == 1
    assert "Just so for" in shown.text


@pytest.mark.parametrize(
    ("way", "said", "outcome"), [("record", "ACCEPTED", Outcome.ACCEPTED), ("ignore", "NEEDS-ACTION", Outcome.IGNORED)]
)
def test_one_press_settles_all_that_waits_together(post, moved, manager, way, said, outcome):
    arrive(post, post.answer("ACCEPTED", uid=moved.uid, sequence=0))
    rows = waiting_rows()
    ids = [row.id for row in rows]
    press(manager, rows[0], way)
    assert waiting_rows() == []
    assert [db.session.get_one(InboundAnswer, each).outcome for each in ids] == [outcome] * 2
    assert answers(post, moved) == ["NEEDS-ACTION", said, said, "ACCEPTED"]

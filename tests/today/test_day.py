from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from scheduler.core.db import db
from scheduler.engagements.models import Engagement
from scheduler.engagements.rules import EngagementStatus
from scheduler.forward_plan.service.coverage import run_day
from scheduler.invitations.models import DateOffer, Invitation, InvitationLink
from scheduler.invitations.rules import Audience, OfferState, PartStat
from scheduler.outbox.models import Notice
from scheduler.outbox.rules import NoticeState
from tests import factories
from tests.browsing import page
from tests.factories import NOW
from tests.forward_plan.promises import made, pledge, rule
from tests.queries import count_queries

TASK = "table:has(caption:-soup-contains('needs you')) tbody tr"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def monday_morning() -> Iterator[None]:
    """It is Monday 7 September 2026, 10am in London: already when staff sign in."""
    with time_machine.travel(NOW, tick=False):
        yield


def test_the_front_door_leads_to_today(viewer: FlaskClient) -> None:
    response = viewer.get("/")
    assert (response.status_code, response.location) == (303, "/today")


def test_an_empty_day_says_so(viewer: FlaskClient) -> None:
    shown = look(viewer)
    assert shown.h1.text == "Monday 7 September"
    assert "No engagements today, no things need you." in shown.text
    assert "every date that passed is marked" in shown.text


def test_today_tells_time_place_who_of_us_with_whom_and_how_many_come(viewer: FlaskClient) -> None:
    engagement = meeting(
        NOW + 4 * HOUR,
        title="Visit to Melton",
        principals=[factories.principal(title="Commissioner"), factories.principal(title="Chief Constable")],
        posts=[factories.post(title="Leader", organisation=factories.organisation(name="Melton Borough Council"))],
        place=factories.place(name="Parkside"),
    )
    for partstat in (PartStat.ACCEPTED, PartStat.DELEGATED, PartStat.DECLINED, PartStat.NEEDS_ACTION):
        invitation(engagement, partstat)
    invitation(engagement, PartStat.NEEDS_ACTION, withdrawn_at=NOW)
    row = words(look(viewer).select_one("caption:-soup-contains('Engagements today')").parent.tbody.tr)
    for said in ("2pm to 3pm", "Commissioner and Chief Constable", "Leader, Melton Borough Council", "Parkside"):
        assert said in row
    assert "2 of 4 coming, 1 no answer" in row


def test_what_is_off_the_diary_or_on_another_day_is_not_today(viewer: FlaskClient) -> None:
    meeting(NOW, title="Cancelled one", status=EngagementStatus.CANCELLED)
    meeting(NOW - DAY, title="Yesterday’s", status=EngagementStatus.HELD)
    meeting(NOW + 8 * DAY, title="Next week’s")
    shown = look(viewer).text
    assert "Cancelled one" not in shown
    assert shown.count("Yesterday’s") == shown.count("written up: Yesterday’s")
    assert "Next week’s" not in shown


def test_the_next_seven_days_name_each_day_even_an_empty_one(viewer: FlaskClient) -> None:
    meeting(NOW + 2 * DAY, title="Charnwood")
    factories.engagement(title="Conference", starts_on=date(2026, 9, 10), ends_on=date(2026, 9, 11))
    rows = look(viewer).select_one("caption:-soup-contains('seven days')").parent.tbody.find_all("tr")
    said = [words(row) for row in rows]
    assert [words(row.th) for row in rows] == ["Tue 8", "Wed 9", "Thu 10", "Fri 11", "Sat 12", "Sun 13", "Mon 14"]
    assert "no engagements" in said[0]
    assert "Charnwood 10am to 11am" in said[1]
    assert ["Conference all day" in row for row in said[2:5]] == [True, True, False]


def test_silence_needs_the_office_only_when_the_reply_by_date_is_near(viewer: FlaskClient) -> None:
    near = meeting(NOW + 20 * DAY, title="Near", reply_by_at=NOW + DAY)
    far = meeting(NOW + 40 * DAY, title="Far", reply_by_at=NOW + 20 * DAY)
    invitation(near, PartStat.NEEDS_ACTION)
    invitation(near, PartStat.ACCEPTED)
    invitation(far, PartStat.NEEDS_ACTION)
    shown = look(viewer)
    assert tasks(shown) == ["1 has not answered: Near"]
    waiting = [words(row) for row in shown.select_one("caption:-soup-contains('not answered yet')").parent.tbody("tr")]
    assert waiting == [
        "Far answer by Sunday 27 September 2026, 10am 1 of 1",
    ]


def test_a_bounce_says_where_and_why_and_its_failed_mail_is_not_told_twice(viewer: FlaskClient) -> None:
    engagement = meeting(NOW + 9 * DAY, title="Summit", purpose="Talk")
    invited = invitation(engagement, PartStat.ACCEPTED, label="Chair, Safer Rutland")
    link(invited, "chair@example.org", undeliverable_at=NOW, undeliverable_reason="no such mailbox")
    notice("chair@example.org", last_error="550 no such mailbox")
    shown = look(viewer)
    assert tasks(shown) == ["The invitation for Chair, Safer Rutland came back"]
    assert "Summit, to chair@example.org: no such mailbox." in words(shown.select_one(f"{TASK} small"))


def test_a_bounce_is_settled_by_another_address_or_by_withdrawing(viewer: FlaskClient) -> None:
    engagement = meeting(NOW + 9 * DAY, purpose="Talk")
    link(invitation(engagement, PartStat.ACCEPTED), "a@example.org", undeliverable_at=NOW, revoked_at=NOW)
    withdrawn = invitation(engagement, PartStat.ACCEPTED, withdrawn_at=NOW)
    link(withdrawn, "b@example.org", undeliverable_at=NOW)
    assert tasks(look(viewer)) == []


def test_other_mail_that_failed_is_shown_for_a_month(viewer: FlaskClient) -> None:
    notice("somebody@example.org", last_error="550 no", subject_line="Receipt")
    notice("old@example.org", last_error="550 no", created_at=NOW - 31 * DAY)
    notice("sent@example.org", state=NoticeState.SENT)
    assert tasks(look(viewer)) == ["A mail to somebody@example.org could not be sent"]


def test_a_date_that_passed_unmarked_asks_how_it_went(viewer: FlaskClient) -> None:
    passed_id = meeting(NOW - 14 * DAY, title="Oadby and Wigston").id
    meeting(NOW - 3 * DAY, title="Marked", status=EngagementStatus.HELD)
    meeting(NOW - HOUR / 2, title="Still going on")
    shown = look(viewer)
    assert tasks(shown) == ["Was it held? Oadby and Wigston, 24 August"]
    assert "14 days ago" in words(shown.select_one(f"{TASK} small"))
    assert shown.select_one(f"{TASK} a")["href"] == f"/engagements/{passed_id}"


def test_a_promised_partner_without_an_entry_is_named_and_leads_to_the_board(viewer: FlaskClient) -> None:
    county = factories.organisation(name="Leicestershire County Council")
    made(rule(organisation=county))
    made(rule(organisation=county, pledge=pledge(ended_on=NOW.date())))
    run_day(NOW)
    (row,) = look(viewer).select(TASK)
    assert "1 promised partner has no entry" in words(row)
    assert "Leicestershire County Council." in words(row)
    assert row.a["href"] == "/forward-plan"


def test_dates_that_suit_nobody_need_the_office(viewer: FlaskClient) -> None:
    harborough = factories.engagement(
        title="Visit to Harborough", starts_at=None, ends_at=None, status="offering_dates"
    )
    offer = DateOffer(engagement=harborough, state=OfferState.NOTHING_FITS, created_at=NOW, answer_by_at=NOW + 5 * DAY)
    db.session.add(offer)
    db.session.flush()
    page_of_it = f"/engagements/dates/{offer.id}"
    (row,) = look(viewer).select(TASK)
    assert "No date yet: Visit to Harborough" in words(row)
    assert row.a["href"] == page_of_it


def test_number_of_statements_does_not_grow_with_the_office(viewer: FlaskClient) -> None:
    busy_office(5)
    with count_queries() as few:
        viewer.get("/today")
    busy_office(20)
    with count_queries() as many:
        assert viewer.get("/today").status_code == 200
    assert len(many) == len(few) <= 52


def busy_office(size: int) -> None:
    for number in range(size):
        engagement = meeting(NOW + (number % 5) * HOUR, posts=[factories.post()], principals=[factories.principal()])
        bounced = invitation(engagement, PartStat.NEEDS_ACTION)
        link(bounced, f"{engagement.id}@example.org", undeliverable_at=NOW)
        notice(f"other{engagement.id}@example.org", last_error="no")
        meeting(NOW - (number + 2) * DAY)


def look(client: FlaskClient) -> BeautifulSoup:
    db.session.commit()
    db.session.remove()
    response = client.get("/today")
    assert response.status_code == 200
    return page(response).main


def tasks(shown: BeautifulSoup) -> list[str]:
    return [task.th.contents[0] for task in shown.select(TASK)]


def words(tag: BeautifulSoup) -> str:
    return " ".join(tag.text.split())


def meeting(starts_at: datetime, **changes: object) -> Engagement:
    return factories.engagement(starts_at=starts_at, ends_at=starts_at + HOUR, **changes)


def invitation(engagement: Engagement, partstat: PartStat, label: str = "", **changes: object) -> Invitation:
    post = factories.post()
    made = Invitation(
        engagement=engagement,
        post=post,
        invitee_key=f"post:{post.id}",
        invitee_label=label or post.full_title,
        created_at=NOW - DAY,
        partstat=partstat,
        **changes,
    )
    db.session.add(made)
    db.session.flush()
    return made


def link(invited: Invitation, address: str, **changes: object) -> None:
    audience = Audience.PRINCIPAL
    made = InvitationLink(invitation=invited, audience=audience, address=address, token_hash=f"{invited.id:064d}")
    for name, value in changes.items():
        setattr(made, name, value)
    db.session.add(made)
    db.session.flush()


def notice(address: str, **changes: object) -> None:
    defaults: dict[str, object] = {
        "created_at": NOW - HOUR,
        "kind": "receipt",
        "subject_type": "invitation",
        "subject_id": 1,
        "message_id": f"<{address}>",
        "dedupe_key": address,
        "next_attempt_at": NOW,
        "state": NoticeState.FAILED,
    }
    db.session.add(Notice(recipient_address=address, recipient_key=address, **defaults | changes))
    db.session.flush()

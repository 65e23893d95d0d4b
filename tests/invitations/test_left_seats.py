"""Mail to somebody who has left the post stops at once, and the office sees it."""

from datetime import date, timedelta

import pytest

from scheduler.core.addresses import address_key
from scheduler.core.clock import local_day, utc_now
from scheduler.core.db import commit
from scheduler.invitations.models import Invitation
from scheduler.invitations.queries.seats import is_of_one_who_left
from scheduler.invitations.queries.tracking import rows_of
from scheduler.invitations.service import invite
from scheduler.stakeholders.models import Tenure
from tests import factories
from tests.browsing import page


@pytest.fixture
def tenure(session) -> Tenure:
    factories.office()
    post = factories.post(email="", pa_email="office@example.org", pa_name="Jo Merrick")
    return factories.tenure(post=post, from_on=date(2023, 5, 15))


@pytest.fixture
def invitation(tenure) -> Invitation:
    now = utc_now()
    starts = now + timedelta(days=30)
    engagement = factories.engagement(starts_at=starts, ends_at=starts + timedelta(hours=1))
    return invite(engagement, [tenure.post], now=now).invited[0]


def end(tenure: Tenure) -> None:
    tenure.until_on = local_day(utc_now()) - timedelta(days=1)
    commit()


def test_a_holder_who_left_gets_no_more_mail_at_their_own_address(tenure, invitation):
    today = local_day(utc_now())
    by_address = {address_key(link.address): link for link in invitation.links}
    assert not any(is_of_one_who_left(link, today) for link in invitation.links)
    end(tenure)
    assert is_of_one_who_left(by_address[tenure.person.email], today)
    assert not is_of_one_who_left(by_address["office@example.org"], today)


def test_the_seats_own_mailbox_survives_its_holder(tenure, invitation):
    tenure.person.email = "somewhere.else@example.org"
    end(tenure)
    assert not any(is_of_one_who_left(link, local_day(utc_now())) for link in invitation.links)


def test_somebody_who_shares_the_post_is_still_there(tenure, invitation):
    factories.tenure(post=tenure.post, from_on=date(2025, 5, 15))
    assert [row.has_left for row in rows_of(invitation.engagement, local_day(utc_now()))] == [False]


def test_the_office_is_told_what_to_do(manager, tenure, invitation):
    end(tenure)
    shown = manager.get(f"/engagements/{invitation.engagement_id}")
    assert "no longer holds this post" in page(shown).get_text()
    assert "no longer holds this post" in page(manager.get(f"/invitations/{invitation.id}")).get_text()

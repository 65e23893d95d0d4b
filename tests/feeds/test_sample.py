from scheduler.core.db import db
from scheduler.demo.sample_feeds import load_feeds
from tests import factories
from tests.feeds.conftest import NOW, shown_engagement


def test_the_sample_feeds_answer_each_at_its_own_level(fetch, at_now):
    leader, commissioner = factories.post(), factories.principal()
    shown_engagement(title="Visit to Melton", posts=[leader], principals=[commissioner])
    tokens = load_feeds(NOW)
    db.session.commit()
    office, own, partner = (fetch(token).data for token in tokens.values())
    assert b"SUMMARY:Visit to Melton" in office
    assert b"DESCRIPTION" in office
    assert b"SUMMARY:Visit to Melton" in own
    assert b"DESCRIPTION" not in own
    assert b"SUMMARY:Busy" in partner


def test_an_office_without_partners_still_has_its_own_feed(fetch, at_now):
    assert list(load_feeds(NOW)) == ["Forward plan of the office"]

"""Mail gateways follow every link in every mail, before and after the person does."""

import itertools
from concurrent.futures import ThreadPoolExecutor

from flask.testing import FlaskClient

from scheduler.core.db import db
from scheduler.invitations.rules import Audience
from tests.browsing import submit
from tests.digest import database_digest

AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36",
    "Mozilla/4.0 (compatible; ms-office; MSOffice rmj)",
    "Barracuda Sentinel (EE)",
    "",
    "curl/8.0",
)
WHERE = ("", "?answer=yes", "?answer=no&utm_source=gateway", "/receipt", "/calendar.ics", "/new-link", ".")
METHODS = ("GET", "HEAD", "OPTIONS")


def prefetch(app, paths, requests):
    """So many requests from several threads at once, each with another agent."""
    patterns = itertools.islice(itertools.cycle(itertools.product(paths, WHERE, METHODS, AGENTS)), requests)

    def ask(pattern):
        path, where, method, agent = pattern
        scanner = FlaskClient(app, app.response_class)  # no cookies, no session of the test's own
        return scanner.open(path + where, method=method, headers={"User-Agent": agent}).status_code

    with ThreadPoolExecutor(4) as pool:
        return set(pool.map(ask, patterns))


def test_a_thousand_scanner_requests_change_no_row_and_burn_no_link(app, client, visit):
    visit.invite()
    db.session.commit()
    paths = [visit.path(audience, post) for audience in (Audience.PRINCIPAL, Audience.PA) for post in seats(visit)]
    before = database_digest()
    assert prefetch(app, paths, 600) <= {200, 303, 404}
    assert database_digest() == before

    assert submit(client, paths[0], {"who": "invitee", "answer": "ACCEPTED"}).status_code == 303
    answered = database_digest()
    assert answered != before, "the digest would not notice an answer"
    assert prefetch(app, paths, 600) <= {200, 303, 404}
    assert database_digest() == answered


def seats(visit):
    return visit.leader, visit.stranger

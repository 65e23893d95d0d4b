"""Mail gateways follow links to dates too, before and after the partner does."""

import itertools
from concurrent.futures import ThreadPoolExecutor

from flask.testing import FlaskClient

from scheduler.core.db import db
from scheduler.core.logs import mask_secrets
from scheduler.invitations.rules import Audience
from scheduler.invitations.service.dates.offering import Asked
from tests.browsing import submit
from tests.digest import database_digest
from tests.invitations.test_scanners import AGENTS, METHODS

WHERE = ("", "?said_1=yes&utm_source=gateway", "/receipt", "/calendar.ics", "/new-link", ".")


def prefetch(app, paths, requests):
    """So many requests from several threads at once, each with another agent."""
    patterns = itertools.islice(itertools.cycle(itertools.product(paths, WHERE, METHODS, AGENTS)), requests)

    def ask(pattern):
        path, where, method, agent = pattern
        scanner = FlaskClient(app, app.response_class)  # no cookies, no session of the test's own
        return scanner.open(path + where, method=method, headers={"User-Agent": agent}).status_code

    with ThreadPoolExecutor(4) as pool:
        return set(pool.map(ask, patterns))


def test_scanners_choose_nothing_and_burn_no_link(app, client, trial):
    offer = trial.offer(Asked(trial.leader), Asked(trial.stranger))
    paths = [trial.path(audience=audience) for audience in (Audience.PRINCIPAL, Audience.PA)]
    yes = {f"said_{slot.id}": "yes" for slot in offer.slots}
    db.session.remove()
    before = database_digest()
    assert prefetch(app, paths, 200) <= {200, 303, 404}
    assert database_digest() == before

    assert submit(client, paths[0], yes | {"who": "invitee"}).status_code == 303
    answered = database_digest()
    assert answered != before, "the digest would not notice a choice"
    assert prefetch(app, paths, 200) <= {200, 303, 404}
    assert database_digest() == answered


def test_no_log_line_shows_a_link(trial):
    trial.offer()
    path = trial.path()
    assert path.removeprefix("/d/") not in mask_secrets(f"GET {path}/receipt HTTP/1.1")

"""Mail gateways follow links to the page for another time too, before and after somebody has proposed one."""

from scheduler.core.db import db
from scheduler.core.logs import mask_secrets
from scheduler.invitations.rules import Audience
from tests.browsing import submit
from tests.digest import database_digest
from tests.invitations.test_another_time_pages import WED, typed
from tests.invitations.test_scanners import prefetch


def test_scanners_propose_nothing_and_burn_no_link(app, client, proposing):
    paths = [proposing.path(audience=audience) for audience in (Audience.PRINCIPAL, Audience.PA)]
    paths += [f"{path}?day_1=7+October&from_1=10am&who=invitee" for path in paths]
    db.session.remove()
    before = database_digest()
    assert prefetch(app, paths, 200) <= {200, 404}
    assert database_digest() == before

    assert submit(client, paths[0], typed(WED)).status_code == 303
    proposed = database_digest()
    assert proposed != before, "the digest would not notice a proposal"
    assert prefetch(app, paths, 200) <= {200, 404}
    assert database_digest() == proposed


def test_no_log_line_shows_the_link(proposing):
    path = proposing.path()
    assert path.split("/")[2] not in mask_secrets(f"POST {path} HTTP/1.1")

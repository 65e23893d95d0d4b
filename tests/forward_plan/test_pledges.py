"""Pledges and rules: what was promised in public is written down with its source, and makes commitments."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from scheduler.audit.models import AuditEntry
from scheduler.core.db import db
from scheduler.core.errors import RuleBroken, VersionConflict
from scheduler.forward_plan.models import Commitment, CommitmentRule, Pledge
from scheduler.forward_plan.rules.pledges import PledgeDraft, RuleDraft, check_rule
from scheduler.forward_plan.rules.vocabulary import IntervalUnit
from scheduler.forward_plan.service.pledges import add_pledge, add_rule, change_pledge, change_rule, end_pledge
from tests import factories
from tests.browsing import form_values, page, submit
from tests.factories import NOW
from tests.forward_plan.promises import LONG_AGO, TODAY, pledge, rule

PANEL = PledgeDraft(title="Meet every council", source="Police and Crime Panel", source_on=date(2026, 7, 14))
SAID = {
    "title": "Meet every council",
    "source": "Police and Crime Panel",
    "source_on": ["14", "July", "2026"],
    "source_reference": "paragraph 4",
    "words": "We meet all of them.",
}


def draft(**changes: object) -> RuleDraft:
    facts = {"partner": ("body", 1), "principal_ids": (1,), "from_on": LONG_AGO}
    return RuleDraft(**facts | {"ideal_interval": 6, "longest_interval": 9} | changes)


def summaries() -> list[str]:
    return [entry.summary for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"partner": None}, "partner"),
        ({"principal_ids": ()}, "principals"),
        ({"ideal_interval": 0}, "ideal"),
        ({"longest_interval": 5}, "longest"),
        ({"longest_interval": 61}, "longest"),
        ({"longest_interval": 261, "interval_unit": IntervalUnit.WEEKS}, "longest"),
        ({"first_by_on": date(2026, 3, 1)}, "first_by"),
        ({"minutes": 5}, "minutes"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_at_its_field(changes: dict[str, object], field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_rule(draft(**changes))
    assert refused.value.field == field


@pytest.mark.parametrize("missing", ["title", "source"])
def test_a_pledge_needs_words_and_a_source(session, missing: str) -> None:
    facts = {"title": "Meet every council", "source": "Panel", "source_on": TODAY} | {missing: "  "}
    with pytest.raises(RuleBroken):
        add_pledge(PledgeDraft(**facts), now=NOW)


def test_a_rule_makes_its_commitments_at_once_and_the_log_says_so(session) -> None:
    leader, principal = factories.post(), factories.principal()
    promised = add_pledge(PANEL, now=NOW)
    add_rule(
        promised,
        draft(partner=("group", factories.post_group(name="All Leaders").id), principal_ids=(principal.id,)),
        now=NOW,
    )
    session.commit()
    assert session.query(Commitment).one().organisation_id == leader.organisation_id
    assert summaries() == [
        "Added the pledge “Meet every council”",
        "Added a rule: All Leaders, of “Meet every council”",
        f"Made: {leader.organisation.name}, under “Meet every council”",
    ]


def test_another_group_lets_some_go_and_others_join(session) -> None:
    first, second = factories.organisation(), factories.body()
    given = rule(organisation=first)
    ours = tuple(each.id for each in given.principals)
    change_rule(given, draft(partner=("body", second.id), principal_ids=ours), version=given.version, now=NOW)
    assert (given.organisation_id, given.body_id) == (None, second.id)
    (joined,) = [each for each in given.commitments if each.ended_on is None]
    assert joined.body_id == second.id


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(session) -> None:
    promised, given = pledge(), rule(body=factories.body())
    with pytest.raises(VersionConflict):
        change_pledge(promised, PANEL, version=promised.version - 1)
    with pytest.raises(VersionConflict):
        change_rule(given, draft(), version=None, now=NOW)


def test_an_ended_pledge_takes_its_commitments_along_and_cannot_end_twice(session) -> None:
    given = rule(body=factories.body())
    promised = given.pledge
    change_rule(
        given,
        draft(partner=("body", given.body_id), principal_ids=tuple(each.id for each in given.principals)),
        version=given.version,
        now=NOW,
    )
    with pytest.raises(RuleBroken):
        end_pledge(promised, " ", version=promised.version, now=NOW)
    end_pledge(promised, "All of it is done", version=promised.version, now=NOW)
    (commitment,) = given.commitments
    assert (commitment.ended_on, commitment.end_reason) == (TODAY, "The pledge ended: All of it is done")
    with pytest.raises(RuleBroken):
        end_pledge(promised, "Again", version=promised.version, now=NOW)
    with pytest.raises(RuleBroken):
        add_rule(promised, draft(), now=NOW)


def test_who_is_gone_from_the_lists_cannot_be_promised(session) -> None:
    promised, principal, body = pledge(), factories.principal(), factories.body()
    with pytest.raises(RuleBroken, match="partner"):
        add_rule(promised, draft(partner=("body", 999), principal_ids=(principal.id,)), now=NOW)
    with pytest.raises(RuleBroken, match="One of ours"):
        add_rule(promised, draft(partner=("body", body.id), principal_ids=(999,)), now=NOW)


def test_from_a_promise_to_the_board_through_the_pages(session, manager: FlaskClient) -> None:
    factories.post(organisation=factories.organisation(name="Melton Borough Council"))
    group, principal = factories.post_group(name="All Leaders"), factories.principal()
    answer = submit(manager, "/forward-plan/pledges/new", SAID)
    assert answer.status_code == 303
    asked = {"partner": f"group:{group.id}", "principals": [str(principal.id)], "ideal": "6", "longest": "9"}
    preview = submit(manager, answer.location, asked | {"do": "preview"})
    assert "This makes 1 commitment: Melton Borough Council." in " ".join(
        page(preview).select_one("#named").text.split()
    )
    assert session.query(CommitmentRule).count() == 0
    saved = submit(manager, answer.location, asked)
    assert saved.status_code == 303
    shown = page(manager.get(saved.location)).main.text
    assert "Police and Crime Panel, 14 July 2026, paragraph 4" in shown
    assert "Commissioner, every 6 months, 9 at most" in shown
    assert "Melton Borough Council" in page(manager.get("/forward-plan")).table.text
    assert "Meet every council" in manager.get("/forward-plan/pledges").text


def test_what_is_missing_is_said_beside_its_field_and_what_was_typed_stays(session, manager: FlaskClient) -> None:
    answer = submit(manager, "/forward-plan/pledges/new", SAID | {"source": "", "source_on": ["31", "2", "2026"]})
    assert answer.status_code == 422
    assert "Enter where it was said" in answer.text
    assert "Enter a real date" in answer.text
    assert page(answer).select_one("#title")["value"] == "Meet every council"
    promised, body, principal = pledge(), factories.body(), factories.principal()
    wrong = {"partner": f"body:{body.id}", "principals": [str(principal.id)], "ideal": "9", "longest": "6"}
    refused = submit(manager, f"/forward-plan/pledges/{promised.id}/rules/new", wrong)
    assert (refused.status_code, "cannot be shorter" in refused.text) == (422, True)
    assert session.query(CommitmentRule).count() == 0


def test_a_pledge_and_a_rule_are_edited_and_ended_on_their_pages(session, manager: FlaskClient) -> None:
    given = rule(body=factories.body(name="Safer Melton"), kinds=["call"], first_by_on=date(2026, 9, 30))
    promised = given.pledge
    edited = submit(manager, f"/forward-plan/pledges/{promised.id}/edit", {"title": "Meet every chair"})
    assert edited.status_code == 303
    assert submit(manager, f"/forward-plan/rules/{given.id}/edit", {"is_by_invitation": "y"}).status_code == 303
    session.expire_all()
    assert (given.is_by_invitation, given.kinds, given.first_by_on) == (True, ["call"], date(2026, 9, 30))
    assert session.get(Pledge, promised.id).title == "Meet every chair"
    ended = submit(manager, f"/forward-plan/pledges/{promised.id}/end", {"reason": "The office ends"})
    assert ended.status_code == 303
    assert "The office ends" in manager.get(ended.location).text
    assert "Ended the pledge “Meet every chair”: The office ends" in summaries()


def test_a_stale_page_is_refused_and_keeps_what_was_typed(session, manager: FlaskClient) -> None:
    path = f"/forward-plan/pledges/{pledge(title='Meet every chair').id}/edit"
    answer = submit(manager, path, {"title": "Other", "version": "99"})
    assert answer.status_code == 409
    shown = page(answer)
    assert "Somebody else changed this" in shown.select_one(".govuk-error-summary").text
    assert shown.select_one("#title")["value"] == "Other"
    assert page(manager.get(path)).select_one("#title")["value"] == "Meet every chair"
    assert manager.post(path, data=form_values(shown.select_one("main form"))).status_code == 303
